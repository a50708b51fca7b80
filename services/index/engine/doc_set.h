// Sets of articles: CRoaring's bitmap under the name it has here. Thread-compatible.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_DOC_SET_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_DOC_SET_H_

#include "roaring/roaring.hh"

namespace roaring {}  // namespace roaring

namespace jianbao::engine {
namespace internal {
using namespace ::roaring;  // NOLINT(google-build-using-namespace): finds the class in either place
using RoaringBitmap = Roaring;
}  // namespace internal

using DocSet = internal::RoaringBitmap;

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_DOC_SET_H_
