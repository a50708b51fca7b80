#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cli/render.h"

namespace jianbao::cli {
namespace {

using index::v1::Backup;
using index::v1::Statistics;

std::string TimeOf(const Backup& backup) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::FromUnixSeconds(backup.create_time().seconds()),
                          absl::LocalTimeZone());
}

std::vector<StyledText> Row(std::string_view label, std::string_view value) {
  return {StyledText(label, Style::kDim), StyledText(value)};
}

template <typename Faults>
void AppendFaults(const Faults& faults, std::string_view sound, Page* page) {
  for (const std::string& fault : faults) page->Paragraph(StyledText(fault, Style::kBad), 2);
  if (faults.empty()) page->Line(sound, Style::kGood);
}

}  // namespace

std::string RenderStatistics(const Statistics& statistics, const Terminal& terminal) {
  Page page(terminal);
  std::vector<std::vector<StyledText>> rows = {Row("issues", WithCommas(statistics.issue_count())),
                                               Row("articles", WithCommas(statistics.article_count()))};
  // An index that does not count something reports 0 of it; an archive with articles never has 0 of these.
  const auto add_counted = [&](std::string_view label, int64_t count) {
    if (count > 0) rows.push_back(Row(label, WithCommas(count)));
  };
  add_counted("publications", statistics.publication_count());
  add_counted("people", statistics.person_count());
  add_counted("organizations", statistics.organization_count());
  add_counted("places", statistics.place_count());
  if (statistics.has_earliest()) {
    rows.push_back(Row("dates", absl::StrCat(statistics.earliest(), " to ", statistics.latest())));
  }
  rows.push_back(Row("on disk", HumanBytes(statistics.disk_size_bytes())));
  rows.push_back(Row("revision", absl::StrCat(statistics.revision())));
  rows.push_back(Row("format", absl::StrCat(statistics.format_version(), ", analyser ", statistics.analyzer())));
  page.Table(rows, 1);
  return page.Finish();
}

std::string RenderBackup(const Backup& backup, const Terminal& terminal) {
  index::v1::ListBackupsResponse one;
  *one.add_backups() = backup;
  return RenderBackups(one, terminal);
}

std::string RenderBackups(const index::v1::ListBackupsResponse& response, const Terminal& terminal) {
  Page page(terminal);
  std::vector<std::vector<StyledText>> rows;
  for (const Backup& backup : response.backups()) {
    rows.push_back({StyledText(backup.name()), StyledText(TimeOf(backup), Style::kDim),
                    StyledText(HumanBytes(backup.size_bytes())),
                    StyledText(absl::StrCat("revision ", backup.revision()), Style::kDim),
                    StyledText(absl::StrCat(WithCommas(backup.article_count()), " articles"), Style::kDim)});
  }
  for (const std::string& name : response.damaged()) {
    rows.push_back({StyledText(name), StyledText("misses files; see jianbao backup verify", Style::kBad)});
  }
  page.Table(rows, 0);
  if (rows.empty()) page.Line("no backup", Style::kDim);
  return page.Finish();
}

std::string RenderVerification(const index::v1::VerifyBackupResponse& response, const Terminal& terminal) {
  Page page(terminal);
  AppendFaults(response.faults(), absl::StrCat("intact: ", WithCommas(response.files_checked()), " files checked"),
               &page);
  return page.Finish();
}

std::string RenderCompaction(const index::v1::CompactResponse& response, const Terminal& terminal) {
  Page page(terminal);
  page.Line(absl::StrCat("compacted: ", HumanBytes(response.size_bytes_before()), " before, ",
                         HumanBytes(response.size_bytes()), " now"),
            Style::kGood);
  return page.Finish();
}

std::string RenderIntegrity(const index::v1::CheckIntegrityResponse& response, const Terminal& terminal) {
  Page page(terminal);
  AppendFaults(response.faults(),
               absl::StrCat("intact: ", WithCommas(response.articles_checked()), " articles, ",
                            WithCommas(response.postings_checked()), " postings checked"),
               &page);
  return page.Finish();
}

}  // namespace jianbao::cli
