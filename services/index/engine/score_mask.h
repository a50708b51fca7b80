// Which of many scores reach a threshold, many at a time: of the terms of a long query most are asked only for the
// articles that can still become hits, and after each term it is found out anew which these are. Uses AVX2 where the
// processor has it. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_SCORE_MASK_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_SCORE_MASK_H_

#include <cstdint>

#include "services/index/engine/scoring.h"

namespace jianbao::engine {

// Those bits of `among` whose score is `least` or more; bit i is about scores[i]. REQUIRES: `scores` are 64.
uint64_t AtLeast(Score least, const Score* scores, uint64_t among);

// The same without AVX2, for tests.
uint64_t AtLeastOneByOne(Score least, const Score* scores, uint64_t among);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_SCORE_MASK_H_
