#include "services/index/engine/segment.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/term.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using storage::PinnedValue;
using storage::SortedRun;

// Keys: segment u32 BE, then
//   '!' | column name           a column, the filter of all terms or the set of pairs
//   kind | field | text         a list
//   upper-case kind | field | text   the positions of a list that does not hold them itself
constexpr char kColumnPrefix = '!';

enum ColumnName : char { kFilter = 'a', kPairs = 'b', kDates = 'd', kLengths = 'l', kPages = 'p', kTies = 't' };

std::string Key(uint32_t id, std::string_view rest) {
  std::string key;
  PutBigEndian32(id, &key);
  key.append(rest);
  return key;
}

std::string ColumnKey(uint32_t id, char name, int field) {
  std::string rest = {kColumnPrefix, name};
  if (name == kLengths) rest.push_back(static_cast<char>('0' + field));
  return Key(id, rest);
}

std::string PositionsKey(uint32_t id, std::string_view term) {
  std::string key = Key(id, term);
  key[sizeof(id)] = static_cast<char>(std::toupper(key[sizeof(id)]));
  return key;
}

absl::Status Corrupt(uint32_t id, const char* what) {
  return Error(absl::StatusCode::kDataLoss, "SEGMENT_CORRUPT",
               absl::StrCat("segment ", id, ": ", what, "; restore a backup or rebuild the index from its records"));
}

const uint8_t* LengthsFor(const Columns& columns, std::string_view term) {
  const TermKind kind = KindOf(term);
  return IsCharTerm(kind) || kind == TermKind::kWord ? columns.lengths[FieldOf(term)] : nullptr;
}

// ---- Reading ------------------------------------------------------------------------------------------------------

class SegmentCursor final : public TermCursor {
 public:
  SegmentCursor(const Segment* segment, const storage::Store* store)
      : segment_(segment), end_(SegmentEnd(segment->info().id)), it_(store->NewIterator(Family::kPostings, nullptr)) {
    it_->Seek(Key(segment->info().id, std::string(1, static_cast<char>(TermKind::kBigram))));
  }

  bool Valid() const override { return it_->Valid() && it_->key() < end_; }
  std::string_view term() const override { return it_->key().substr(sizeof(uint32_t)); }
  void Next() override { it_->Next(); }
  absl::Status Read(PostingData* out) override {
    const bool has_positions = HasPositions(KindOf(term()));
    JIANBAO_ASSIGN_OR_RETURN(PostingList list,
                             PostingList::Parse(PinnedValue(std::string(it_->value())), has_positions));
    if (has_positions) JIANBAO_RETURN_IF_ERROR(segment_->LoadPositions(term(), &list));
    if (!DecodePostings(list, has_positions, out)) return Corrupt(segment_->info().id, "a posting list is damaged");
    return absl::OkStatus();
  }
  absl::Status status() const override { return it_->status(); }

 private:
  const Segment* const segment_;
  const std::string end_;
  const std::unique_ptr<storage::Iterator> it_;
};

// ---- Writing ------------------------------------------------------------------------------------------------------

class SegmentWriter {
 public:
  SegmentWriter(storage::Store* store, uint32_t id) : store_(store), id_(id) {}

  absl::Status Open() {
    JIANBAO_ASSIGN_OR_RETURN(sets_, store_->NewSortedRun(Family::kPostings));
    JIANBAO_ASSIGN_OR_RETURN(head_, store_->NewSortedRun(Family::kPostings));
    JIANBAO_ASSIGN_OR_RETURN(lists_, store_->NewSortedRun(Family::kPostings));
    return absl::OkStatus();
  }

  absl::Status PutColumn(char name, int field, std::string bytes) {
    return PutChecked(ColumnKey(id_, name, field), std::move(bytes), head_.get());
  }

  // REQUIRES: terms ascend.
  absl::Status PutList(std::string_view term, const PostingData& data, const uint8_t* lengths) {
    hashes_.push_back(TermFilter::Hash(term));
    if (KindOf(term) == TermKind::kBigram) AddPair(TextOf(term));
    EncodePostings(data, lengths, &encoded_);
    if (!encoded_.positions.empty()) JIANBAO_RETURN_IF_ERROR(head_->Put(PositionsKey(id_, term), encoded_.positions));
    return lists_->Put(Key(id_, term), encoded_.list);
  }

  absl::Status Ingest() {
    JIANBAO_RETURN_IF_ERROR(PutChecked(ColumnKey(id_, kFilter, 0), TermFilter(hashes_).Bytes(), sets_.get()));
    JIANBAO_RETURN_IF_ERROR(PutChecked(ColumnKey(id_, kPairs, 0), pairs_.Bytes(), sets_.get()));
    std::vector<std::unique_ptr<SortedRun>> runs;
    runs.push_back(std::move(sets_));
    runs.push_back(std::move(head_));
    runs.push_back(std::move(lists_));
    return store_->Ingest(std::move(runs));
  }

