#include "libs/names/names.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/error.h"
#include "libs/base/status.h"

namespace jianbao::names {
namespace {

constexpr size_t kMaxNameBytes = 1024;
constexpr size_t kMaxQuotedBytes = 80;
constexpr char kIssueForm[] = "publications/{p}/issues/{yyyy-mm-dd}, optionally :{edition} and /pages/{nn}";

bool IsDigitChar(char c) { return c >= '0' && c <= '9'; }
bool IsLowerHex(char c) { return IsDigitChar(c) || (c >= 'a' && c <= 'f'); }
bool IsSlugChar(char c) { return IsDigitChar(c) || (c >= 'a' && c <= 'z') || c == '-'; }
bool IsRequestIdChar(char c) { return IsSlugChar(c) || (c >= 'A' && c <= 'Z') || c == '_'; }

template <typename Predicate>
bool IsAll(std::string_view text, size_t min, size_t max, Predicate predicate) {
  return text.size() >= min && text.size() <= max && std::all_of(text.begin(), text.end(), predicate);
}

// Whether `text` begins with a whole character from U+3000 on, where Chinese is written: below are signs that turn the
// direction of a line or steer a terminal.
bool BeginsWithHan(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto goes_on = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  if (text.size() < 3 || byte(0) < 0xE3 || byte(0) > 0xEF || !goes_on(1) || !goes_on(2)) return false;
  return byte(0) != 0xED || byte(1) < 0xA0;  // else half of a surrogate pair
}

// Bytes that are neither printable ASCII nor Chinese are shown as \xNN, so that a hostile name cannot disturb a log or
// terminal.
std::string Quoted(std::string_view name) {
  std::string out = "\"";
  size_t at = 0;
  while (at < name.size() && at < kMaxQuotedBytes) {
    const char c = name[at];
    const size_t size = BeginsWithHan(name.substr(at)) ? 3 : 1;
    if (size > 1 || (c >= 0x20 && c < 0x7F && c != '"')) {
      out.append(name.substr(at, size));
    } else {
      absl::StrAppendFormat(&out, "\\x%02x", static_cast<unsigned char>(c));
    }
    at += size;
  }
  return absl::StrCat(out, at < name.size() ? "…\"" : "\"");
}

// Walks over a name piece by piece and remembers where it stopped understanding it.
class Cursor {
 public:
  Cursor(std::string_view name, std::string_view field, std::string_view want)
      : name_(name), field_(field), want_(want) {}

  bool Literal(std::string_view literal) {
    if (name_.size() > kMaxNameBytes || name_.substr(at_, literal.size()) != literal) return false;
    at_ += literal.size();
    return true;
  }
  // The longest run of bytes up to a '/' or ':'.
  std::string_view Segment() const {
    const size_t end = name_.find_first_of("/:", at_);
    return name_.substr(at_, end == std::string_view::npos ? end : end - at_);
  }
  void Skip(std::string_view segment) { at_ += segment.size(); }
  bool AtEnd() const { return at_ == name_.size(); }

  absl::Status Malformed() const {
    return Error(absl::StatusCode::kInvalidArgument, "NAME_MALFORMED",
                 absl::StrCat(std::string(field_), ": malformed name ", Quoted(name_), " at byte ", at_, ", want ",
                              std::string(want_)))
        .Field(field_)
        .With("position", at_)
        .With("want", std::string(want_));
  }

 private:
  std::string_view name_, field_, want_;
  size_t at_ = 0;
};

bool ParseNumber(std::string_view digits, size_t min_digits, size_t max_digits, int* value) {
  if (!IsAll(digits, min_digits, max_digits, IsDigitChar)) return false;
  *value = 0;
  for (const char c : digits) *value = *value * 10 + (c - '0');
  return *value > 0;
}

std::optional<absl::CivilDay> ToDay(std::string_view text) {
  int year = 0, month = 0, day = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !ParseNumber(text.substr(0, 4), 4, 4, &year) ||
      !ParseNumber(text.substr(5, 2), 2, 2, &month) || !ParseNumber(text.substr(8, 2), 2, 2, &day)) {
    return std::nullopt;
  }
  const absl::CivilDay civil(year, month, day);
  const bool exists = civil.month() == month && civil.day() == day;
  if (!exists || year < 1600 || year > 2999) return std::nullopt;
  return civil;
}

bool ReadPublication(Cursor& in, std::string* publication) {
  if (!in.Literal("publications/")) return false;
  const std::string_view id = in.Segment();
  if (!IsPublicationId(id)) return false;
  in.Skip(id);
  *publication = std::string(id);
  return true;
}

bool ReadIssue(Cursor& in, IssueName* issue) {
  if (!ReadPublication(in, &issue->publication) || !in.Literal("/issues/")) return false;
  const std::string_view day = in.Segment();
  if (day != "undated") {
    issue->date = ToDay(day);
    if (!issue->date.has_value()) return false;
  }
  in.Skip(day);
  if (in.Literal(":")) {
    const std::string_view edition = in.Segment();
    if (!IsEdition(edition)) return false;
    in.Skip(edition);
    issue->edition = std::string(edition);
  } else if (!issue->date.has_value()) {
    return false;
  }
  if (!in.Literal("/pages/")) return true;
  const std::string_view page = in.Segment();
  if (!ParseNumber(page, 2, 3, &issue->page) || (page.size() == 3 && page[0] == '0')) return false;
  in.Skip(page);
  return true;
}

}  // namespace

