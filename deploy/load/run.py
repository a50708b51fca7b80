#!/usr/bin/env python3
"""Load test of the three services with ghz; scripts/load calls it.

Starts the services on free loopback ports, has the ingest service store a generated archive, then calls every public
RPC at each number of connections, beside the health check, which is the floor of what a call can cost here. Writes
report.json and report.html, and ends with 1 where a call failed, a threshold is passed or a suite became dearer than
the baseline allows.
"""

import argparse
import itertools
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import judge
import page
import suites
from archive import Archive
from ghz import Ghz
from services import Services

HERE = Path(__file__).resolve().parent
HEALTH_CHECK = "grpc.health.v1.Health/Check"
KEPT_PAGES = 500  # pages whose words are asked for


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", type=Path, required=True, help="folder of jianbao-index and the others")
    parser.add_argument("--ghz", type=Path, required=True)
    parser.add_argument("--protoset", type=Path, required=True, help="descriptors of all services")
    parser.add_argument("--output", type=Path, required=True, help="folder of the report")
    parser.add_argument("--articles", type=int, default=100_000, help="[%(default)s]")
    parser.add_argument("--connections", default="1,8,32,128", help="[%(default)s]")
    parser.add_argument("--seconds", type=float, default=6, help="time of a run of one suite [%(default)s]")
    parser.add_argument(
        "--writes", type=int, default=400, help="pages stored at each number of connections [%(default)s]"
    )
    parser.add_argument("--baseline", type=Path, default=HERE / "baseline.json", help="report to compare with")
    parser.add_argument("--thresholds", type=Path, default=HERE / "thresholds.json")
    parser.add_argument(
        "--errors-only", action="store_true", help="judge errors alone: short runs are too noisy for ratios"
    )
    return parser.parse_args()


