// An integer with a meaning: a DocId cannot be passed where a Revision is wanted. Zero cost, totally ordered, hashable.
//
//   struct DocIdTag {};
//   using DocId = StrongInt<DocIdTag, uint32_t>;
#ifndef JIANBAO_LIBS_BASE_STRONG_INT_H_
#define JIANBAO_LIBS_BASE_STRONG_INT_H_

#include <compare>
#include <utility>

namespace jianbao {

template <typename Tag, typename T>
class StrongInt {
 public:
  using ValueType = T;

  constexpr StrongInt() = default;
  constexpr explicit StrongInt(T value) : value_(value) {}

  constexpr T value() const { return value_; }
  constexpr StrongInt Next() const { return StrongInt(value_ + 1); }

  friend constexpr auto operator<=>(StrongInt, StrongInt) = default;
  template <typename H>
  friend H AbslHashValue(H h, StrongInt id) {
    return H::combine(std::move(h), id.value_);
  }

 private:
  T value_ = 0;
};

}  // namespace jianbao

#endif  // JIANBAO_LIBS_BASE_STRONG_INT_H_
