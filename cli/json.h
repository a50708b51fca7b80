// Protocol messages as proto3 JSON: enums by name, 64-bit integers as strings, every primitive field printed. Pure
// functions; thread-safe.
#ifndef JIANBAO_CLI_JSON_H_
#define JIANBAO_CLI_JSON_H_

#include <string>

#include "google/protobuf/message.h"

namespace jianbao::cli {

// On several lines, ending in a line feed.
std::string ToJson(const google::protobuf::Message& message);
// On one line, without a line feed.
std::string ToJsonLine(const google::protobuf::Message& message);

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_JSON_H_
