// Every limit of the query language in one place. Queries come from strangers, so each limit is enforced before the
// work it bounds is done. A plain value; the defaults suit a public service.
#ifndef JIANBAO_SERVICES_QUERY_LANGUAGE_LIMITS_H_
#define JIANBAO_SERVICES_QUERY_LANGUAGE_LIMITS_H_

namespace jianbao::language {

struct Limits {
  int max_bytes = 4096;            // of the query text; checked before it is decoded
  int max_terms = 256;             // words, prefixes, phrases and ranges; each word of a proximity phrase counts
  int max_depth = 12;              // groups inside groups; an exclusion may double it in the index, which takes 32
  int max_term_characters = 256;   // of one word or phrase; a pasted sentence fits
  int max_prefix_characters = 64;  // before the `*`
  int min_prefix_characters = 2;   // before the `*`; one Han character alone is enough, it already tells much
  int max_distance = 100;          // the n of "…"~n
};

}  // namespace jianbao::language

#endif  // JIANBAO_SERVICES_QUERY_LANGUAGE_LIMITS_H_
