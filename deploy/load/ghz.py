"""One run of ghz: calls of one method over so many connections, each kept busy by one caller."""

import json
import subprocess

# Beyond the run itself: connecting, calls still out, writing the result.
PATIENCE_SECONDS = 120
CALL_TIMEOUT_SECONDS = 60


class Ghz:
    def __init__(self, binary, protoset, folder):
        self.binary = binary
        self.protoset = protoset
        self.folder = folder

    def run(self, address, method, requests, connections, seconds=None, calls=None):
        """Sends `requests` in turn for so long, or so many calls of them. Exactly one of both is given."""
        data = self.folder / "requests.json"
        data.write_text(json.dumps(requests, ensure_ascii=False))
        limit = [f"--duration={seconds}s", "--duration-stop=wait"] if calls is None else [f"--total={calls}"]
        command = [
            self.binary,
            "--insecure",
            f"--protoset={self.protoset}",
            f"--call={method}",
            f"--data-file={data}",
            f"--concurrency={connections}",
            f"--connections={connections}",
            "--disable-template-data",
            "--disable-template-functions",
            f"--timeout={CALL_TIMEOUT_SECONDS}s",
            "--format=json",
            *limit,
            address,
        ]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=(seconds or 0) + PATIENCE_SECONDS
        )
        if done.returncode != 0:
            raise RuntimeError(f"ghz {method}: {(done.stderr or done.stdout)[-2000:]}")
        return summarize(json.loads(done.stdout), connections)


def summarize(report, connections):
    """What is kept of a ghz report: times in milliseconds, of calls that ended well."""
    times = sorted(call["latency"] / 1e6 for call in report["details"] if call["status"] == "OK")
    errors = {code: n for code, n in report["statusCodeDistribution"].items() if code != "OK"}
    seconds = report["total"] / 1e9
    return {
        "connections": connections,
        "calls": len(times),
        "errors": errors,
        "seconds": round(seconds, 3),
        "calls_per_second": round(len(times) / seconds, 2),
        "p50_ms": percentile(times, 0.50),
        "p95_ms": percentile(times, 0.95),
        "p99_ms": percentile(times, 0.99),
    }


def percentile(times, share):
    """The smallest time that this share of the calls did not exceed."""
    if not times:
        return None
    return round(times[max(0, -int(-share * len(times) // 1) - 1)], 3)
