"""What a report of a load test is held to. Speeds are judged as ratios to the health check of the same run, since
machines differ and are shared; errors are judged as they are."""


def mean_of(first, second):
    """The floor around a level: what was measured before and behind it."""
    mean = {key: round((first[key] + second[key]) / 2, 3) for key in ("calls_per_second", "p50_ms", "p95_ms", "p99_ms")}
    errors = {
        code: first["errors"].get(code, 0) + second["errors"].get(code, 0)
        for code in first["errors"] | second["errors"]
    }
    return {"connections": first["connections"], "errors": errors, **mean}


def add_ratios(report):
    """To each run: how many health checks one call costs, by calls a second and by median time."""
    echo = {run["connections"]: run for run in report["echo"]}
    for suite in report["suites"].values():
        for run in suite["runs"]:
            floor = echo[run["connections"]]
            rate = run.get("issues_per_second", run["calls_per_second"])
            run["echoes_per_call"] = round(floor["calls_per_second"] / rate, 1) if rate else None
            run["p50_to_echo"] = round(run["p50_ms"] / floor["p50_ms"], 1) if run["p50_ms"] else None


def not_built(suite):
    """Every call was answered UNIMPLEMENTED: the contract says so of RPCs that are still to come."""
    return all(run["calls"] == 0 and set(run["errors"]) == {"Unimplemented"} for run in suite["runs"])


def errors(report):
    found = [
        f"health check at {run['connections']} connections: {run['errors']}" for run in report["echo"] if run["errors"]
    ]
    for name, suite in report["suites"].items():
        if not_built(suite):
            continue
        for run in suite["runs"]:
            if run["errors"] or run["calls"] == 0:
                found.append(
                    f"{name} at {run['connections']} connections: {run['calls']} calls answered, errors {run['errors']}"
                )
    return found


def passed_thresholds(report, thresholds):
    """Suites that cost more health checks a call than thresholds.json allows, at any number of connections."""
    found = []
    for name, suite in report["suites"].items():
        if not_built(suite):
            continue
        limit = thresholds["echoes_per_call"].get(name)
        if limit is None:
            found.append(f"{name} has no row in thresholds.json")
            continue
        for run in suite["runs"]:
            if run["echoes_per_call"] is None or run["echoes_per_call"] > limit:
                found.append(
                    f"{name} at {run['connections']} connections costs {run['echoes_per_call']} health checks a "
                    f"call, allowed are {limit}"
                )
    return found


def dearer_than(baseline, report, thresholds):
    """Suites whose cost in health checks grew over the baseline's by more than the allowed factor, in most runs: one
    run alone may have been disturbed. Reports of archives of other sizes are not compared."""
    if baseline is None or not 0.9 <= report["articles"] / baseline["articles"] <= 1.1:
        return []
    found = []
    for name, suite in report["suites"].items():
        before = {run["connections"]: run for run in baseline["suites"].get(name, {"runs": []})["runs"]}
        growths = [
            run["echoes_per_call"] / before[run["connections"]]["echoes_per_call"]
            for run in suite["runs"]
            if run["echoes_per_call"] and before.get(run["connections"], {}).get("echoes_per_call")
        ]
        dearer = [growth for growth in growths if growth > thresholds["growth"]]
        if growths and len(dearer) * 2 > len(growths):
            found.append(f"{name} costs {min(dearer):.1f} to {max(dearer):.1f} times what it did in the baseline")
    return found
