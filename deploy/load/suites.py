"""What is asked of the services: a suite for each public RPC, its requests drawn from the archive's own words."""

import base64
import random
from dataclasses import dataclass

QUERY = "jianbao.query.v1.QueryService"
INGEST = "jianbao.ingest.v1.IngestService"


ANY_NUMBER = 1_000_000
# So much work a call that two cores answer no more callers within the services' own deadlines.
DEAR = 2


@dataclass
class Suite:
    name: str
    service: str  # query or ingest
    method: str
    requests: list
    # Each request is sent once: what it does cannot be done twice.
    once: bool = False
    # Each request that is sent once stores an issue.
    stores: bool = True
    # It does not run with more callers at a time than this.
    most_connections: int = 8


class Draw:
    """Draws requests. `pages` are some of those stored, `issues` what the ingest service answered, `people` resource
    names."""

    def __init__(self, archive, pages, issues, people, count, seed=7):
        self.archive = archive
        self.pages = pages
        self.headlines = [headline for page in pages for headline in page.headlines]
        self.issues = [issue["issue"] for issue in issues]
        self.articles = [article["name"] for issue in issues for article in issue.get("articles", [])]
        self.people = people
        self.count = count
        self.random = random.Random(seed)

    def one(self, values):
        return self.random.choice(values)

    def query(self, method, draw, name, most_connections=8):
        requests = [draw() for _ in range(self.count)]
        return Suite(name, "query", f"{QUERY}/{method}", requests, most_connections=most_connections)

    def ingest(self, method, draw, name):
        return Suite(name, "ingest", f"{INGEST}/{method}", [draw() for _ in range(self.count)])


def search_suites(draw):
    """Kinds of searches one by one, and the mix of them all, which stands first; counting is a suite of its own."""
    word, person = draw.archive.word, draw.archive.person
    kinds = {
        "term": lambda: {"query": word()},
        "all_of": lambda: {"query": f"{word()} {word()}"},
        "any_of": lambda: {"query": f"{word()} OR {word()} OR {word()}"},
        "phrase": lambda: {"query": f'"{draw.one(draw.headlines)[:6]}"'},
        "subject": lambda: {"query": draw.one(draw.headlines)},
        "person": lambda: {"query": person().name, "sort_order": "NEWEST"},
    }
    counted = lambda: {"query": person().name, "facets": [{"key": "PERSON"}], "histogram": "DATE_UNIT_MONTH"}
    return [
        draw.query("Search", lambda: draw.one(list(kinds.values()))(), "search", ANY_NUMBER),
        *(draw.query("Search", kind, f"search_{name}", ANY_NUMBER) for name, kind in kinds.items()),
        draw.query("Search", counted, "search_counted", DEAR),
    ]


def read_suites(draw):
    """Every other RPC that stores nothing."""
    article, person, name = lambda: draw.one(draw.articles), lambda: draw.one(draw.people), draw.archive.person
    publication = lambda: draw.one(draw.issues).split("/issues/")[0]
    narrow = lambda: {"query": f'"{draw.one(draw.headlines)[:6]}"', "match_mode": "EXACT"}
    return [
        draw.query("StreamSearch", lambda: {"search": narrow()}, "stream_search"),
        draw.query("GetArticle", lambda: {"name": article()}, "get_article"),
        draw.query("BatchGetArticles", lambda: {"names": [article() for _ in range(10)]}, "batch_get_articles"),
        draw.query("GetIssue", lambda: {"name": draw.one(draw.issues), "view": "FULL"}, "get_issue"),
        draw.query("ListIssues", lambda: {"parent": publication(), "page_size": 20}, "list_issues"),
        draw.query("Suggest", lambda: {"prefix": name().name[:2]}, "suggest"),
        draw.query("SimilarArticles", lambda: {"name": article()}, "similar_articles", DEAR),
        draw.query("LookupEntities", lambda: {"text": name().name, "kinds": ["PERSON"]}, "lookup_entities"),
        draw.query("LookupEntities", lambda: {"text": name().name[:2], "match": "PREFIX"}, "lookup_by_prefix"),
        draw.query("GetEntity", lambda: {"name": person()}, "get_entity"),
        draw.query("ListMentions", lambda: {"parent": person()}, "list_mentions"),
        draw.query("GetEntityTimeline", lambda: {"name": person()}, "get_entity_timeline"),
        draw.query("ListRelatedEntities", lambda: {"name": person()}, "list_related_entities", DEAR),
        draw.query("FindOfficeHolders", lambda: {"title": name().post}, "find_office_holders"),
        draw.ingest("ParseIssue", lambda: {"content": base64_of(draw.one(draw.pages))}, "parse_issue"),
        draw.ingest("ExtractMentions", lambda: {"texts": [draw.one(draw.pages).text]}, "extract_mentions"),
    ]


def store_suites(pages):
    """Storing pages that were never sent: half of them call by call, half over one stream."""
    requests = [{"content": base64_of(page), "source_uri": f"load:{page.file_name}"} for page in pages]
    half = len(requests) // 2
    return [
        Suite("ingest_issue", "ingest", f"{INGEST}/IngestIssue", requests[:half], once=True),
        Suite(
            "ingest_issues", "ingest", f"{INGEST}/IngestIssues", [{"request": r} for r in requests[half:]], once=True
        ),
    ]


def quarantine_suites(rejections):
    """Looking at files that were rejected because their name was taken, then storing every second one as another edition
    and deleting the others."""
    kept, unwanted = rejections[::2], rejections[1::2]
    return [
        Suite("list_rejections", "ingest", f"{INGEST}/ListRejections", [{"page_size": 20}]),
        Suite("get_rejection", "ingest", f"{INGEST}/GetRejection", [{"name": name} for name in rejections]),
        Suite(
            "retry_rejection",
            "ingest",
            f"{INGEST}/RetryRejection",
            [{"name": name, "edition": f"late-{i}"} for i, name in enumerate(kept)],
            once=True,
        ),
        Suite(
            "delete_rejection",
            "ingest",
            f"{INGEST}/DeleteRejection",
            [{"name": name} for name in unwanted],
            once=True,
            stores=False,
        ),
    ]


def base64_of(page):
    return base64.b64encode(page.text.encode()).decode()
