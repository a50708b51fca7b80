// The numbers that the language model gives its words. Its library halves a list of all words over and over, and each
// halving waits for memory; here the list is a hash table in which a word costs one such wait. Immutable; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_WORD_NUMBERS_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_WORD_NUMBERS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace jianbao::newspaper {

class WordNumbers {
 public:
  static constexpr uint32_t kUnknown = 0;

  // Reads the words of a KenLM trie, format 5; null where `path` is no such file.
  static std::unique_ptr<const WordNumbers> Read(const std::string& path);

  // Makes the table of words numbered from 1 by their hashes.
  explicit WordNumbers(const std::vector<uint64_t>& hashes);

  // kUnknown for what is no word.
  uint32_t Of(std::string_view utf8) const;

  // How the model hashes a word.
  static uint64_t Hash(std::string_view utf8);

 private:
  // What is left of a hash beside the word's number; 0: free. Entries fill a bucket from its start, and go to the next
  // one when it is full.
  static constexpr int kNumberBits = 20;
  struct alignas(64) Bucket : std::array<uint64_t, 8> {};

  // The low bits of a hash, which say its bucket, are not those that its entry keeps.
  size_t Start(uint64_t hash) const { return hash & (buckets_.size() - 1); }
  static uint64_t Mark(uint64_t hash) { return hash >> kNumberBits << kNumberBits; }

  // Most of what is asked for is no word: some bits for each word, in memory that stays near, say so of nine in ten.
  bool MayBe(uint64_t hash) const { return (sieve_[hash >> kSieveBits] >> (hash >> (kSieveBits - 6) & 63) & 1) != 0; }
  static constexpr int kSieveBits = 64 - 15;

  std::vector<Bucket> buckets_;  // a power of two
  std::vector<uint64_t> sieve_ = std::vector<uint64_t>(size_t{1} << (64 - kSieveBits));
};

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_WORD_NUMBERS_H_
