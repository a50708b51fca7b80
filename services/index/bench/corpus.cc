#include "services/index/bench/corpus.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/checksum.h"
#include "libs/base/error.h"

namespace jianbao::bench {
namespace {

using engine::Document;
using engine::FieldSet;
using engine::IssueRecord;
using engine::Query;
using engine::TextField;

std::optional<absl::CivilDay> ParseDay(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return std::nullopt;
  return day;
}

absl::Status CannotRead(const std::string& path) {
  return Error(absl::StatusCode::kNotFound, "FILE_NOT_FOUND", absl::StrCat("cannot read ", path));
}

std::vector<std::string> WordsOf(const std::string& text) { return absl::StrSplit(text, ' ', absl::SkipEmpty()); }

Query AllWords(const std::string& text, FieldSet fields) {
  std::vector<Query> words;
  for (const std::string& word : WordsOf(text)) words.push_back(Query::Text(word, fields));
  return Query::And(std::move(words));
}

Query ToQuery(const std::string& kind, const std::string& text, FieldSet fields) {
  if (kind == "term") return Query::Text(text, fields);
  if (kind == "phrase") return Query::Phrase(text, fields);
  if (kind == "and") return AllWords(text, fields);
  return Query::AnyOf(text, fields);
}

// The weights in these two are those of services/query/preferences.cc.
Query PreferNeighbours(Query query, const std::vector<std::string>& words) {
  std::vector<Query> preferred;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    preferred.push_back(Query::Boost(Query::Phrase(absl::StrCat(words[i], " ", words[i + 1])), 0.5F));
  }
  return Query::Prefer(std::move(query), std::move(preferred));
}

Query PreferLeadsAndCharacters(const Query& query) {
  const auto& any_of = std::get<Query::AnyOfNode>(query.node);
  Query::AnyOfNode characters = any_of, lead = any_of;
  characters.characters = lead.lead = true;
  return Query::Prefer(query, {Query::Boost({lead}, 0.5F), Query::Boost({characters}, 2)});
}

Query WithPreferences(const std::string& kind, const std::string& text, Query query) {
  if (kind == "and") return PreferNeighbours(std::move(query), WordsOf(text));
  return kind == "known" ? PreferLeadsAndCharacters(query) : query;
}

}  // namespace

CorpusReader::CorpusReader(const std::string& path, size_t articles_per_issue)
    : file_(path, std::ios::binary), articles_per_issue_(articles_per_issue) {
  if (!file_) status_ = CannotRead(path);
}

bool CorpusReader::NextDocument(Document* document) {
  std::string line;
  while (std::getline(file_, line)) {
    const std::vector<std::string> columns = absl::StrSplit(line, absl::MaxSplits('\t', 3));
    if (columns.size() < 4) continue;
    input_bytes_ += line.size();
    document->name = columns[0];
    document->date = ParseDay(columns[1]);
    document->text(TextField::kHeadline) = columns[2];
    document->text(TextField::kBody) = columns[3];
    return true;
  }
  return false;
}

bool CorpusReader::Next(IssueRecord* issue) {
  *issue = {};
  issue->name = absl::StrCat("publications/bench/issues/", issues_++);
  issue->publication = "publications/bench";
  Document document;
  std::string names;
  while (issue->documents.size() < articles_per_issue_ && NextDocument(&document)) {
    document.publication = issue->publication;
    document.issue = issue->name;
    if (issue->documents.empty()) issue->date = document.date;
    absl::StrAppend(&names, document.name, " ");
    issue->documents.push_back(std::move(document));
    document = {};
  }
  issue->content_hash = ContentHash(names);
  return !issue->documents.empty();
}

absl::StatusOr<std::vector<BenchQuery>> ReadQueries(const std::string& path, const QueryShape& shape) {
  const FieldSet fields = shape.all_fields ? FieldSet::All() : FieldSet::Of(TextField::kBody);
  std::ifstream file(path, std::ios::binary);
  if (!file) return CannotRead(path);
  std::vector<BenchQuery> queries;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    if (columns.size() < 2) continue;
    Query query = ToQuery(columns[0], columns[1], fields);
    if (shape.preferences) query = WithPreferences(columns[0], columns[1], std::move(query));
    queries.push_back({columns[0], columns[1], columns.size() > 2 ? columns[2] : "", std::move(query)});
  }
  return queries;
}

}  // namespace jianbao::bench
