// Comparing every posting and every row of an entity with every record.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/engine_impl.h"
#include "services/index/engine/entity_integrity.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

constexpr size_t kMaxProblems = 100;

// A number for "this article holds this term so often and at these places"; an article's postings add up to a number
// that the article's record must add up to as well.
uint64_t Fingerprint(std::string_view term, uint32_t count, const uint32_t* positions, std::string* scratch) {
  scratch->assign(term);
  PutVarint32(count, scratch);
  for (uint32_t i = 0; positions != nullptr && i < count; ++i) PutVarint32(positions[i], scratch);
  return Checksum64(*scratch);
}

uint64_t RecordFingerprint(const AnalyzedDocument& analyzed, std::string* scratch) {
  uint64_t sum = 0;
  std::string term;
  for (const AnalyzedDocument::CharPosting& posting : analyzed.chars) {
    term.clear();
    AppendUnpacked(posting.term, &term);
    const uint32_t* positions = HasPositions(KindOf(term)) ? &analyzed.positions[posting.first] : nullptr;
    sum += Fingerprint(term, posting.count, positions, scratch);
  }
  for (const AnalyzedDocument::StringPosting& posting : analyzed.strings) {
    sum += Fingerprint(posting.term, posting.count, nullptr, scratch);
  }
  return sum;
}

class Checker {
 public:
  explicit Checker(const View& view) : view_(view), entities_(view) {}

  absl::StatusOr<IntegrityReport> Run() {
    uint32_t next = 0;
    for (const auto& leaf : view_.leaves) {
      if (leaf->base().value() != next) Report(absl::StrCat("articles from ", next, " on are in no segment"));
      next = leaf->base().value() + leaf->size();
      JIANBAO_RETURN_IF_ERROR(CheckLeaf(*leaf));
    }
    JIANBAO_RETURN_IF_ERROR(entities_.Compare([this](std::string problem) { Report(std::move(problem)); }));
    if (next != view_.state.next_doc.value()) Report("the newest articles are in no segment");
    if (report_.documents != view_.state.documents) {
      Report(absl::StrCat("the index counts ", view_.state.documents, " articles but holds ", report_.documents));
    }
    return std::move(report_);
  }

 private:
  void Report(std::string problem) {
    if (report_.problems.size() < kMaxProblems) report_.problems.push_back(std::move(problem));
  }

  absl::Status CheckLeaf(const Leaf& leaf) {
    std::vector<uint64_t> sums(leaf.size());
    JIANBAO_RETURN_IF_ERROR(AddUpLists(leaf, &sums));
    DocumentAnalyzer analyzer;
    AnalyzedDocument analyzed;
    for (LocalDoc doc = 0; doc < leaf.size(); ++doc) {
      const DocId id = leaf.ToGlobal(doc);
      if (view_.deleted->contains(id.value())) continue;
      const absl::StatusOr<ArticleRecord> record = view_.ReadArticle(id);
      if (!record.ok()) {
        Report(absl::StrCat("article ", id.value(), ": ", record.status().ToString()));
        continue;
      }
      ++report_.documents;
      analyzer.Analyze(record->document, &analyzed);
      if (RecordFingerprint(analyzed, &scratch_) != sums[doc]) {
        Report(absl::StrCat("article ", id.value(), ": its postings are not those of its record"));
      }
      CheckColumns(leaf, doc, *record, analyzed);
      entities_.Expect(id, record->document);
    }
    return absl::OkStatus();
  }

  absl::Status AddUpLists(const Leaf& leaf, std::vector<uint64_t>* sums) {
    PostingData data;
    const auto cursor = leaf.NewTermCursor();
    for (; cursor->Valid(); cursor->Next()) {
      if (const absl::Status status = cursor->Read(&data); !status.ok()) {
        Report(absl::StrCat("list ", TermLabel(cursor->term()), ": ", status.ToString()));
        continue;
      }
      JIANBAO_RETURN_IF_ERROR(CheckFindable(leaf, cursor->term()));
      const bool has_positions = HasPositions(cursor->term().empty() ? TermKind::kWord : KindOf(cursor->term()));
      const uint32_t* positions = data.positions.data();
      for (size_t i = 0; i < data.docs.size(); ++i) {
        if (data.docs[i] >= leaf.size()) {
          Report(absl::StrCat("list ", TermLabel(cursor->term()), " names an article that does not exist"));
          break;
        }
        const uint32_t count = data.counts[i];
        (*sums)[data.docs[i]] += Fingerprint(cursor->term(), count, has_positions ? positions : nullptr, &scratch_);
        if (has_positions) positions += count;
        ++report_.postings;
      }
    }
    return cursor->status();
  }

  // A set that does not know of a term hides a list that is there.
  absl::Status CheckFindable(const Leaf& leaf, std::string_view term) {
    PostingList list;
    JIANBAO_ASSIGN_OR_RETURN(bool findable, leaf.Find(term, &list));
    if (KindOf(term) == TermKind::kBigram) {
      const std::u32string pair = text::FromUtf8(TextOf(term));
      JIANBAO_ASSIGN_OR_RETURN(const bool has_pair, leaf.HasPair(pair[0], pair[1]));
      findable = findable && has_pair;
    }
    if (!findable) Report(absl::StrCat("list ", TermLabel(term), " is not found by searches"));
    return absl::OkStatus();
  }

  void CheckColumns(const Leaf& leaf, LocalDoc doc, const ArticleRecord& record, const AnalyzedDocument& analyzed) {
    const Columns& columns = leaf.columns();
    bool good = columns.dates[doc] == ToDayNumber(record.document.date) &&
                columns.ties[doc] == Checksum64(record.document.name) && record.lengths == analyzed.lengths;
    for (int i = 0; i < kTextFields; ++i) good = good && columns.lengths[i][doc] == EncodeLength(analyzed.lengths[i]);
    if (!good)
      Report(absl::StrCat("article ", leaf.ToGlobal(doc).value(), ": its columns are not those of its record"));
  }

  const View& view_;
  EntityRowChecker entities_;
  IntegrityReport report_;
  std::string scratch_;
};

}  // namespace

absl::StatusOr<IntegrityReport> EngineImpl::CheckIntegrity() const {
  JIANBAO_RETURN_IF_ERROR(store_->VerifyChecksums());
  const ViewPtr view = CurrentView();
  return Checker(*view).Run();
}

}  // namespace jianbao::engine
