#include "services/index/engine/score_mask.h"

#include <bit>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace jianbao::engine {
namespace {

#ifdef __x86_64__
__attribute__((target("avx2"))) uint64_t AtLeastAvx2(Score least, const Score* scores, uint64_t among) {
  const __m256i wanted = _mm256_set1_epi64x(least);
  uint64_t below = 0;
  for (int i = 0; i < 64; i += 4) {
    const __m256i four = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(scores + i));
    const int mask = _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(wanted, four)));
    below |= static_cast<uint64_t>(mask) << i;
  }
  return among & ~below;
}
#endif

using Function = uint64_t(Score, const Score*, uint64_t);

Function* Choose() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2")) return AtLeastAvx2;
#endif
  return AtLeastOneByOne;
}

}  // namespace

// Which do is not foreseeable, so that a branch for each would cost more than all else here.
uint64_t AtLeastOneByOne(Score least, const Score* scores, uint64_t among) {
  uint64_t kept = 0;
  for (uint64_t bits = among; bits != 0; bits &= bits - 1) {
    const uint64_t keep = scores[std::countr_zero(bits)] >= least ? 1 : 0;
    kept |= (bits & -bits) & -keep;
  }
  return kept;
}

uint64_t AtLeast(Score least, const Score* scores, uint64_t among) {
  static Function* const kBest = Choose();
  return kBest(least, scores, among);
}

}  // namespace jianbao::engine
