// ingest: sends issue files to the ingest service, several at a time, and says what became of each.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "cli/commands.h"
#include "cli/hint_flags.h"
#include "cli/issue_files.h"
#include "cli/render.h"
#include "libs/base/checksum.h"
#include "libs/base/error.h"
#include "libs/base/file.h"
#include "libs/base/status.h"

namespace jianbao::cli {
namespace {

using ingest::v1::IngestIssueRequest;
using ingest::v1::IngestIssueResponse;
using ingest::v1::IngestIssuesResponse;

// What the service accepts by default; a larger file would end the stream for all others.
constexpr uint64_t kMaxIssueBytes = 16 << 20;
constexpr char kNoPublication[] = "publications/unknown/";

struct IngestFlags {
  std::vector<std::string> paths;
  HintFlags hints;
  int in_flight = 4;
  bool validate_only = false;
};

IngestIssueRequest MakeRequest(const IngestFlags& flags, const std::string& path, std::string content) {
  IngestIssueRequest request;
  request.set_content(std::move(content));
  request.set_source_uri(SourceUri(path));
  FillHints(flags.hints, &request);
  request.set_validate_only(flags.validate_only);
  return request;
}

// One run of the command: files in, results out, counts kept. Next() is called from the client's writing thread, the
// rest from the thread that called Execute().
class IngestRun {
 public:
  IngestRun(const IngestFlags& flags, std::vector<std::string> files, const Session& session)
      : flags_(flags),
        files_(std::move(files)),
        session_(session),
        progress_(session.error_terminal(), static_cast<int64_t>(files_.size())) {}

  int Execute() {
    progress_.Update(0, "");
    const absl::Status status = session_.client().IngestIssues(
        flags_.in_flight, [this] { return Next(); },
        [this](int64_t index, const absl::StatusOr<IngestIssueResponse>& result) { Report(index, result); });
    progress_.Clear();
    ReportUnreadable();
    if (!status.ok()) session_.Fail(status);
    Summarize();
    return status.ok() && rejected_ == 0 ? kExitOk : kExitFailed;
  }

 private:
  struct SentFile {
    std::string path;
    std::string hash;
  };
  struct Unreadable {
    std::string path;
    absl::Status status;
  };

  std::optional<IngestIssueRequest> Next() {
    absl::MutexLock lock(&mutex_);
    while (next_file_ < files_.size()) {
      const std::string& path = files_[next_file_++];
      absl::StatusOr<std::string> content = ReadFile(path, kMaxIssueBytes);
      if (content.ok()) {
        sent_.push_back({path, ContentHash(*content)});
        return MakeRequest(flags_, path, *std::move(content));
      }
      unreadable_.push_back({path, content.status()});
    }
    return std::nullopt;
  }

  void Report(int64_t index, const absl::StatusOr<IngestIssueResponse>& result) {
    SentFile file;
    {
      absl::MutexLock lock(&mutex_);
      file = sent_[static_cast<size_t>(index)];
    }
    progress_.Clear();
    Report(index, file, result.ok() && flags_.validate_only ? CheckNameInRun(file, *result) : result);
  }

  // Nothing is stored, so that the service cannot know that an earlier file of this run takes the name.
  absl::StatusOr<IngestIssueResponse> CheckNameInRun(const SentFile& file, const IngestIssueResponse& response) {
    const auto [taken, is_new] = taken_.try_emplace(response.issue(), file);
    if (is_new || flags_.hints.replace_existing || taken->second.hash == file.hash) return response;
    return Error(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN",
                 absl::StrCat(response.issue(), " is the name of ", taken->second.path, " already"));
  }

  void Report(int64_t index, const SentFile& file, const absl::StatusOr<IngestIssueResponse>& result) {
    if (result.ok()) {
      const bool unchanged = result->outcome() == IngestIssueResponse::UNCHANGED;
      ++(unchanged ? unchanged_ : stored_);
      articles_ += unchanged ? 0 : result->article_count();
      created_ += result->outcome() == IngestIssueResponse::CREATED ? 1 : 0;
      unnamed_ += absl::StartsWith(result->issue(), kNoPublication) ? 1 : 0;
    }
    if (session_.json()) {
      IngestIssuesResponse line;
      line.set_index(index);
      if (result.ok()) {
        *line.mutable_response() = *result;
        session_.Print(ToJsonLine(line) + "\n");
      }
    } else if (result.ok()) {
      session_.Print(RenderIngested(*result, file.path, session_.terminal()));
    }
    if (!result.ok()) Reject(file.path, result.status());
    progress_.Update(stored_ + unchanged_ + rejected_,
                     absl::StrCat(WithCommas(articles_), " articles",
                                  rejected_ == 0 ? "" : absl::StrCat(", ", rejected_, " rejected")));
  }

