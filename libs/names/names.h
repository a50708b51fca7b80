// Resource names: the strings by which issues, articles and entities are known outside. Parsing is strict, so that a
// name from outside can be used as part of a key afterwards: `../`, white space or an impossible date never get
// through.
//
//   publications/jin-ri-qing-he                                      a newspaper
//   publications/jin-ri-qing-he/issues/2021-03-16                    an issue
//   publications/jin-ri-qing-he/issues/2021-03-16:evening            one of several issues of a day
//   publications/jin-ri-qing-he/issues/2021-03-16/pages/02           one page, where files come page by page
//   publications/unknown/issues/undated:0f3a…                        a file without title and date
//   {issue or page}/articles/7                                       an article
//   entities/person/5f0c…                                            a person
//   rejections/0f3a…                                                 a quarantined file
//
// Pure functions on values; thread-safe. Every Parse… fails with InvalidArgument NAME_MALFORMED that carries `field`,
// the byte position of the fault and what would be right.
#ifndef JIANBAO_LIBS_NAMES_NAMES_H_
#define JIANBAO_LIBS_NAMES_NAMES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace jianbao::names {

// The `{p}` of files whose title is not known.
inline constexpr std::string_view kUnknownPublication = "unknown";

struct IssueName {
  std::string publication;             // 1 to 64 of [a-z0-9-]
  std::optional<absl::CivilDay> date;  // absent = "undated"; `edition` is then required
  std::string edition;                 // 0 to 32 of [a-z0-9-]
  int page = 0;                        // 1..999; 0 = the whole issue

  friend bool operator==(const IssueName&, const IssueName&) = default;
};

struct ArticleName {
  IssueName issue;
  int number = 0;  // 1..9999

  friend bool operator==(const ArticleName&, const ArticleName&) = default;
};

struct EntityName {
  std::string kind;  // person, organization or place
  std::string id;    // 1 to 512 of [0-9a-f]

  friend bool operator==(const EntityName&, const EntityName&) = default;
};

std::string Format(const IssueName& name);
std::string Format(const ArticleName& name);
std::string Format(const EntityName& name);

// `field` is "Message.field" of the request, for the error.
absl::StatusOr<IssueName> ParseIssueName(std::string_view name, std::string_view field);
absl::StatusOr<ArticleName> ParseArticleName(std::string_view name, std::string_view field);
absl::StatusOr<EntityName> ParseEntityName(std::string_view name, std::string_view field);
// The `{p}` of "publications/{p}".
absl::StatusOr<std::string> ParsePublicationName(std::string_view name, std::string_view field);
// The `{id}` of "rejections/{id}": 32 of [0-9a-f].
absl::StatusOr<std::string> ParseRejectionName(std::string_view name, std::string_view field);

// 1 to 64 of [a-z0-9-]; 1 to 32 of [a-z0-9-].
bool IsPublicationId(std::string_view id);
bool IsEdition(std::string_view edition);

// An id by which a client may repeat a request: none, or 1 to 64 of [A-Za-z0-9_-]. InvalidArgument REQUEST_ID_MALFORMED
// with `field`.
absl::Status CheckRequestId(std::string_view id, std::string_view field);

// "YYYY-MM-DD" of years 1600 to 2999. InvalidArgument DATE_MALFORMED with `field`.
absl::StatusOr<absl::CivilDay> ParseDate(std::string_view date, std::string_view field);
std::string FormatDate(absl::CivilDay day);

}  // namespace jianbao::names

#endif  // JIANBAO_LIBS_NAMES_NAMES_H_
