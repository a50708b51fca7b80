// Any bytes as a stored value or key: refused, or what was read is written as something that reads the same. Values are
// given a right version and checksum first, else nothing would get past them.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/records.h"

namespace {

namespace engine = jianbao::engine;

void Check(bool holds) {
  if (!holds) std::abort();
}

std::string Sealed(std::string_view fields) {
  std::string value("\x01");
  value.append(fields);
  jianbao::PutBigEndian64(jianbao::Checksum64(value), &value);
  return value;
}

void ReadValues(const std::string& value) {
  if (const auto article = engine::DecodeArticle(value); article.ok()) {
    const auto again = engine::DecodeArticle(engine::EncodeArticle(article->document, article->lengths));
    Check(again.ok() && *again == *article);
  }
  if (const auto issue = engine::DecodeIssue(value); issue.ok()) {
    const auto again = engine::DecodeIssue(engine::EncodeIssue(*issue));
    Check(again.ok() && engine::EncodeIssue(*again) == engine::EncodeIssue(*issue));
  }
  if (const auto state = engine::DecodeState(value); state.ok()) {
    const auto again = engine::DecodeState(engine::EncodeState(*state));
    Check(again.ok() && *again == *state);
  }
  if (const auto manifest = engine::DecodeManifest(value); manifest.ok()) {
    const auto again = engine::DecodeManifest(engine::EncodeManifest(*manifest));
    Check(again.ok() && *again == *manifest);
  }
}

void ReadKeys(std::string_view bytes) {
  std::string_view rest = bytes;
  std::optional<absl::CivilDay> date;
  if (engine::GetDate(&rest, &date)) {
    std::string again;
    engine::PutDate(date, &again);
    Check(again == bytes.substr(0, bytes.size() - rest.size()));
  }
  for (const auto kind : {engine::RecordKind::kTitle, engine::RecordKind::kPost, engine::RecordKind::kEvidence,
                          engine::RecordKind::kForm}) {
    const std::string key = engine::RecordKey(kind, bytes);
    if (const auto sighting = engine::DecodeSighting(key); sighting.ok()) {
      const auto again = engine::DecodeSighting(engine::TitleKey("t", *sighting));
      // A name with a zero byte in it cannot be told from what comes behind it; none is ever stored.
      if (sighting->id.canonical.find('\0') == std::string::npos) {
        Check(again.ok() && again->id == sighting->id && again->date == sighting->date && again->doc == sighting->doc);
      }
    }
    engine::EntityOfFormKey(key).status().IgnoreError();
    engine::DecodeEvidence(key, bytes).status().IgnoreError();
  }
  engine::DecodeTitles(bytes).status().IgnoreError();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ReadValues(Sealed(bytes));
  ReadKeys(bytes);
  return 0;
}