 private:
  static absl::Status PutChecked(const std::string& key, std::string bytes, SortedRun* run) {
    AppendChecksum64(&bytes);
    return run->Put(key, bytes);
  }
  void AddPair(std::string_view text) {
    const std::u32string letters = text::FromUtf8(text);
    if (letters.size() == 2) pairs_.Add(letters[0], letters[1]);
  }

  storage::Store* const store_;
  const uint32_t id_;
  std::vector<uint64_t> hashes_;  // of the terms
  PairSet pairs_;
  // What is known of all terms together, which is known last, has the smallest keys; columns and positions have smaller
  // keys than lists. Runs of their own let all grow at once, each in order.
  std::unique_ptr<SortedRun> sets_;
  std::unique_ptr<SortedRun> head_;
  std::unique_ptr<SortedRun> lists_;
  EncodedPostings encoded_;
};

// The columns of several leaves one behind the other.
struct JoinedColumns {
  std::array<std::string, kTextFields> lengths;
  std::string dates, pages, ties;

  void Add(const Leaf& leaf) {
    const Columns& columns = leaf.columns();
    const auto append = [&](const auto* items, std::string* out) {
      out->append(reinterpret_cast<const char*>(items), leaf.size() * sizeof(*items));
    };
    for (int i = 0; i < kTextFields; ++i) append(columns.lengths[i], &lengths[i]);
    append(columns.dates, &dates);
    append(columns.pages, &pages);
    append(columns.ties, &ties);
  }
  absl::Status Write(SegmentWriter* writer) const {
    JIANBAO_RETURN_IF_ERROR(writer->PutColumn(kDates, 0, dates));
    for (int i = 0; i < kTextFields; ++i) JIANBAO_RETURN_IF_ERROR(writer->PutColumn(kLengths, i, lengths[i]));
    JIANBAO_RETURN_IF_ERROR(writer->PutColumn(kPages, 0, pages));
    return writer->PutColumn(kTies, 0, ties);
  }
};

// Appends `from`, moved by `shift`, to `to`, without deleted articles.
void AppendLive(const PostingData& from, LocalDoc shift, uint32_t base, const DocSet& deleted, PostingData* to) {
  const bool any_deleted = !deleted.isEmpty();
  const bool has_positions = !from.positions.empty();
  size_t position = 0;
  for (size_t i = 0; i < from.docs.size(); ++i) {
    const LocalDoc doc = from.docs[i] + shift;
    const size_t first = position;
    position += has_positions ? from.counts[i] : 0;
    if (any_deleted && deleted.contains(base + doc)) continue;
    to->docs.push_back(doc);
    to->counts.push_back(from.counts[i]);
    to->positions.insert(to->positions.end(), from.positions.begin() + first, from.positions.begin() + position);
  }
}

// Walks the lists of all leaves together, term by term.
class Merger {
 public:
  Merger(const std::vector<std::shared_ptr<const Leaf>>& leaves, const DocSet& deleted)
      : leaves_(leaves), deleted_(deleted), base_(leaves.front()->base().value()) {
    for (const auto& leaf : leaves) {
      cursors_.push_back(leaf->NewTermCursor());
      columns_.Add(*leaf);
    }
  }

  absl::Status WriteAll(SegmentWriter* writer, absl::FunctionRef<absl::Status()> pause) {
    JIANBAO_RETURN_IF_ERROR(columns_.Write(writer));
    std::string term;
    for (uint32_t lists = 0; SmallestTerm(&term); ++lists) {
      if (lists % 1024 == 0) JIANBAO_RETURN_IF_ERROR(pause());
      JIANBAO_RETURN_IF_ERROR(Join(term));
      if (joined_.docs.empty()) continue;
      JIANBAO_RETURN_IF_ERROR(writer->PutList(term, joined_, LengthsFor(JoinedView(), term)));
    }
    for (const auto& cursor : cursors_) JIANBAO_RETURN_IF_ERROR(cursor->status());
    return absl::OkStatus();
  }

 private:
  bool SmallestTerm(std::string* term) const {
    bool found = false;
    for (const auto& cursor : cursors_) {
      if (!cursor->Valid() || (found && cursor->term() >= *term)) continue;
      *term = cursor->term();
      found = true;
    }
    return found;
  }
  absl::Status Join(std::string_view term) {
    joined_.Clear();
    for (size_t i = 0; i < cursors_.size(); ++i) {
      if (!cursors_[i]->Valid() || cursors_[i]->term() != term) continue;
      JIANBAO_RETURN_IF_ERROR(cursors_[i]->Read(&read_));
      AppendLive(read_, leaves_[i]->base().value() - base_, base_, deleted_, &joined_);
      cursors_[i]->Next();
    }
    return absl::OkStatus();
  }
  Columns JoinedView() const {
    Columns view;
    for (int i = 0; i < kTextFields; ++i)
      view.lengths[i] = reinterpret_cast<const uint8_t*>(columns_.lengths[i].data());
    return view;
  }

