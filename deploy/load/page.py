"""The report as one page that needs nothing else: plots as SVG, every figure in a table below."""

import html

COLORS = ["#1f6f8b", "#c0504d", "#6a994e", "#8e6bbf", "#d08c2e", "#4a5568", "#2a9d8f", "#b5838d"]
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 74rem; margin: 2rem auto; padding: 0 1rem;
  color: #1d2530; background: #fff }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.2rem }
table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums }
th, td { text-align: right; padding: .2rem .7rem; border-bottom: 1px solid #dde3ea }
th:first-child, td:first-child { text-align: left }
th { color: #5a6675; font-weight: 600 } .found { color: #a4262c } .plots { display: flex; flex-wrap: wrap; gap: 1.5rem }
svg text { font: 11px system-ui, sans-serif; fill: #5a6675 } .good { color: #3d7a2a } .scroll { overflow-x: auto }
"""
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 430, 250, 56, 26, 34


def render(report, baseline):
    searches = {name: suite for name, suite in report["suites"].items() if name.startswith("search")}
    parts = [
        f"<h1>Load test: {report['articles']:,} articles, {report['cores']} cores</h1>",
        summary(report),
        "<h2>Search, by number of connections</h2><div class=plots>",
        plot(
            "Searches a second",
            report["levels"],
            {name: series(suite, "calls_per_second") for name, suite in searches.items()},
        ),
        plot(
            "Mixed search: milliseconds",
            report["levels"],
            {
                key.removesuffix("_ms"): series(report["suites"]["search"], key)
                for key in ("p50_ms", "p95_ms", "p99_ms")
            },
        ),
        "</div>",
        "<h2>Memory</h2>",
        table(
            ["largest resident memory, MiB", *next(iter(report["memory_mib"].values()))],
            [[phase, *peaks.values()] for phase, peaks in report["memory_mib"].items()],
        ),
        "<h2>Every suite</h2><div class=scroll>",
        all_runs(report, baseline),
        "</div>",
    ]
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>Jianbao load test</title><style>{STYLE}</style>{''.join(parts)}</html>\n"
    )


def summary(report):
    load = report["load"]
    text = (
        f"<p>{report['issues']:,} pages were stored in {load['seconds']:,} s: {load['issues_per_second']} pages and "
        f"{load['articles_per_second']} articles a second. Ratios are to the health check of the query service, "
        f"measured before and behind each number of connections: the floor of what a call costs here.</p>"
    )
    if not report["findings"]:
        return text + "<p class=good>No call failed and no threshold was passed.</p>"
    return (
        text + "<ul class=found>" + "".join(f"<li>{html.escape(found)}</li>" for found in report["findings"]) + "</ul>"
    )


def series(suite, key):
    return [(run["connections"], run[key]) for run in suite["runs"] if run[key] is not None]


def all_runs(report, baseline):
    rows = [
        [
            "health check",
            run["connections"],
            "",
            run["calls_per_second"],
            run["p50_ms"],
            run["p95_ms"],
            run["p99_ms"],
            1,
            "",
            "",
            "",
        ]
        for run in report["echo"]
    ]
    for name, suite in report["suites"].items():
        before = {
            run["connections"]: run for run in (baseline or {"suites": {}})["suites"].get(name, {"runs": []})["runs"]
        }
        for run in suite["runs"]:
            cpu = " + ".join(f"{ms:g}" for ms in run["cpu_ms_per_call"].values())
            rows.append(
                [
                    name,
                    run["connections"],
                    run["calls"],
                    run["calls_per_second"],
                    run["p50_ms"],
                    run["p95_ms"],
                    run["p99_ms"],
                    run["echoes_per_call"],
                    before.get(run["connections"], {}).get("echoes_per_call"),
                    cpu,
                    ", ".join(f"{code} {n}" for code, n in run["errors"].items()),
                ]
            )
    return table(
        [
            "suite",
            "connections",
            "calls",
            "calls/s",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "health checks a call",
            "in the baseline",
            "CPU ms a call, index + ingest + query",
            "errors",
        ],
        rows,
    )


def table(head, rows):
    def cell(value):
        return "–" if value is None else f"{value:,}" if isinstance(value, (int, float)) else html.escape(str(value))

    lines = ["<tr>" + "".join(f"<td>{cell(value)}</td>" for value in row) + "</tr>" for row in rows]
    return f"<table><tr>{''.join(f'<th>{html.escape(str(name))}</th>' for name in head)}</tr>{''.join(lines)}</table>"


def plot(title, levels, lines):
    """Lines over the numbers of connections, which stand at equal distances; the upright axis is linear from 0."""
    top = max((value for points in lines.values() for _, value in points), default=1) or 1
    x = {level: LEFT + 20 + i * (WIDTH - LEFT - 40) / max(1, len(levels) - 1) for i, level in enumerate(levels)}
    y = lambda value: HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)
    marks = [f"<text x={LEFT} y=14 font-weight=600>{html.escape(title)}</text>"]
    for i in range(5):
        value = top * i / 4
        marks.append(
            f"<line x1={LEFT} x2={WIDTH} y1={y(value):.1f} y2={y(value):.1f} stroke=#e3e8ee />"
            f"<text x={LEFT - 6} y={y(value) + 4:.1f} text-anchor=end>{value:,.4g}</text>"
        )
    marks += [f"<text x={at:.1f} y={HEIGHT - 16} text-anchor=middle>{level}</text>" for level, at in x.items()]
    marks.append(f"<text x={(LEFT + WIDTH) / 2} y={HEIGHT - 2} text-anchor=middle>connections</text>")
    legend = []
    for (name, points), color in zip(lines.items(), COLORS):
        path = " ".join(f"{x[level]:.1f},{y(value):.1f}" for level, value in points)
        dots = "".join(
            f"<circle cx={x[level]:.1f} cy={y(value):.1f} r=3 fill={color}>"
            f"<title>{name}, {level}: {value:,}</title></circle>"
            for level, value in points
        )
        marks.append(f"<polyline points='{path}' fill=none stroke={color} stroke-width=2 />{dots}")
        legend.append(f"<span style='color:{color}'>● {html.escape(name)}</span>")
    return (
        f"<div><svg viewBox='0 0 {WIDTH} {HEIGHT}' width={WIDTH} height={HEIGHT} role=img>{''.join(marks)}</svg>"
        f"<div style='max-width:{WIDTH}px;font-size:.8rem'>{' '.join(legend)}</div></div>"
    )
