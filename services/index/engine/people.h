// The people behind names: resolution (services/index/resolution) of the block of names that a question is about, done
// when it is asked. Nothing resolved is stored, so it follows exactly from the evidence and the corrections that are
// stored, whatever order they came in. docs/adr/0018-people-are-resolved-when-asked.md.
//
// A block is a name, the names tied to it by corrections and its look-alikes; the look-alikes of those that turn out to
// be one of its people are added until nothing changes. A person is always answered from the block of the name it goes
// by, so that it is the same person whichever of its forms was asked for.
//
// Blocks are cached. A cached block is used as long as no write touched a name in it or a pattern that finds
// look-alikes of one; writes that touch none of them leave it alone. A name stands in the blocks of all its
// look-alikes, so what is worked out of its own sightings alone is cached by itself, and used until a write touches the
// name. Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_PEOPLE_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_PEOPLE_H_

#include <cstdint>
#include <list>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/search_context.h"
#include "services/index/engine/view.h"
#include "services/index/resolution/resolver.h"

namespace jianbao::engine {

// One article that names a person.
struct PersonSighting {
  int32_t day;  // as ToDayNumber(): undated ones are first
  DocId doc;
  uint32_t name;  // index into Person::names
};
struct Person {
  EntitySummary summary;
  std::vector<std::string> names;         // canonical names it is recorded under
  std::vector<PersonSighting> sightings;  // by day, then article
  std::vector<Alias> aliases;             // most frequent first
  std::string post;                       // of its titles the one seen last, as NewestTitle() says; may be empty

  // Whether the person is meant by `name` in an article.
  bool IsSeen(std::string_view name, DocId doc) const;
};
using PersonPtr = std::shared_ptr<const Person>;

class People {
 public:
  explicit People(const PeopleOptions& options) : options_(options) {}

  // By id. The bare id of a name that belongs to nobody of that name (it was joined to another) gives who is most often
  // meant by it. NotFound ENTITY_NOT_FOUND; what `context` says when it wants the search to end.
  absl::StatusOr<PersonPtr> Get(const View& view, std::string_view id, SearchContext* context) const;
  // Everybody meant by a name, canonical or folded, in some article. Empty where there is none.
  absl::StatusOr<std::vector<PersonPtr>> Named(const View& view, std::string_view name, SearchContext* context) const;
  // Whose names or printed forms fit, most often named first: those of the 200 most frequent names that do. Letters
  // find names by their pinyin and its initials too.
  absl::StatusOr<std::vector<EntitySummary>> Lookup(const View& view, const LookupEntitiesOptions& options,
                                                    SearchContext* context) const;

  // Tells of a write, after it is stored and before a view shows it: EntityChanges::touched().
  void Touch(const std::set<std::string>& keys, Revision revision) const;

 private:
  struct Block {
    std::vector<PersonPtr> people;     // that the name is seen for, or that go by it
    std::vector<uint64_t> depends_on;  // hashes of keys that Touch() may name
  };
  // All sightings of a name, namesakes apart.
  struct PreparedName {
    resolution::PreparedPtr sightings;
    uint64_t articles = 0;             // that name it
    std::vector<uint64_t> depends_on;  // hashes of keys that Touch() may name
  };
  class Builder;

  // The values last used, by folded name. Not thread-safe.
  template <typename Value>
  class Cache {
   public:
    using ValuePtr = std::shared_ptr<const Value>;
    struct Entry {
      std::string name;
      ValuePtr value;
      Revision revision;  // of the view it was made from
      uint64_t cost = 0;
    };

    // Null where there is none.
    const Entry* Find(const std::string& name);
    // Replaces what is there, and forgets what was not used for long where all together cost more than `most`.
    void Put(Entry entry, uint64_t most);

   private:
    void Forget(typename std::list<Entry>::iterator at);

    std::list<Entry> entries_;  // last used first
    absl::flat_hash_map<std::string, typename std::list<Entry>::iterator> by_name_;
    uint64_t cost_ = 0;
  };

  absl::StatusOr<std::shared_ptr<const Block>> BlockOf(const View& view, const std::string& folded,
                                                       SearchContext* context) const;
  // As of `revision`; null where it is not cached.
  std::shared_ptr<const PreparedName> FindPrepared(const std::string& folded, Revision revision) const;
  void KeepPrepared(const std::string& folded, std::shared_ptr<const PreparedName> prepared, Revision revision) const;
  // Whether what was made from one revision and depends on keys is right for another.
  bool IsCurrent(Revision made, Revision wanted, const std::vector<uint64_t>& depends_on) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const PeopleOptions options_;
  mutable absl::Mutex mutex_;
  mutable Cache<Block> blocks_ ABSL_GUARDED_BY(mutex_);
  mutable Cache<PreparedName> prepared_ ABSL_GUARDED_BY(mutex_);
  // When each key was last touched; what is not in here was not touched since floor_.
  mutable absl::flat_hash_map<uint64_t, Revision> touched_ ABSL_GUARDED_BY(mutex_);
  mutable Revision floor_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_PEOPLE_H_
