#include "services/index/engine/corrections.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/status.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

using resolution::Anchor;
using resolution::Override;
using resolution::OverrideKind;
using storage::Family;

constexpr char kCorrectionVersion = 1;  // first byte of every value; 1: first format

void PutAnchor(const PersonAnchor& anchor, std::string* out) {
  PutLengthPrefixed(anchor.name, out);
  PutVarint64(anchor.where.size(), out);
  for (const std::string& where : anchor.where) PutLengthPrefixed(where, out);
}

bool GetText(std::string_view* in, std::string* text) {
  std::string_view view;
  if (!GetLengthPrefixed(in, &view)) return false;
  text->assign(view);
  return true;
}

bool GetAnchor(std::string_view* in, PersonAnchor* anchor) {
  uint64_t count = 0;
  if (!GetText(in, &anchor->name) || !GetVarint64(in, &count) || count > in->size()) return false;
  anchor->where.resize(count);
  return std::all_of(anchor->where.begin(), anchor->where.end(),
                     [in](std::string& where) { return GetText(in, &where); });
}

// Resolution orders overrides by time and id; the ids of one correction are in the order of its steps.
std::string OverrideId(uint64_t number, size_t step) { return absl::StrFormat("%012d/%06d", number, step); }

// What the aliases it brings show: which decision it was, and why where that was said.
std::string ReasonShown(const Correction& correction) {
  return absl::StrCat(correction.kind == CorrectionKind::kMerge ? "merged" : "split", " by corrections/",
                      correction.number, correction.reason.empty() ? "" : ": ", correction.reason);
}

Anchor ToAnchor(const PersonAnchor& anchor) { return {anchor.name, anchor.where}; }

}  // namespace

std::string CorrectionKey(uint64_t number) {
  std::string key = RecordKey(RecordKind::kCorrection, "");
  PutBigEndian64(number, &key);
  return key;
}

std::string EncodeCorrection(const Correction& correction) {
  std::string value(1, kCorrectionVersion);
  PutVarint64(correction.number, &value);
  value.push_back(static_cast<char>(correction.kind));
  PutVarint64(correction.subjects.size(), &value);
  for (const PersonAnchor& subject : correction.subjects) PutAnchor(subject, &value);
  PutVarint32(correction.target.has_value() ? 1 : 0, &value);
  if (correction.target.has_value()) PutAnchor(*correction.target, &value);
  PutVarint64(correction.revokes, &value);
  PutVarint64(ZigZag(absl::ToUnixMicros(correction.time)), &value);
  for (const auto* text : {&correction.author, &correction.reason, &correction.request_id}) {
    PutLengthPrefixed(*text, &value);
  }
  PutBigEndian64(correction.request_hash, &value);
  AppendChecksum64(&value);
  return value;
}

absl::StatusOr<Correction> DecodeCorrection(std::string_view bytes) {
  if (bytes.size() < 2 + sizeof(uint64_t) || bytes[0] != kCorrectionVersion) return CorruptEntityRow();
  if (!RemoveChecksum64(&bytes)) return CorruptEntityRow();
  uint64_t subjects = 0, time = 0;
  Correction correction;
  std::string_view in = bytes.substr(1);
  uint32_t has_target = 0;
  if (!GetVarint64(&in, &correction.number) || in.empty()) return CorruptEntityRow();
  const auto kind = static_cast<uint8_t>(in[0]);
  in.remove_prefix(1);
  if (kind < static_cast<uint8_t>(CorrectionKind::kMerge) || kind > static_cast<uint8_t>(CorrectionKind::kRevoke) ||
      !GetVarint64(&in, &subjects) || subjects > in.size()) {
    return CorruptEntityRow();
  }
  correction.kind = static_cast<CorrectionKind>(kind);
  correction.subjects.resize(subjects);
  for (PersonAnchor& subject : correction.subjects) {
    if (!GetAnchor(&in, &subject)) return CorruptEntityRow();
  }
  if (!GetVarint32(&in, &has_target) || (has_target != 0 && !GetAnchor(&in, &correction.target.emplace())) ||
      !GetVarint64(&in, &correction.revokes) || !GetVarint64(&in, &time) || !GetText(&in, &correction.author) ||
      !GetText(&in, &correction.reason) || !GetText(&in, &correction.request_id) ||
      !GetBigEndian64(&in, &correction.request_hash) || !in.empty()) {
    return CorruptEntityRow();
  }
  correction.time = absl::FromUnixMicros(UnZigZag(time));
  return correction;
}

