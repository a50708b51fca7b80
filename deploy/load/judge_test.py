"""Planted reports: what must be found is found, and nothing else."""

import copy
import unittest

import ghz
import judge

THRESHOLDS = {"growth": 1.5, "echoes_per_call": {"search": 100, "suggest": 100}}


def run(connections, rate, errors=None, calls=1000):
    return {
        "connections": connections,
        "calls": calls,
        "errors": errors or {},
        "calls_per_second": rate,
        "p50_ms": 2.0,
        "p95_ms": 3.0,
        "p99_ms": 4.0,
    }


def report(rates=(100, 200), articles=1000):
    made = {
        "articles": articles,
        "echo": [run(1, 5000), run(8, 10000)],
        "suites": {"search": {"runs": [run(1, rates[0]), run(8, rates[1])]}},
    }
    judge.add_ratios(made)
    return made


def judged(made, baseline=None):
    return (
        judge.errors(made) + judge.passed_thresholds(made, THRESHOLDS) + judge.dearer_than(baseline, made, THRESHOLDS)
    )


class JudgeTest(unittest.TestCase):
    def test_a_good_report_has_no_findings(self):
        self.assertEqual(judged(report(), report()), [])

    def test_one_failed_call_is_found(self):
        made = report()
        made["suites"]["search"]["runs"][1]["errors"] = {"Unavailable": 1}
        self.assertIn("search at 8 connections", judged(made)[0])

    def test_a_failed_health_check_is_found(self):
        made = report()
        made["echo"][0]["errors"] = {"Unavailable": 1}
        self.assertIn("health check at 1", judged(made)[0])

    def test_a_suite_without_any_call_is_found(self):
        made = report()
        made["suites"]["search"]["runs"][0]["calls"] = 0
        self.assertTrue(judged(made))

    def test_an_rpc_that_is_still_to_come_is_no_error_but_one_that_fails_now_and_then_is(self):
        made = report()
        silent = run(1, 0, {"Unimplemented": 50}, calls=0) | {"p50_ms": None}
        made["suites"]["suggest"] = {"runs": [silent]}
        judge.add_ratios(made)
        self.assertEqual(judged(made), [])
        made["suites"]["suggest"]["runs"] = [run(1, 100, {"Unimplemented": 1})]
        judge.add_ratios(made)
        self.assertEqual(len(judged(made)), 1)

    def test_a_dear_call_passes_its_threshold(self):
        self.assertIn("search at 1 connections costs 125.0", judged(report(rates=(40, 200)))[0])

    def test_a_suite_without_threshold_is_found(self):
        made = report()
        made["suites"]["new"] = copy.deepcopy(made["suites"]["search"])
        self.assertIn("new has no row", judged(made)[0])

    def test_growth_in_most_runs_is_found_and_in_one_of_two_is_not(self):
        self.assertIn("times what it did", judged(report(rates=(60, 120)), report())[0])
        self.assertEqual(judged(report(rates=(60, 200)), report()), [])

    def test_archives_of_other_sizes_are_not_compared(self):
        self.assertEqual(judged(report(rates=(60, 120)), report(articles=2000)), [])


class SummaryTest(unittest.TestCase):
    def test_percentiles_are_times_that_calls_took(self):
        times = [float(i) for i in range(1, 101)]
        self.assertEqual([ghz.percentile(times, share) for share in (0.5, 0.95, 0.99)], [50.0, 95.0, 99.0])
        self.assertEqual(ghz.percentile([7.0], 0.99), 7.0)
        self.assertIsNone(ghz.percentile([], 0.5))

    def test_failed_calls_are_errors_and_no_times(self):
        found = ghz.summarize(
            {
                "total": 2e9,
                "statusCodeDistribution": {"OK": 1, "Unavailable": 1},
                "details": [{"status": "OK", "latency": 3e6}, {"status": "Unavailable", "latency": 9e9}],
            },
            4,
        )
        self.assertEqual((found["calls"], found["errors"], found["p99_ms"]), (1, {"Unavailable": 1}, 3.0))


if __name__ == "__main__":
    unittest.main()
