#include "services/index/engine/delta.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/term.h"

namespace jianbao::engine {
namespace {

// What a list costs beside its bytes: its header and its place in the term table.
constexpr uint64_t kListOverhead = 72;

PackedTerm PackOf(std::string_view term) {
  const std::u32string chars = text::FromUtf8(TextOf(term));
  return PackTerm(KindOf(term), FieldOf(term), chars.empty() ? 0 : chars[0], chars.size() > 1 ? chars[1] : 0);
}

char* AppendVarint(uint64_t value, char* out) {
  for (; value >= 0x80; value >>= 7) *out++ = static_cast<char>(value | 0x80);
  *out++ = static_cast<char>(value);
  return out;
}

int32_t DayNumber(const std::optional<absl::CivilDay>& date) {
  return date.has_value() ? static_cast<int32_t>(*date - absl::CivilDay(1970, 1, 1)) : kNoDate;
}

}  // namespace

Delta::Delta(DocId base, size_t expected_terms)
    : base_(base), dates_(new int32_t[kCapacity]), pages_(new uint16_t[kCapacity]), ties_(new uint64_t[kCapacity]) {
  for (auto& lengths : lengths_) lengths.reset(new uint8_t[kCapacity]);
  char_terms_.reserve(expected_terms);
}

LocalDoc Delta::size() const {
  absl::ReaderMutexLock lock(&mutex_);
  return size_;
}

uint64_t Delta::memory_bytes() const {
  absl::ReaderMutexLock lock(&mutex_);
  return memory_bytes_;
}

Delta::List* Delta::ListOf(PackedTerm term) {
  const auto [it, inserted] = char_terms_.try_emplace(term, static_cast<uint32_t>(lists_.size()));
  if (inserted) {
    lists_.emplace_back();
    memory_bytes_ += kListOverhead;
  }
  return &lists_[it->second];
}

Delta::List* Delta::ListOf(const std::string& term) {
  const auto [it, inserted] = string_terms_.try_emplace(term, static_cast<uint32_t>(lists_.size()));
  if (inserted) {
    lists_.emplace_back();
    memory_bytes_ += kListOverhead + term.size();
  }
  return &lists_[it->second];
}

void Delta::AppendPosting(LocalDoc doc, const uint32_t* positions, uint32_t count, List* list) {
  // Most terms occur once in an article: a few bytes, put together before the string is touched.
  std::array<char, 16> bytes;
  char* end = AppendVarint(uint64_t{doc - list->last_doc} << 1 | (count == 1 ? 1 : 0), bytes.data());
  if (count != 1) end = AppendVarint(count, end);
  list->bytes.append(bytes.data(), end - bytes.data());
  memory_bytes_ += end - bytes.data();
  list->last_doc = doc;
  uint32_t previous = 0;
  for (uint32_t i = 0; positions != nullptr && i < count; ++i) {
    end = AppendVarint(positions[i] - previous, bytes.data());
    previous = positions[i];
    list->bytes.append(bytes.data(), end - bytes.data());
    memory_bytes_ += end - bytes.data();
  }
}

void Delta::FillColumns(LocalDoc doc, const Document& document, const AnalyzedDocument& analyzed) {
  for (int i = 0; i < kTextFields; ++i) lengths_[i][doc] = EncodeLength(analyzed.lengths[i]);
  dates_[doc] = DayNumber(document.date);
  pages_[doc] = static_cast<uint16_t>(std::min<uint32_t>(document.page, UINT16_MAX));
  ties_[doc] = Checksum64(document.name);
}

void Delta::Append(const Document& document, const AnalyzedDocument& analyzed) {
  absl::MutexLock lock(&mutex_);
  const LocalDoc doc = size_;
  FillColumns(doc, document, analyzed);
  AppendCharPostings(doc, analyzed);
  for (const AnalyzedDocument::StringPosting& posting : analyzed.strings) {
    AppendPosting(doc, nullptr, posting.count, ListOf(posting.term));
  }
  ++size_;
}

// Every term is a cache miss in the table and another in its list: both are asked for ahead of their use.
void Delta::AppendCharPostings(LocalDoc doc, const AnalyzedDocument& analyzed) {
  constexpr size_t kAhead = 16;
  const std::vector<AnalyzedDocument::CharPosting>& postings = analyzed.chars;
  found_lists_.resize(postings.size());
  for (size_t i = 0; i < postings.size(); ++i) {
    if (i + kAhead < postings.size()) char_terms_.prefetch(postings[i + kAhead].term);
    found_lists_[i] = ListOf(postings[i].term);
    __builtin_prefetch(found_lists_[i], 1);
  }
  for (size_t i = 0; i < postings.size(); ++i) {
    if (i + kAhead < postings.size()) __builtin_prefetch(found_lists_[i + kAhead], 1);
    const bool with_positions = HasPositions(PackedKind(postings[i].term));
    AppendPosting(doc, with_positions ? &analyzed.positions[postings[i].first] : nullptr, postings[i].count,
                  found_lists_[i]);
  }
}

void Delta::AppendHole() {
  absl::MutexLock lock(&mutex_);
  FillColumns(size_, Document(), AnalyzedDocument());
  ++size_;
}

bool Delta::BeginsBefore(const List& list, LocalDoc end) {
  std::string_view in = list.bytes;
  uint64_t head = 0;
  return GetVarint64(&in, &head) && head >> 1 < end;
}

void Delta::Decode(const List& list, bool with_positions, LocalDoc end, PostingData* out) {
  out->Clear();
  std::string_view in = list.bytes;
  LocalDoc doc = 0;
  uint64_t head = 0;
  while (!in.empty() && GetVarint64(&in, &head)) {
    doc += static_cast<LocalDoc>(head >> 1);
    if (doc >= end) return;
    uint32_t count = 1;
    if ((head & 1) == 0) GetVarint32(&in, &count);
    out->docs.push_back(doc);
    out->counts.push_back(count);
    uint32_t position = 0;
    for (uint32_t i = 0; with_positions && i < count; ++i) {
      uint32_t distance = 0;
      GetVarint32(&in, &distance);
      out->positions.push_back(position += distance);
    }
  }
}

// ---- DeltaCursor --------------------------------------------------------------------------------------------------

// Sorts the terms once. The delta is frozen by whoever makes a cursor, or grows only beyond the leaf's end; a list's
// bytes may still be moved by the writer, so each is read under the lock.
class DeltaCursor final : public TermCursor {
 public:
  DeltaCursor(std::shared_ptr<const Delta> delta, LocalDoc end) : delta_(std::move(delta)), end_(end) {
    absl::ReaderMutexLock lock(&delta_->mutex_);
    chars_.assign(delta_->char_terms_.begin(), delta_->char_terms_.end());
    std::sort(chars_.begin(), chars_.end());
    strings_.assign(delta_->string_terms_.begin(), delta_->string_terms_.end());
    FindNext();
  }

