#include "tests/bench/path_archive.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "libs/base/error.h"
#include "libs/base/status.h"

namespace jianbao::bench {
namespace {

constexpr int kArticlesOfAnIssue = 50;
constexpr size_t kLineBytes = 28 * 3;  // characters of a printed line, three bytes each

absl::Status CannotRead(const std::string& path) {
  return Error(absl::StatusCode::kNotFound, "FILE_NOT_FOUND", absl::StrCat("cannot read ", path));
}

// An issue that is being filled; keeps count of where its file would be.
class IssueBuilder {
 public:
  explicit IssueBuilder(int number) {
    auto* issue = request_.mutable_issue();
    const absl::CivilDay day = absl::CivilDay(1900, 1, 1) + number;
    date_ = absl::FormatCivilTime(day);
    issue->set_name(absl::StrCat("publications/bench/issues/", date_));
    issue->set_content_hash(absl::StrCat("bench ", number));
  }

  void Add(const std::string& headline, const std::string& body) {
    auto* article = request_.add_articles();
    article->set_name(absl::StrCat(request_.issue().name(), "/articles/", request_.articles_size()));
    article->set_headline(headline);
    article->set_genre(type::v1::Article::NEWS);
    article->set_publication("剪报");
    article->set_publish_date(date_);
    AddBlock(type::v1::Block::HEADLINE, headline, article);
    for (size_t at = 0; at < body.size(); at += kLineBytes) AddLine(body.substr(at, kLineBytes), article);
  }

  int size() const { return request_.articles_size(); }
  const index::v1::ApplyIssueRequest& request() const { return request_; }

 private:
  type::v1::Span AddBlock(type::v1::Block::Role role, const std::string& text, type::v1::Article* article) {
    type::v1::Span span;
    span.set_begin(file_);
    span.set_end(file_ += static_cast<int32_t>(text.size()));
    ++file_;  // the line feed
    auto* block = article->add_blocks();
    block->set_role(role);
    block->set_text(text);
    *block->add_spans() = span;
    return span;
  }

  void AddLine(const std::string& line, type::v1::Article* article) {
    auto* run = article->add_body_alignment();
    run->mutable_text()->set_begin(static_cast<int32_t>(article->body().size()));
    article->mutable_body()->append(line);
    run->mutable_text()->set_end(static_cast<int32_t>(article->body().size()));
    *run->mutable_source() = AddBlock(type::v1::Block::BODY, line, article);
  }

  index::v1::ApplyIssueRequest request_;
  std::string date_;
  int32_t file_ = 0;
};

}  // namespace

absl::StatusOr<int64_t> LoadArchive(const std::string& corpus,
                                    const std::function<absl::Status(const index::v1::ApplyIssueRequest&)>& apply) {
  std::ifstream file(corpus, std::ios::binary);
  if (!file) return CannotRead(corpus);
  int64_t articles = 0;
  int issues = 0;
  IssueBuilder issue(issues);
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> columns = absl::StrSplit(line, absl::MaxSplits('\t', 3));
    if (columns.size() < 4) continue;
    issue.Add(columns[2], columns[3]);
    ++articles;
    if (issue.size() < kArticlesOfAnIssue) continue;
    JIANBAO_RETURN_IF_ERROR(apply(issue.request()));
    issue = IssueBuilder(++issues);
  }
  if (issue.size() > 0) JIANBAO_RETURN_IF_ERROR(apply(issue.request()));
  return articles;
}

absl::StatusOr<std::vector<std::string>> ReadQueryTexts(const std::string& queries) {
  std::ifstream file(queries, std::ios::binary);
  if (!file) return CannotRead(queries);
  std::vector<std::string> texts;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    if (columns.size() < 2 || columns[0] == "known") continue;
    const std::vector<std::string> words = absl::StrSplit(columns[1], ' ');
    if (columns[0] == "phrase") {
      texts.push_back(absl::StrCat("\"", columns[1], "\""));
    } else {
      texts.push_back(absl::StrJoin(words, columns[0] == "or" ? " OR " : " "));
    }
  }
  return texts;
}

}  // namespace jianbao::bench