absl::StatusOr<std::shared_ptr<const CorrectionBook>> CorrectionBook::Load(const storage::Store& store) {
  auto book = std::make_shared<CorrectionBook>();
  const std::string prefix = RecordKey(RecordKind::kCorrection, "");
  const auto it = store.NewIterator(Family::kRecords, nullptr);
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Next()) {
    JIANBAO_ASSIGN_OR_RETURN(Correction correction, DecodeCorrection(it->value()));
    if (correction.number != book->next_number()) return CorruptEntityRow();
    book->corrections_.push_back(std::move(correction));
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  book->Index();
  return book;
}

std::shared_ptr<const CorrectionBook> CorrectionBook::With(Correction correction) const {
  auto book = std::make_shared<CorrectionBook>();
  book->corrections_ = corrections_;
  book->corrections_.push_back(std::move(correction));
  book->Index();
  return book;
}

void CorrectionBook::Index() {
  // A revocation may itself be revoked, so the last word counts.
  for (auto it = corrections_.rbegin(); it != corrections_.rend(); ++it) {
    if (it->kind == CorrectionKind::kRevoke && !revoked_.contains(it->number)) revoked_.insert(it->revokes);
  }
  for (const Correction& correction : corrections_) {
    if (revoked_.contains(correction.number) || correction.kind == CorrectionKind::kRevoke) continue;
    for (const std::string& name : NamesOf(correction)) standing_by_name_[name].push_back(correction.number);
  }
}

const Correction* CorrectionBook::Find(uint64_t number) const {
  return number > 0 && number <= corrections_.size() ? &corrections_[number - 1] : nullptr;
}

const Correction* CorrectionBook::FindRequest(std::string_view request_id) const {
  if (request_id.empty()) return nullptr;
  const auto at = std::find_if(corrections_.begin(), corrections_.end(),
                               [&](const Correction& correction) { return correction.request_id == request_id; });
  return at == corrections_.end() ? nullptr : &*at;
}

bool CorrectionBook::IsRevoked(uint64_t number) const { return revoked_.contains(number); }

std::set<std::string> CorrectionBook::NamesOf(const Correction& correction) {
  std::set<std::string> names;
  for (const PersonAnchor& subject : correction.subjects) names.insert(FoldName(subject.name));
  if (correction.target.has_value()) names.insert(FoldName(correction.target->name));
  return names;
}

std::set<std::string> CorrectionBook::NamesTiedTo(const std::set<std::string>& names) const {
  std::set<std::string> tied = names;
  std::vector<std::string> open(names.begin(), names.end());
  while (!open.empty()) {
    const auto at = standing_by_name_.find(open.back());
    open.pop_back();
    if (at == standing_by_name_.end()) continue;
    for (const uint64_t number : at->second) {
      for (const std::string& name : NamesOf(*Find(number))) {
        if (tied.insert(name).second) open.push_back(name);
      }
    }
  }
  return tied;
}

std::vector<Override> CorrectionBook::About(const std::set<std::string>& names) const {
  std::set<uint64_t> numbers;
  for (const std::string& name : names) {
    const auto at = standing_by_name_.find(name);
    if (at != standing_by_name_.end()) numbers.insert(at->second.begin(), at->second.end());
  }
  std::vector<Override> overrides;
  for (const uint64_t number : numbers) {
    const Correction& correction = *Find(number);
    size_t step = 0;
    const auto add = [&](OverrideKind kind, const PersonAnchor& subject, const PersonAnchor* target) {
      Override override{.id = OverrideId(number, step++), .kind = kind, .subject = ToAnchor(subject)};
      if (target != nullptr) override.target = ToAnchor(*target);
      override.time = correction.time;
      override.author = correction.author;
      override.reason = ReasonShown(correction);
      override.keeps_name = correction.kind == CorrectionKind::kMerge;
      overrides.push_back(std::move(override));
    };
    for (const PersonAnchor& subject : correction.subjects) {
      if (correction.kind == CorrectionKind::kMerge) {
        add(OverrideKind::kMerge, subject, &*correction.target);
        continue;
      }
      add(OverrideKind::kSplit, subject, nullptr);
      // What is taken out at once is one person, as far as it is still there.
      if (&subject != &correction.subjects.front()) add(OverrideKind::kMerge, subject, &correction.subjects.front());
    }
  }
  return overrides;
}

}  // namespace jianbao::engine