  bool Valid() const override { return valid_; }
  std::string_view term() const override { return term_; }
  void Next() override {
    absl::ReaderMutexLock lock(&delta_->mutex_);
    FindNext();
  }
  absl::Status Read(PostingData* out) override {
    absl::ReaderMutexLock lock(&delta_->mutex_);
    Delta::Decode(delta_->lists_[list_], HasPositions(KindOf(term_)), end_, out);
    return absl::OkStatus();
  }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  // Merges the two sorted tables, leaving out lists that begin after the leaf's end.
  void FindNext() ABSL_SHARED_LOCKS_REQUIRED(delta_->mutex_) {
    do {
      valid_ = next_char_ < chars_.size() || next_string_ < strings_.size();
      if (!valid_) return;
      term_.clear();
      if (next_char_ < chars_.size()) AppendUnpacked(chars_[next_char_].first, &term_);
      if (term_.empty() || (next_string_ < strings_.size() && strings_[next_string_].first < term_)) {
        term_ = strings_[next_string_].first;
        list_ = strings_[next_string_++].second;
      } else {
        list_ = chars_[next_char_++].second;
      }
    } while (!BeginsBeforeEnd());
  }
  bool BeginsBeforeEnd() const ABSL_SHARED_LOCKS_REQUIRED(delta_->mutex_) {
    return Delta::BeginsBefore(delta_->lists_[list_], end_);
  }

