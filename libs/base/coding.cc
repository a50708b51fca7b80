#include "libs/base/coding.h"

#include <bit>
#include <cstring>
#include <limits>

namespace jianbao {
namespace {

template <typename T>
void PutBigEndian(T value, std::string* out) {
  char bytes[sizeof(T)];
  for (size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<char>(value >> (8 * (sizeof(T) - 1 - i)));
  out->append(bytes, sizeof(T));
}

template <typename T>
bool GetBigEndian(std::string_view* in, T* value) {
  if (in->size() < sizeof(T)) return false;
  *value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) *value = (*value << 8) | static_cast<unsigned char>((*in)[i]);
  in->remove_prefix(sizeof(T));
  return true;
}

template <typename T>
void PutVarint(T value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

template <typename T>
bool GetVarint(std::string_view* in, T* value) {
  uint64_t result = 0;
  for (size_t i = 0; i < in->size() && i < 10; ++i) {
    const uint64_t byte = static_cast<unsigned char>((*in)[i]);
    if (i == 9 && byte > 1) return false;
    result |= (byte & 0x7F) << (7 * i);
    if ((byte & 0x80) == 0) {
      if (result > std::numeric_limits<T>::max()) return false;
      in->remove_prefix(i + 1);
      *value = static_cast<T>(result);
      return true;
    }
  }
  return false;
}

}  // namespace

void PutBigEndian32(uint32_t value, std::string* out) { PutBigEndian(value, out); }
void PutBigEndian64(uint64_t value, std::string* out) { PutBigEndian(value, out); }
bool GetBigEndian32(std::string_view* in, uint32_t* value) { return GetBigEndian(in, value); }
bool GetBigEndian64(std::string_view* in, uint64_t* value) { return GetBigEndian(in, value); }
void PutVarint32(uint32_t value, std::string* out) { PutVarint(value, out); }
void PutVarint64(uint64_t value, std::string* out) { PutVarint(value, out); }
bool GetVarint32(std::string_view* in, uint32_t* value) { return GetVarint(in, value); }
bool GetVarint64(std::string_view* in, uint64_t* value) { return GetVarint(in, value); }

void PutLengthPrefixed(std::string_view value, std::string* out) {
  PutVarint64(value.size(), out);
  out->append(value);
}

bool GetLengthPrefixed(std::string_view* in, std::string_view* value) {
  uint64_t size = 0;
  if (!GetVarint64(in, &size) || size > in->size()) return false;
  *value = in->substr(0, size);
  in->remove_prefix(size);
  return true;
}

}  // namespace jianbao
