"""Write bench/RESULTS.md from the figures that benchmarks appended: `python -m bench.results FIGURES.jsonl`.

Of several figures with the same metric and tags the newest counts. What misses its goal is listed first.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_CASE = "rca.case"
RESULTS = Path(__file__).parent / "RESULTS.md"
_HEAD = """# Results

Measured with the commands named in each section, on the machine named there; goals are those of the design. A run on
another machine gives other absolute figures: the ratios against a baseline in the same run are what carries over.
"""


def main(paths: list[str]) -> None:
    newest: dict[tuple[str, str, str], dict[str, Any]] = {}
    for path in paths:
        for line in Path(path).read_text().splitlines():
            item = json.loads(line)
            key = (item["bench"], item["metric"], json.dumps(item["tags"], sort_keys=True))
            if key not in newest or item["date"] >= newest[key]["date"]:
                newest[key] = item
    by_bench: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in newest.values():
        if item["metric"] != _CASE or _is_of_last_run(item, newest.values()):
            by_bench[item["bench"]].append(item)
    missed = [item for item in newest.values() if item["met"] is False]
    parts = [_HEAD, "## Goals that are not met\n", *(_missed(item) for item in missed)]
    if not missed:
        parts.append("None.\n")
    parts += [_section(bench, items) for bench, items in sorted(by_bench.items())]
    RESULTS.write_text("\n".join(parts))
    print(f"{RESULTS.name}: {len(newest)} figures, {len(missed)} goals not met")


def _is_of_last_run(case: dict[str, Any], items: Iterable[dict[str, Any]]) -> bool:
    """A case that went wrong in an earlier run of its set, and no more in the last, is none that goes wrong."""
    same = ("set", "onset")
    last = [
        item["date"] for item in items
        if item["metric"] == "rca.p50_s" and item["tags"]["method"] == case["tags"]["method"]
        and all(item["tags"][name] == case["tags"][name] for name in same)
    ]  # fmt: skip
    return not last or case["date"] >= max(last)


def _missed(item: dict[str, Any]) -> str:
    return f"- `{item['metric']}` {_tags(item)}: {item['value']:g} {item['unit']}, goal {item['goal']}\n"


def _section(bench: str, items: list[dict[str, Any]]) -> str:
    first = items[0]
    lines = [
        f"## {bench}\n",
        f"{first['machine']}, {first['date'][:10]}, commit {first['commit']}\n",
        "| metric | tags | value | unit | n | goal | met | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for item in items:
        if item["metric"] == _CASE:
            continue
        met = {True: "yes", False: "**no**", None: ""}[item["met"]]
        ratio = f"{item['ratio']:g} x {item['peer']}" if item["ratio"] is not None else ""
        goal = item["goal"] or ""
        lines.append(
            f"| {item['metric']} | {_tags(item)} | {item['value']:g} | {item['unit']} | {item['n']} "
            f"| {goal} | {met} | {ratio} |"
        )
    commands = sorted({item["command"] for item in items})
    wrong = [item for item in items if item["metric"] == _CASE]
    return "\n".join([*lines, "", *_wrong(wrong), *(f"`{command}`\n" for command in commands)])


def _wrong(items: list[dict[str, Any]]) -> list[str]:
    """The cases that went wrong, one a line."""
    if not items:
        return []
    lines = ["Cases that went wrong (rank 0: the truth is not in the answer):", ""]
    lines += ["| set | onset | case | system | fault | truth | said | rank |", "|---|---|---|---|---|---|---|---|"]
    names = ("set", "onset", "case", "system", "fault", "truth", "said")
    for item in sorted(items, key=lambda one: [str(one["tags"][name]) for name in names]):
        told = " | ".join(str(item["tags"][name]) for name in names)
        lines.append(f"| {told} | {item['value']:g} |")
    return [*lines, ""]


def _tags(item: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in item["tags"].items())


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m bench.results FIGURES.jsonl …")
    main(sys.argv[1:])