  const std::shared_ptr<const Delta> delta_;
  const LocalDoc end_;
  std::vector<std::pair<PackedTerm, uint32_t>> chars_;
  std::vector<std::pair<std::string, uint32_t>> strings_;
  size_t next_char_ = 0;
  size_t next_string_ = 0;
  bool valid_ = false;
  std::string term_;
  uint32_t list_ = 0;
};

// ---- DeltaLeaf ----------------------------------------------------------------------------------------------------

DeltaLeaf::DeltaLeaf(std::shared_ptr<const Delta> delta, LocalDoc size)
    : Leaf(delta->base(), size), delta_(std::move(delta)) {
  for (int i = 0; i < kTextFields; ++i) columns_.lengths[i] = delta_->lengths_[i].get();
  columns_.dates = delta_->dates_.get();
  columns_.pages = delta_->pages_.get();
  columns_.ties = delta_->ties_.get();
}

bool DeltaLeaf::ReadList(std::string_view term, PostingData* out) const {
  const TermKind kind = KindOf(term);
  absl::ReaderMutexLock lock(&delta_->mutex_);
  uint32_t list = 0;
  if (IsCharTerm(kind)) {
    const auto found = delta_->char_terms_.find(PackOf(term));
    if (found == delta_->char_terms_.end()) return false;
    list = found->second;
  } else {
    const auto found = delta_->string_terms_.find(term);
    if (found == delta_->string_terms_.end()) return false;
    list = found->second;
  }
  Delta::Decode(delta_->lists_[list], HasPositions(kind), size(), out);
  return !out->docs.empty();
}

absl::StatusOr<bool> DeltaLeaf::Find(std::string_view term, PostingList* list) const {
  PostingData data;
  if (!ReadList(term, &data)) return false;
  const TermKind kind = KindOf(term);
  const bool has_length = IsCharTerm(kind) || kind == TermKind::kWord;
  EncodedPostings encoded;
  EncodePostings(data, has_length ? columns().lengths[FieldOf(term)] : nullptr, &encoded);
  absl::StatusOr<PostingList> parsed =
      PostingList::Parse(storage::PinnedValue(std::move(encoded.list)), HasPositions(kind));
  if (!parsed.ok()) return parsed.status();
  *list = *std::move(parsed);
  if (!encoded.positions.empty()) list->SetPositions(storage::PinnedValue(std::move(encoded.positions)));
  return true;
}

absl::StatusOr<bool> DeltaLeaf::HasPair(char32_t first, char32_t second) const {
  absl::ReaderMutexLock lock(&delta_->mutex_);
  for (uint8_t field = 0; field < kTextFields; ++field) {
    const auto found = delta_->char_terms_.find(PackTerm(TermKind::kBigram, field, first, second));
    if (found != delta_->char_terms_.end() && Delta::BeginsBefore(delta_->lists_[found->second], size())) return true;
  }
  return false;
}

absl::Status DeltaLeaf::LoadPositions(std::string_view term, PostingList* list) const { return absl::OkStatus(); }

std::vector<std::pair<std::string_view, uint64_t>> DeltaLeaf::CountStringTerms(
    std::string_view prefix, absl::FunctionRef<uint64_t(const std::vector<LocalDoc>&)> count) const {
  std::vector<std::pair<std::string_view, uint64_t>> found;
  PostingData data;
  absl::ReaderMutexLock lock(&delta_->mutex_);
  const auto& terms = delta_->string_terms_;
  for (auto it = terms.lower_bound(prefix); it != terms.end() && it->first.starts_with(prefix); ++it) {
    Delta::Decode(delta_->lists_[it->second], /*with_positions=*/false, size(), &data);
    if (const uint64_t articles = count(data.docs); articles > 0) found.emplace_back(it->first, articles);
  }
  return found;
}

absl::Status DeltaLeaf::ForEachTerm(std::string_view prefix,
                                    absl::FunctionRef<bool(std::string_view, uint32_t)> visit) const {
  if (!prefix.empty() && !IsCharTerm(KindOf(prefix))) {
    // These stand in order already; all others, of which there are many more, are sorted each time.
    for (const auto& [term, articles] : CountStringTerms(prefix, [](const auto& docs) { return docs.size(); })) {
      if (!visit(term, static_cast<uint32_t>(articles))) break;
    }
    return absl::OkStatus();
  }
  for (DeltaCursor cursor(delta_, size()); cursor.Valid(); cursor.Next()) {
    const std::string_view term = cursor.term();
    if (term.substr(0, prefix.size()) > prefix) break;
    if (term.substr(0, prefix.size()) < prefix) continue;
    PostingData data;
    if (ReadList(term, &data) && !visit(term, static_cast<uint32_t>(data.docs.size()))) break;
  }
  return absl::OkStatus();
}

absl::Status DeltaLeaf::CountValues(std::string_view prefix, const std::vector<uint64_t>& articles,
                                    absl::FunctionRef<absl::Status()> check,
                                    absl::FunctionRef<void(std::string_view, uint64_t)> visit) const {
  const auto found = CountStringTerms(prefix, [&](const std::vector<LocalDoc>& docs) {
    uint64_t count = 0;
    for (const LocalDoc doc : docs) count += articles[doc / 64] >> (doc % 64) & 1;
    return count;
  });
  JIANBAO_RETURN_IF_ERROR(check());
  for (const auto& [term, count] : found) visit(term.substr(prefix.size()), count);
  return absl::OkStatus();
}

std::unique_ptr<TermCursor> DeltaLeaf::NewTermCursor() const { return std::make_unique<DeltaCursor>(delta_, size()); }

}  // namespace jianbao::engine