std::string Format(const IssueName& name) {
  std::string out = absl::StrCat("publications/", name.publication, "/issues/",
                                 name.date.has_value() ? FormatDate(*name.date) : "undated");
  if (!name.edition.empty()) absl::StrAppend(&out, ":", name.edition);
  if (name.page != 0) absl::StrAppendFormat(&out, "/pages/%02d", name.page);
  return out;
}

std::string Format(const ArticleName& name) { return absl::StrCat(Format(name.issue), "/articles/", name.number); }

std::string Format(const EntityName& name) { return absl::StrCat("entities/", name.kind, "/", name.id); }

absl::StatusOr<IssueName> ParseIssueName(std::string_view name, std::string_view field) {
  Cursor in(name, field, kIssueForm);
  IssueName issue;
  if (!ReadIssue(in, &issue) || !in.AtEnd()) return in.Malformed();
  return issue;
}

absl::StatusOr<ArticleName> ParseArticleName(std::string_view name, std::string_view field) {
  const std::string want = absl::StrCat(kIssueForm, ", then /articles/{n}");
  Cursor in(name, field, want);
  ArticleName article;
  if (!ReadIssue(in, &article.issue) || !in.Literal("/articles/")) return in.Malformed();
  const std::string_view number = in.Segment();
  if (!ParseNumber(number, 1, 4, &article.number) || number[0] == '0') return in.Malformed();
  in.Skip(number);
  if (!in.AtEnd()) return in.Malformed();
  return article;
}

absl::StatusOr<EntityName> ParseEntityName(std::string_view name, std::string_view field) {
  Cursor in(name, field, "entities/{person|organization|place}/{id of 1 to 512 hexadecimal digits}");
  if (!in.Literal("entities/")) return in.Malformed();
  EntityName entity;
  entity.kind = std::string(in.Segment());
  if (entity.kind != "person" && entity.kind != "organization" && entity.kind != "place") return in.Malformed();
  in.Skip(entity.kind);
  if (!in.Literal("/")) return in.Malformed();
  entity.id = std::string(in.Segment());
  if (!IsAll(entity.id, 1, 512, IsLowerHex)) return in.Malformed();
  in.Skip(entity.id);
  if (!in.AtEnd()) return in.Malformed();
  return entity;
}

absl::StatusOr<std::string> ParsePublicationName(std::string_view name, std::string_view field) {
  Cursor in(name, field, "publications/{p}, p of 1 to 64 of a-z, 0-9 and -, as ListIssues answers it");
  std::string publication;
  if (!ReadPublication(in, &publication) || !in.AtEnd()) return in.Malformed();
  return publication;
}

absl::StatusOr<std::string> ParseRejectionName(std::string_view name, std::string_view field) {
  Cursor in(name, field, "rejections/{id of 32 hexadecimal digits}");
  if (!in.Literal("rejections/")) return in.Malformed();
  const std::string id(in.Segment());
  if (!IsAll(id, 32, 32, IsLowerHex)) return in.Malformed();
  in.Skip(id);
  if (!in.AtEnd()) return in.Malformed();
  return id;
}

bool IsPublicationId(std::string_view id) { return IsAll(id, 1, 64, IsSlugChar); }
bool IsEdition(std::string_view edition) { return IsAll(edition, 1, 32, IsSlugChar); }

absl::Status CheckRequestId(std::string_view id, std::string_view field) {
  if (IsAll(id, 0, 64, IsRequestIdChar)) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "REQUEST_ID_MALFORMED",
               "malformed request id, want 1 to 64 of A-Z, a-z, 0-9, - and _")
      .Field(field);
}

absl::StatusOr<absl::CivilDay> ParseDate(std::string_view date, std::string_view field) {
  const std::optional<absl::CivilDay> day = ToDay(date);
  if (!day.has_value()) {
    return Error(absl::StatusCode::kInvalidArgument, "DATE_MALFORMED",
                 absl::StrCat(std::string(field), ": malformed date ", Quoted(date),
                              ", want YYYY-MM-DD of an existing day"))
        .Field(field)
        .With("want", "YYYY-MM-DD");
  }
  return *day;
}

std::string FormatDate(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

}  // namespace jianbao::names
