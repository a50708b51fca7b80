#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cli/render.h"

namespace jianbao::cli {
namespace {

using index::v1::Correction;

std::string AnchorText(const Correction::Anchor& anchor) {
  if (anchor.places().empty()) return absl::StrCat(anchor.text(), " everywhere");
  std::string text = absl::StrCat(anchor.text(), " in ", anchor.places(0));
  if (anchor.places_size() > 1) absl::StrAppend(&text, " and ", anchor.places_size() - 1, " more");
  return text;
}

std::string What(const Correction& correction) {
  if (correction.kind() == Correction::REVOCATION) return absl::StrCat("takes back ", correction.revokes());
  std::string subjects;
  for (const Correction::Anchor& subject : correction.subjects()) {
    absl::StrAppend(&subjects, subjects.empty() ? "" : "; ", AnchorText(subject));
  }
  if (correction.kind() == Correction::SPLIT) return absl::StrCat("somebody else: ", subjects);
  return absl::StrCat(subjects, " is ", AnchorText(correction.target()));
}

void Append(const Correction& correction, Page* page) {
  StyledText head(correction.name(), Style::kHeading);
  head.Append("  ").Append(absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixSeconds(correction.create_time().seconds()),
                                            absl::LocalTimeZone()),
                           Style::kDim);
  if (!correction.author().empty()) head.Append("  " + correction.author());
  if (correction.revoked()) head.Append("  taken back", Style::kWarning);
  page->Line(head);
  page->Paragraph(StyledText(What(correction)), 2);
  if (!correction.reason().empty()) page->Paragraph(StyledText(correction.reason(), Style::kDim), 2);
}

}  // namespace

std::string RenderCorrection(const Correction& correction, const Terminal& terminal) {
  Page page(terminal);
  Append(correction, &page);
  return page.Finish();
}

std::string RenderCorrections(const index::v1::ListCorrectionsResponse& response, const Terminal& terminal) {
  Page page(terminal);
  for (const Correction& correction : response.corrections()) Append(correction, &page);
  if (response.corrections().empty()) page.Line("nothing was corrected", Style::kDim);
  if (!response.next_page_token().empty()) {
    page.Line(absl::StrCat("more: --page_token=", response.next_page_token()), Style::kDim);
  }
  return page.Finish();
}

}  // namespace jianbao::cli