  const std::vector<std::shared_ptr<const Leaf>>& leaves_;
  const DocSet& deleted_;
  const uint32_t base_;
  std::vector<std::unique_ptr<TermCursor>> cursors_;
  JoinedColumns columns_;
  PostingData read_;
  PostingData joined_;
};

}  // namespace

std::string SegmentBegin(uint32_t id) { return Key(id, ""); }
std::string SegmentEnd(uint32_t id) { return Key(id + 1, ""); }

absl::StatusOr<std::shared_ptr<const Segment>> Segment::Open(const storage::Store* store, const SegmentInfo& info) {
  std::shared_ptr<Segment> segment(new Segment(store, info));
  JIANBAO_RETURN_IF_ERROR(segment->LoadColumns());
  JIANBAO_RETURN_IF_ERROR(segment->LoadSets());
  return segment;
}

absl::StatusOr<bool> Segment::ReadColumn(char name, int field, PinnedValue* value, std::string_view* bytes) const {
  JIANBAO_ASSIGN_OR_RETURN(const bool found,
                           store_->Get(Family::kPostings, ColumnKey(info_.id, name, field), nullptr, value));
  if (!found) return false;
  *bytes = value->view();
  if (!RemoveChecksum64(bytes)) return Corrupt(info_.id, "a column does not match its checksum");
  return true;
}

absl::Status Segment::LoadColumn(char name, int field, size_t item_bytes, void* out) const {
  PinnedValue value;
  std::string_view bytes;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, ReadColumn(name, field, &value, &bytes));
  if (!found || bytes.size() != size() * item_bytes) return Corrupt(info_.id, "a column is missing");
  std::memcpy(out, bytes.data(), bytes.size());
  return absl::OkStatus();
}

// What was written before there were such sets has none.
template <typename Set>
absl::StatusOr<std::optional<Set>> Segment::LoadSet(char name) const {
  PinnedValue value;
  std::string_view bytes;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, ReadColumn(name, 0, &value, &bytes));
  if (!found) return std::nullopt;
  std::optional<Set> set = Set::Parse(bytes);
  if (!set.has_value()) return Corrupt(info_.id, "the filter of terms or the set of pairs is none");
  return set;
}

absl::Status Segment::LoadSets() {
  JIANBAO_ASSIGN_OR_RETURN(std::optional<TermFilter> filter, LoadSet<TermFilter>(kFilter));
  if (filter.has_value()) filter_ = *std::move(filter);
  JIANBAO_ASSIGN_OR_RETURN(pairs_, LoadSet<PairSet>(kPairs));
  return absl::OkStatus();
}

absl::Status Segment::LoadColumns() {
  for (int i = 0; i < kTextFields; ++i) {
    lengths_[i].resize(size());
    JIANBAO_RETURN_IF_ERROR(LoadColumn(kLengths, i, sizeof(uint8_t), lengths_[i].data()));
    columns_.lengths[i] = lengths_[i].data();
  }
  dates_.resize(size());
  pages_.resize(size());
  ties_.resize(size());
  JIANBAO_RETURN_IF_ERROR(LoadColumn(kDates, 0, sizeof(int32_t), dates_.data()));
  JIANBAO_RETURN_IF_ERROR(LoadColumn(kPages, 0, sizeof(uint16_t), pages_.data()));
  JIANBAO_RETURN_IF_ERROR(LoadColumn(kTies, 0, sizeof(uint64_t), ties_.data()));
  columns_.dates = dates_.data();
  columns_.pages = pages_.data();
  columns_.ties = ties_.data();
  return absl::OkStatus();
}

absl::StatusOr<bool> Segment::Find(std::string_view term, PostingList* list) const {
  if (!filter_.MayHold(TermFilter::Hash(term))) return false;
  PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, store_->Get(Family::kPostings, Key(info_.id, term), nullptr, &value));
  if (!found) return false;
  JIANBAO_ASSIGN_OR_RETURN(*list, PostingList::Parse(std::move(value), HasPositions(KindOf(term))));
  return true;
}

absl::Status Segment::LoadPositions(std::string_view term, PostingList* list) const {
  if (list->positions_ready()) return absl::OkStatus();
  PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found,
                           store_->Get(Family::kPostings, PositionsKey(info_.id, term), nullptr, &value));
  if (!found) return Corrupt(info_.id, "the positions of a list are missing");
  list->SetPositions(std::move(value));
  return absl::OkStatus();
}