class LoadTest:
    def __init__(self, options, services, ghz, folder):
        self.options = options
        self.services = services
        self.ghz = ghz
        self.folder = folder
        self.levels = [int(level) for level in options.connections.split(",")]
        self.archive = Archive()
        self.fresh_pages = self.archive.pages()
        self.report = {"cores": os.cpu_count(), "levels": self.levels, "memory_mib": {}, "echo": [], "suites": {}}

    def run(self):
        pages, issues = self.load()
        rejections = self.fill_quarantine(pages)
        for number, level in enumerate(self.levels):
            self.services.forget_peaks()
            before = self.echo(level)
            # Drawn anew each time: what is stored in between may join two people, whose names then are others.
            draw = suites.Draw(self.archive, pages, issues, self.people(), count=500)
            fresh = list(itertools.islice(self.fresh_pages, self.options.writes))
            every = [
                *suites.search_suites(draw),
                *suites.read_suites(draw),
                *suites.store_suites(fresh),
                *suites.quarantine_suites(rejections[number :: len(self.levels)]),
            ]
            for suite in every:
                if level <= suite.most_connections:
                    self.measure(suite, level)
            self.report["echo"].append(judge.mean_of(before, self.echo(level)))
            self.report["memory_mib"][f"{level} connections"] = self.services.peaks_mib()
        return self.report

    def load(self):
        """Stores the archive. Some of its pages, and what was answered for all."""
        folder = self.folder / "pages"
        folder.mkdir()
        kept, printed, count = [], 0, 0
        while printed < self.options.articles:
            made = next(self.fresh_pages)
            (folder / made.file_name).write_text(made.text)
            printed, count = printed + len(made.headlines), count + 1
            kept.append(made)
            if len(kept) > 2 * KEPT_PAGES:
                kept = kept[::2]
        start = time.monotonic()
        answers = [json.loads(line) for line in self.services.jianbao("ingest", folder).splitlines()]
        seconds = time.monotonic() - start
        issues = [answer["response"] for answer in answers if "response" in answer]
        if len(issues) != count:
            raise RuntimeError(f"{count} pages were sent and {len(issues)} stored")
        articles = sum(issue["articleCount"] for issue in issues)
        self.report |= {
            "issues": count,
            "articles": articles,
            "load": {
                "seconds": round(seconds, 1),
                "issues_per_second": round(count / seconds, 1),
                "articles_per_second": round(articles / seconds, 1),
            },
        }
        self.report["memory_mib"]["storing the archive"] = self.services.peaks_mib()
        return kept, issues

    def people(self):
        """Resource names of people whom the archive names, the usual ones oftener."""
        found = []
        for person in [self.archive.person() for _ in range(30)]:
            answer = self.services.jianbao("person", person.name)
            found += [name for name in names_in(answer) if name.startswith("entities/person/")][:1]
        if not found:
            raise RuntimeError("none of the archive's people is known to the query service")
        return found

    def fill_quarantine(self, pages):
        """Sends pages under names that other pages have. Names of the rejections."""
        folder = self.folder / "clashing"
        folder.mkdir()
        count = max(4, self.options.writes // 10) * len(self.levels)
        for stored, other in zip(itertools.cycle(pages), itertools.islice(self.fresh_pages, count)):
            masthead = stored.text[: stored.text.index(stored.headlines[0])]
            (folder / other.file_name).write_text(masthead + other.text[other.text.index(other.headlines[0]) :])
        self.services.jianbao("ingest", folder)
        names = [
            name
            for name in names_in(self.services.jianbao("rejections", "list", f"--page_size={count}"))
            if name.startswith("rejections/")
        ]
        if len(names) != count:
            raise RuntimeError(f"{count} pages were sent under taken names and {len(names)} rejected")
        return names

    def echo(self, level):
        return self.ghz.run(self.services.address("query"), HEALTH_CHECK, [{}], level, seconds=self.options.seconds)

    def measure(self, suite, level):
        """Runs a suite at a level and keeps what it showed. A stream is one call that is run once: ghz would send the
        same pages on each."""
        stream = suite.name == "ingest_issues"
        if stream and level != self.levels[0]:
            return
        calls = 1 if stream else len(suite.requests) if suite.once else None
        counted = suite.once and suite.stores
        issues = self.stored_issues() if counted else None
        cpu = self.services.cpu_seconds()
        result = self.ghz.run(
            self.services.address(suite.service),
            suite.method,
            suite.requests,
            connections=min(level, calls or level),
            calls=calls,
            seconds=None if calls else self.options.seconds,
        )
        result["connections"] = level
        result["cpu_ms_per_call"] = {
            name: round(1000 * (seconds - cpu[name]) / max(1, result["calls"]), 3)
            for name, seconds in self.services.cpu_seconds().items()
        }
        if counted:
            self.count_issues(suite, result, self.stored_issues() - issues)
        self.report["suites"].setdefault(suite.name, {"method": suite.method, "runs": []})["runs"].append(result)
        print(
            f"{level:4} connections  {suite.name:22} {result['calls_per_second']:9.1f}/s  p50 {result['p50_ms']} ms  "
            f"p99 {result['p99_ms']} ms  {result['errors'] or ''}",
            file=sys.stderr,
            flush=True,
        )

    def stored_issues(self):
        return int(json.loads(self.services.jianbao("stats"))["issueCount"])

    @staticmethod
    def count_issues(suite, result, stored):
        """The failure of one page of a stream stands in its answer, where ghz does not look: the archive is counted."""
        result["issues_per_second"] = round(stored / result["seconds"], 2)
        missing = len(suite.requests) - stored
        if missing:
            result["errors"]["NOT_STORED"] = missing


def names_in(answer):
    """Every resource name of a JSON answer's items."""
    document = json.loads(answer)
    return [item["name"] for items in document.values() if isinstance(items, list) for item in items]


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the services are stopped
    options.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="jianbao-load-") as name:
        folder = Path(name)
        with Services(options.binaries, folder) as services:
            report = LoadTest(options, services, Ghz(options.ghz, options.protoset, folder), folder).run()
            exit_codes = services.stop()
    baseline = json.loads(options.baseline.read_text()) if options.baseline.exists() else None
    thresholds = json.loads(options.thresholds.read_text())
    judge.add_ratios(report)
    findings = [f"jianbao-{name} ended with exit code {code}" for name, code in exit_codes.items() if code != 0]
    findings += judge.errors(report)
    if not options.errors_only:
        findings += judge.passed_thresholds(report, thresholds) + judge.dearer_than(baseline, report, thresholds)
    report["findings"] = findings
    (options.output / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    (options.output / "report.html").write_text(page.render(report, baseline))
    for finding in findings:
        print(f"FOUND: {finding}", file=sys.stderr)
    print(f"report: {options.output / 'report.html'}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
