// What lists of appointments and reports of elections say around a name: 任命贺若澜为…, 免去沈砚秋同志的…职务,
// 陆望舒不再担任…. Pure functions over folded characters; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_APPOINTMENTS_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_APPOINTMENTS_H_

#include <cstdint>
#include <string_view>

namespace jianbao::entities {

// What is said of the person whose name ends where the change was looked for.
struct OfficeChange {
  uint32_t office = 0;  // where the name of the office starts; 0: nothing is said
  bool former = false;  // it is left: 免去, 辞去, 不再担任
  bool whole = false;   // only an office up to the end of its clause makes it one: 贺若澜为|县长|。
  bool duties = false;  // only 职务 behind the office makes it one: 贺若澜的|县长|职务
};

// The change that the characters from `at` on, which stand behind a name, tell of.
OfficeChange OfficeChangeAt(std::u32string_view chars, uint32_t at);

// The change that a verb at `at`, anywhere in the clause behind a name, tells of: 当选为, 现任, 曾担任, 辞去.
// REQUIRES: at < chars.size().
OfficeChange OfficeChangeInClause(std::u32string_view chars, uint32_t at);

// Whether `before` ends in what the name of someone coming or going stands behind: 任命, 接受, 由, …
bool EndsBeforeAppointee(std::u32string_view before);

// Whether `before` ends in what names of people who leave their posts stand behind: 免去, 罢免.
bool EndsBeforeRemoved(std::u32string_view before);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_APPOINTMENTS_H_
