// Byte encodings shared by every persistent format: big-endian integers (keys: byte order is numeric order), LEB128
// varints (values) and length-prefixed strings. All are part of the on-disk format. Pure functions; thread-safe.
//
// Put… appends to `out`. Get… consumes from the front of `in` and returns false, leaving `in` and the output in an
// unspecified but valid state, when the bytes are too few or malformed: callers turn that into kDataLoss.
#ifndef JIANBAO_LIBS_BASE_CODING_H_
#define JIANBAO_LIBS_BASE_CODING_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace jianbao {

void PutBigEndian32(uint32_t value, std::string* out);
void PutBigEndian64(uint64_t value, std::string* out);
bool GetBigEndian32(std::string_view* in, uint32_t* value);
bool GetBigEndian64(std::string_view* in, uint64_t* value);

void PutVarint32(uint32_t value, std::string* out);
void PutVarint64(uint64_t value, std::string* out);
bool GetVarint32(std::string_view* in, uint32_t* value);
bool GetVarint64(std::string_view* in, uint64_t* value);

// ZigZag maps small negative numbers to small unsigned ones, so that they make short varints.
constexpr uint64_t ZigZag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}
constexpr int64_t UnZigZag(uint64_t value) {
  return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
}

// varint64 length, then the bytes. Get… leaves `value` pointing into `in`'s bytes.
void PutLengthPrefixed(std::string_view value, std::string* out);
bool GetLengthPrefixed(std::string_view* in, std::string_view* value);

}  // namespace jianbao

#endif  // JIANBAO_LIBS_BASE_CODING_H_
