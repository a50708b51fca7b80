// Finds names by how often and between which neighbours their characters come back in one text or page: what no word
// explains and keeps returning is a name, and what a name always goes on with is part of it. Not thread-safe; used by
// one document and thrown away.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_RECURRING_NAMES_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_RECURRING_NAMES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/ingest/entities/known_names.h"
#include "services/ingest/entities/lattice.h"
#include "services/ingest/entities/phrases.h"

namespace jianbao::entities {

class RecurringNames {
 public:
  // How often some characters stand in the whole text, and which stand behind them, as a sieve.
  struct Sightings {
    int count = 0;
    uint64_t after = 0;
  };
  using Look = std::function<Sightings(std::u32string_view)>;

  // Notes what the stretch that `lattice` has just read shows; `phrases` are its names.
  void Observe(const Lattice& lattice, const std::vector<Phrase>& phrases);

  // Adds to `known` what the stretches observed make a name, and takes back what they refute.
  void Decide(const Lattice& lattice, const Look& look, KnownNames* known) const;

 private:
  // Characters that could be a name and stand between words.
  struct Stranger {
    int sightings = 0;
    int located = 0;                 // … behind 在, 到, or before what a place has: 市, 公园, 日报
    int acting = 0;                  // … beside what only people have or do
    uint64_t before = 0, after = 0;  // which characters stood beside it, as a sieve
  };
  // A personal name as it was read, and what stood behind it.
  struct Person {
    int sightings = 0;
    char32_t next = 0;  // always this one; 0 once there was another
  };

  void CountStrangers(const Lattice& lattice);
  void CountRarePairs(const Lattice& lattice);
  void CountStranger(const Lattice& lattice, uint32_t begin, uint32_t end);
  void CountStrangePlaces(const Lattice& lattice);
  void CountPeople(const Lattice& lattice, const std::vector<Phrase>& phrases);
  void DecideStrangers(const Lattice& lattice, const Look& look, KnownNames* known) const;
  void DecidePlaces(const Lattice& lattice, const Look& look, KnownNames* known) const;
  void DecideVerbBehind(KnownNames* known) const;
  void DecideVerbBehind(const std::u32string& name, int sightings, KnownNames* known) const;
  void DecidePeople(const Lattice& lattice, const Look& look, KnownNames* known) const;
  bool GoesOn(const std::u32string& name, const Person& person, const Look& look) const;

  absl::flat_hash_map<uint64_t, Stranger> strangers_;  // by two or three characters as one number
  absl::flat_hash_map<uint64_t, int> triples_;         // a surname and two more read as words of one character each
  absl::flat_hash_map<uint64_t, int> places_;          // characters behind 在, 到, …, likewise
  absl::flat_hash_map<uint64_t, Person> people_;       // likewise
  absl::flat_hash_map<std::u32string, int>
      long_people_;  // personal names of four characters, and how often each was read
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_RECURRING_NAMES_H_