  void Reject(const std::string& path, const absl::Status& status) {
    ++rejected_;
    const auto detail = GetErrorDetail(status);
    quarantined_ += detail.has_value() && detail->metadata.contains("rejection") ? 1 : 0;
    session_.Fail(Annotate(status, path));
  }

  void ReportUnreadable() {
    std::vector<Unreadable> unreadable;
    {
      absl::MutexLock lock(&mutex_);
      unreadable.swap(unreadable_);
    }
    for (const Unreadable& file : unreadable) {
      ++rejected_;
      session_.Fail(file.status);
    }
  }

  void Summarize() const {
    const int64_t unsent = static_cast<int64_t>(files_.size()) - stored_ - unchanged_ - rejected_;
    std::string summary = absl::StrCat(Count(stored_, "issue"), ", ", Count(articles_, "article"),
                                       flags_.validate_only ? " checked" : " stored");
    if (unchanged_ > 0) absl::StrAppend(&summary, "; ", unchanged_, " unchanged");
    if (rejected_ > 0) absl::StrAppend(&summary, "; ", rejected_, " rejected");
    if (quarantined_ > 0) absl::StrAppend(&summary, ", see jianbao rejections list");
    if (unsent > 0) absl::StrAppend(&summary, "; ", unsent, " without an answer");
    session_.Note(summary);
    if (created_ > 0 && (flags_.hints.date.has_value() || flags_.hints.publication.has_value())) {
      session_.Note(
          "where a page was stored before under another date or title, it is now there twice: jianbao issues lists "
          "both, jianbao delete takes one out");
    }
    if (unnamed_ == 0 || flags_.validate_only) return;
    session_.Note(absl::StrCat(Count(unnamed_, "issue"), unnamed_ == 1 ? " names" : " name",
                               " no newspaper: jianbao delete what was stored under publications/unknown and ingest "
                               "it again with --publication=TITLE, as other issues of the paper have it"));
  }

  const IngestFlags& flags_;
  const std::vector<std::string> files_;
  const Session& session_;
  Progress progress_;

  int64_t stored_ = 0;
  int64_t unchanged_ = 0;
  int64_t created_ = 0;  // of those stored
  int64_t articles_ = 0;
  int64_t rejected_ = 0;
  int64_t quarantined_ = 0;                // of those rejected
  int64_t unnamed_ = 0;                    // of those stored
  std::map<std::string, SentFile> taken_;  // of those checked alone: the first of each name

  absl::Mutex mutex_;
  size_t next_file_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<SentFile> sent_ ABSL_GUARDED_BY(mutex_);
  std::vector<Unreadable> unreadable_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

void AddIngestCommands(App* app) {
  auto flags = std::make_shared<IngestFlags>();
  Command ingest = app->Add("ingest", "store issue files; exit code 1 if one is rejected", "jianbao ingest issues/",
                            [flags](const Session& session) {
                              if (const absl::Status hints = CheckHints(flags->hints); !hints.ok())
                                return session.Refuse(hints);
                              auto files = FindIssueFiles(flags->paths);
                              if (!files.ok()) return session.Fail(files.status());
                              return IngestRun(*flags, *std::move(files), session).Execute();
                            });
  ingest.Positional("path", &flags->paths, "files, or folders whose *.txt files are taken");
  ingest.Option("encoding", &flags->hints.encoding, "UTF-8, UTF-16LE, UTF-16BE or GB18030; detected when absent");
  ingest.Option("publication", &flags->hints.publication,
                "title of the newspaper, where pages do not print it; as its other issues have it, for people are told "
                "apart by paper");
  ingest.Date("date", &flags->hints.date, "publication date YYYY-MM-DD, where pages do not print it");
  ingest.Option("edition", &flags->hints.edition, "tells several files of one day apart, e.g. evening");
  ingest.Option("page", &flags->hints.page, 0, 999, "page of the issue the file is; 0 = as printed");
  ingest.Option("in_flight", &flags->in_flight, 1, 64, "files sent ahead of their answers");
  ingest.Option("replace_existing", &flags->hints.replace_existing,
                "replace a different file stored under the same name");
  ingest.Option("validate_only", &flags->validate_only,
                "parse and check, names that are taken included; store nothing");
}

}  // namespace jianbao::cli
