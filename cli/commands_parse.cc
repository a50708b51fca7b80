// parse and mentions: what the ingest service does to a page or a text, in this process and without storing anything.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/render.h"
#include "libs/base/error.h"
#include "libs/base/file.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "libs/text/chars.h"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/newspaper/parser.h"
#include "services/ingest/records/encode.h"

namespace jianbao::cli {
namespace {

constexpr uint64_t kMaxPageBytes = 64 << 20;
constexpr uint64_t kMaxTextsBytes = 1 << 30;

struct ParseFlags {
  std::string file;
  std::optional<std::string> encoding, publication, date;
};

absl::StatusOr<newspaper::ParseOptions> ToParseOptions(const ParseFlags& flags) {
  newspaper::ParseOptions options;
  if (flags.encoding.has_value()) {
    JIANBAO_ASSIGN_OR_RETURN(options.encoding, text::ParseEncoding(*flags.encoding));
  }
  if (flags.date.has_value()) {
    JIANBAO_ASSIGN_OR_RETURN(options.publish_date, names::ParseDate(*flags.date, "--date"));
  }
  options.publication = flags.publication;
  return options;
}

absl::StatusOr<ingest::v1::ParseIssueResponse> ParseFile(const std::string& path,
                                                         const newspaper::ParseOptions& options, std::string* bytes) {
  JIANBAO_ASSIGN_OR_RETURN(*bytes, ReadFile(path, kMaxPageBytes));
  const auto page = newspaper::ParseIssue(*bytes, options);
  if (!page.ok()) return Annotate(page.status(), path);
  return records::EncodePage(*page, entities::ExtractMentions(*page));
}

int Parse(const ParseFlags& flags, const Session& session) {
  const absl::StatusOr<newspaper::ParseOptions> options = ToParseOptions(flags);
  if (!options.ok()) return session.Refuse(options.status());
  std::string file;
  const auto response = ParseFile(flags.file, *options, &file);
  return session.Show(response, [&](const ingest::v1::ParseIssueResponse& page, const Terminal& terminal) {
    return RenderPage(page, file, terminal);
  });
}

std::vector<type::v1::Mention> Encode(const std::vector<entities::Mention>& found) {
  std::vector<type::v1::Mention> mentions;
  for (const entities::Mention& mention : found) mentions.push_back(records::EncodeMention(mention));
  return mentions;
}

std::string JsonArray(const std::vector<type::v1::Mention>& mentions) {
  std::string json = "[";
  for (const type::v1::Mention& mention : mentions)
    absl::StrAppend(&json, json.size() > 1 ? "," : "", ToJsonLine(mention));
  return json + "]\n";
}

int Mentions(const std::string& file, const Session& session) {
  const absl::StatusOr<std::string> bytes = ReadFile(file, kMaxTextsBytes);
  if (!bytes.ok()) return session.Fail(bytes.status());
  std::vector<std::string_view> lines;
  for (size_t begin = 0; begin < bytes->size();) {
    const size_t end = std::min(bytes->find('\n', begin), bytes->size());
    const std::string_view line = std::string_view(*bytes).substr(begin, end - begin);
    begin = end + 1;
    lines.push_back(line);
    if (!text::IsValidUtf8(line)) {
      return session.Fail(Error(absl::StatusCode::kInvalidArgument, "TEXT_NOT_UTF8",
                                absl::StrCat(file, ": line ", lines.size(), " is not UTF-8; convert the file first")));
    }
  }
  const auto found = entities::ExtractMentions(lines);
  for (size_t i = 0; i < lines.size(); ++i) {
    const auto mentions = Encode(found[i]);
    session.Print(session.json() ? JsonArray(mentions) : RenderMentions(lines[i], mentions, session.terminal()));
  }
  return kExitOk;
}

}  // namespace

void AddParseCommands(App* app) {
  auto flags = std::make_shared<ParseFlags>();
  Command parse = app->Add(
      "parse", "parse a page file in process and print its articles (JSON unless --format=text)",
      "jianbao parse page.txt --format=text", [flags](const Session& session) { return Parse(*flags, session); },
      Format::kJson);
  parse.Positional("file", &flags->file, "the text of a page or issue, in any usual encoding");
  parse.Option("encoding", &flags->encoding, "UTF-8, UTF-16LE, UTF-16BE or GB18030; detected when absent");
  parse.Option("publication", &flags->publication, "title of the newspaper, where the page does not print it");
  parse.Date("date", &flags->date, "publication date YYYY-MM-DD, where the page does not print it");

  auto file = std::make_shared<std::string>();
  Command mentions = app->Add(
      "mentions", "find people, organisations, places and values in texts, one a line (a JSON array a line)",
      "jianbao mentions sentences.txt", [file](const Session& session) { return Mentions(*file, session); },
      Format::kJson);
  mentions.Positional("file", file.get(), "UTF-8, one text a line; a name in one helps to find it in the others");
}

}  // namespace jianbao::cli
