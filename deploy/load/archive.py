"""A made-up archive: newspaper pages of invented words, papers and people, as text extraction prints them.

The same options give the same pages. Words are drawn as they are in a language: the n-th most usual one 1/n as often as
the first, so that searches for them meet short and long lists. People hold posts and come back from page to page.
"""

import datetime
import random
from dataclasses import dataclass, field

WORDS = 20_000
PEOPLE = 3_000
PAPERS = ["望舒", "青禾", "岚江", "云泽", "桐湾", "荻丰", "溪川", "松陵"]
PAGES_OF_AN_ISSUE = 4
ARTICLES_OF_A_PAGE = (7, 11)
FIRST_DAY = datetime.date(2015, 1, 1)
SURNAMES = "陆贺沈顾裴施官巫郗裘闻卓蒲辛尉奚纪罗孟骆梁温鲁孔苏龙雷欧"
GIVEN = "若澜砚秋明澈松年晓彤志勇文昊祎昶承钧知远静亭楠可一默千寻冰溪念存义令嘉云阶望舒子涵海燕振邦清禾岚"
POSTS = [
    "县委书记",
    "县长",
    "副县长",
    "县委常委",
    "镇党委书记",
    "镇长",
    "局长",
    "副局长",
    "村支书",
    "校长",
    "院长",
    "总经理",
]
# Characters that made-up words are made of: usual ones, none of which ends a sentence or names a person's post.
CHARACTERS = [chr(0x4E00 + 6 * i) for i in range(1, 3_000)]


@dataclass
class Person:
    name: str
    post: str


@dataclass
class Page:
    """A page file, and what of it can be asked for later."""

    file_name: str
    text: str
    headlines: list = field(default_factory=list)


class Archive:
    """Pages one after another, without end. Not thread-safe."""

    def __init__(self, seed=1):
        self.random = random.Random(seed)
        self.words = [self._word() for _ in range(WORDS)]
        self.word_weights = self._sums(5, WORDS)
        self.people = self._people()
        self.people_weights = self._sums(5, PEOPLE)

    def pages(self):
        number = 0
        while True:
            yield self._page(number)
            number += 1

    def word(self):
        return self._draw(self.words, self.word_weights)

    def person(self):
        return self._draw(self.people, self.people_weights)

    def sentence(self, words):
        drawn = [self.word() for _ in range(words)]
        return "，".join("".join(drawn[i : i + 7]) for i in range(0, words, 7))

    def _draw(self, values, sums):
        return self.random.choices(values, cum_weights=sums)[0]

    @staticmethod
    def _sums(offset, count):
        total, sums = 0.0, []
        for i in range(count):
            total += 1 / (i + offset)
            sums.append(total)
        return sums

    def _word(self):
        length = self.random.choices([1, 2, 3, 4], weights=[1, 6, 2, 1])[0]
        # Squaring makes the first characters the usual ones.
        return "".join(CHARACTERS[int(len(CHARACTERS) * self.random.random() ** 2)] for _ in range(length))

    def _people(self):
        names = set()
        while len(names) < PEOPLE:
            given = "".join(self.random.sample(GIVEN, self.random.choice([1, 2, 2, 2])))
            names.add(self.random.choice(SURNAMES) + given)
        return [Person(name, self.random.choice(POSTS)) for name in sorted(names, key=lambda _: self.random.random())]

    def _page(self, number):
        issue, page = divmod(number, PAGES_OF_AN_ISSUE)
        day_number, paper = divmod(issue, len(PAPERS))
        day = FIRST_DAY + datetime.timedelta(days=day_number)
        masthead = (
            f"第{page + 1:02d}版 要闻\n\n{PAPERS[paper]}日报\n\n{day.year}年{day.month}月{day.day}日 "
            f"总第{issue + 1}期 本期{PAGES_OF_AN_ISSUE}版\n\n"
        )
        made = Page(f"{PAPERS[paper]}-{day.isoformat()}-{page + 1}.txt", masthead)
        for _ in range(self.random.randint(*ARTICLES_OF_A_PAGE)):
            headline = "".join(self.word() for _ in range(self.random.randint(4, 6)))
            made.headlines.append(headline)
            made.text += f"{headline}\n\n{self._body(day, headline)}\n\n"
        return made

    def _body(self, day, headline):
        """The headline's words come back in the body: who looks for an article's subject finds it."""
        reporter = self.person().name
        paragraphs = [f"本报讯（记者 {reporter}）{day.month}月{day.day}日，{self._people_sentence()}{headline}。"]
        for _ in range(self.random.randint(1, 4)):
            sentences = [self.sentence(self.random.randint(6, 20)) for _ in range(self.random.randint(2, 6))]
            paragraphs.append("。".join(sentences) + "。")
        return "\n".join(paragraphs)

    def _people_sentence(self):
        people = [self.person() for _ in range(self.random.randint(1, 3))]
        return "、".join(person.post + person.name for person in people) + "参加，"