absl::StatusOr<bool> Segment::HasPair(char32_t first, char32_t second) const {
  if (pairs_.has_value() && PairSet::Covers(first, second)) return pairs_->Holds(first, second);
  const std::string pair = text::ToUtf8(std::u32string{first, second});
  for (uint8_t field = 0; field < kTextFields; ++field) {
    PostingList list;
    JIANBAO_ASSIGN_OR_RETURN(const bool found, Find(MakeTerm(TermKind::kBigram, field, pair), &list));
    if (found) return true;
  }
  return false;
}

absl::Status Segment::ForEachTerm(std::string_view prefix,
                                  absl::FunctionRef<bool(std::string_view, uint32_t)> visit) const {
  const std::string begin = Key(info_.id, prefix);
  const auto it = store_->NewIterator(Family::kPostings, nullptr);
  for (it->Seek(begin); it->Valid() && it->key().substr(0, begin.size()) == begin; it->Next()) {
    std::string_view value = it->value();
    uint32_t head = 0;
    if (!GetVarint32(&value, &head)) return Corrupt(info_.id, "a posting list is damaged");
    if (!visit(it->key().substr(sizeof(uint32_t)), head >> 1)) break;
  }
  return it->status();
}

absl::StatusOr<ValueColumn> Segment::MakeValueColumn(std::string_view prefix,
                                                     absl::FunctionRef<absl::Status()> check) const {
  ValueColumn::Builder builder(size());
  std::vector<LocalDoc> docs;
  const std::string begin = Key(info_.id, prefix);
  const auto it = store_->NewIterator(Family::kPostings, nullptr);
  for (it->Seek(begin); it->Valid() && it->key().starts_with(begin); it->Next()) {
    JIANBAO_RETURN_IF_ERROR(check());
    JIANBAO_ASSIGN_OR_RETURN(const PostingList list,
                             PostingList::Parse(PinnedValue(it->value(), nullptr), /*has_positions=*/false));
    docs.resize(size_t{list.blocks()} * kBlockSize);
    for (uint32_t block = 0; block < list.blocks(); ++block) {
      if (!list.DecodeDocs(block, &docs[size_t{block} * kBlockSize])) {
        return Corrupt(info_.id, "a posting list is damaged");
      }
    }
    builder.Add(it->key().substr(begin.size()), std::span(docs).first(list.size()));
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  return std::move(builder).Finish();
}

absl::Status Segment::CountValues(std::string_view prefix, const std::vector<uint64_t>& articles,
                                  absl::FunctionRef<absl::Status()> check,
                                  absl::FunctionRef<void(std::string_view, uint64_t)> visit) const {
  const ValueColumn* column = nullptr;
  {
    absl::MutexLock lock(&value_columns_mutex_);
    const auto known = value_columns_.find(prefix);
    if (known != value_columns_.end()) column = known->second.get();
  }
  if (column == nullptr) {
    // Two callers may both make it: neither waits for longer than it may take.
    JIANBAO_ASSIGN_OR_RETURN(ValueColumn made, MakeValueColumn(prefix, check));
    auto kept = std::make_unique<const ValueColumn>(std::move(made));
    absl::MutexLock lock(&value_columns_mutex_);
    column = value_columns_.try_emplace(std::string(prefix), std::move(kept)).first->second.get();
  }
  column->Count(articles, visit);
  return absl::OkStatus();
}

std::unique_ptr<TermCursor> Segment::NewTermCursor() const { return std::make_unique<SegmentCursor>(this, store_); }

absl::StatusOr<SegmentInfo> WriteSegment(storage::Store* store, uint32_t id,
                                         const std::vector<std::shared_ptr<const Leaf>>& leaves, const DocSet& deleted,
                                         absl::FunctionRef<absl::Status()> pause) {
  SegmentWriter writer(store, id);
  JIANBAO_RETURN_IF_ERROR(writer.Open());
  JIANBAO_RETURN_IF_ERROR(Merger(leaves, deleted).WriteAll(&writer, pause));
  JIANBAO_RETURN_IF_ERROR(writer.Ingest());
  SegmentInfo info{id, leaves.front()->base(), 0, 0};
  for (const auto& leaf : leaves) info.size += leaf->size();
  const uint32_t end = info.base.value() + info.size;
  info.dropped = static_cast<LocalDoc>((end > 0 ? deleted.rank(end - 1) : 0) -
                                       (info.base.value() > 0 ? deleted.rank(info.base.value() - 1) : 0));
  return info;
}

}  // namespace jianbao::engine
