"""Every public RPC is called by a suite, and every suite has a threshold."""

import json
import re
import unittest
from itertools import islice
from pathlib import Path

import suites
from archive import Archive

HERE = Path(__file__).resolve().parent
PROTOS = HERE.parent.parent / "protos" / "jianbao"


def public_rpcs():
    for proto in ("query/v1/query_service.proto", "ingest/v1/ingest_service.proto"):
        text = (PROTOS / proto).read_text()
        service = (
            re.search(r"^package (\S+);", text, re.M).group(1) + "." + re.search(r"^service (\w+)", text, re.M).group(1)
        )
        for rpc in re.findall(r"^\s*rpc (\w+)\(", text, re.M):
            yield f"{service}/{rpc}"


def all_suites():
    archive = Archive()
    pages = list(islice(archive.pages(), 4))
    issues = [
        {
            "issue": "publications/p/issues/2020-01-01",
            "articles": [{"name": "publications/p/issues/2020-01-01/articles/1"}],
        }
    ]
    draw = suites.Draw(archive, pages, issues, ["entities/person/x"], count=5)
    return [
        *suites.search_suites(draw),
        *suites.read_suites(draw),
        *suites.store_suites(pages),
        *suites.quarantine_suites(["rejections/x", "rejections/y"]),
    ]


class SuitesTest(unittest.TestCase):
    def test_every_public_rpc_has_a_suite(self):
        self.assertEqual({suite.method for suite in all_suites()}, set(public_rpcs()))

    def test_every_suite_has_a_threshold(self):
        thresholds = json.loads((HERE / "thresholds.json").read_text())["echoes_per_call"]
        self.assertEqual({suite.name for suite in all_suites()}, set(thresholds))

    def test_every_suite_has_requests(self):
        for suite in all_suites():
            self.assertTrue(suite.requests, suite.name)


class ArchiveTest(unittest.TestCase):
    def test_the_same_seed_gives_the_same_pages_and_no_page_comes_twice(self):
        first, second = (list(islice(Archive(seed=3).pages(), 40)) for _ in range(2))
        self.assertEqual([page.text for page in first], [page.text for page in second])
        self.assertEqual(len({page.text for page in first}), 40)
        self.assertEqual(len({page.file_name for page in first}), 40)


if __name__ == "__main__":
    unittest.main()
