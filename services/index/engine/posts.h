// The posts inside of titles as printed, and which of them answer a question for a post. Pure functions; thread-safe.
//
// A title may join several posts: 区委副书记、区长 holds 区委副书记 and 区长; so does 区委副书记兼区长. A post asked
// for is held by a title where one of its posts is the one asked for, alone or behind the place or organisation it
// belongs to: 区长 is held by 衢江区区长 and 衢江区长. What stands before it is no place or organisation where it
// - is a rank (副, 代, 代理, 常务, 助理, 第一, 名誉 …): 副区长 and 代区长 are other posts than 区长;
// - begins with what says that it is over (原, 前, 曾任, 时任 …): the article is no proof that the post was held on its
// day;
// - ends in the committee that the post is of (县委, 党委, 党组, 支部 …): 县委书记 is a post of its own and not 书记;
// - is one character that stands for no place or organisation (总, 老 …).
// 原 and 前 also begin and end names of places: 原平市 and 前郭县 are read as names because a place's own name has two
// characters or more (原|平市 would leave one), 太原 because only what ends a place or organisation (县, 局, 委 …) can
// stand before a 原 that means former.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_POSTS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_POSTS_H_

#include <string>
#include <string_view>
#include <vector>

namespace jianbao::engine {

// The posts that `title` joins, folded, in order, each once. None where the title has no letter.
std::vector<std::string> PostsIn(std::string_view title);

// Whether `title` holds the post `asked`, which is folded. A question that joins posts itself (PostsIn() gives several)
// is answered by titles that join the same ones in the same order.
class PostQuestion {
 public:
  // Has no posts where `asked` has no letter; such a question is answered by nothing.
  explicit PostQuestion(std::string_view asked) : posts_(PostsIn(asked)) {}

  const std::vector<std::string>& posts() const { return posts_; }
  bool IsAnsweredBy(std::string_view title) const;
  // The place or organisation that `title`, which answers, names for the post, as printed: what stands before it
  // (衢江区 of 衢江区区长, 衢江区长 and 衢江区委副书记、区长, 青禾县 of 青禾县委书记). Empty where it names none
  // (区委副书记、区长).
  std::string OrganizationOf(std::string_view title) const;

 private:
  std::vector<std::string> posts_;  // folded
};

// How `title`, printed against someone who leaves its posts (免去…职务, 辞去…), is recorded: 原任 before each of them,
// so that it answers for none.
std::string FormerTitle(std::string_view title);
// What was printed of a title so recorded; empty where `title` is none.
std::string TitleLeft(std::string_view title);

// Whether two names may be those of one organisation: one is the end of the other, 中共 before and 人民政府 behind
// apart. An empty name may be any.
bool MayBeSameOrganization(std::string_view a, std::string_view b);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_POSTS_H_
