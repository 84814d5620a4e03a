"""Figures in one format: every benchmark prints a table, appends JSON lines, and ends with 0, 10 or 2.

0: every goal is met; 10: one is not; 2: it could not run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["CannotRun", "Figures", "main", "progress"]


class CannotRun(Exception):
    """The benchmark's surroundings are missing; says what."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    bench: str
    metric: str
    value: float
    unit: str
    n: int
    tags: dict[str, Any]
    goal: str | None
    met: bool | None
    ratio: float | None
    peer: str | None
    command: str
    commit: str
    date: str
    machine: str


@dataclass
class Figures:
    """Collects the figures of one run. A goal is written as `>= 1500` or `<= 0.5`."""

    bench: str
    quick: bool
    options: argparse.Namespace
    items: list[Figure] = field(default_factory=list)

    def add(
        self, metric: str, value: float, unit: str, *, n: int, goal: str | None = None, ratio: float | None = None,
        peer: str | None = None, **tags: Any,
    ) -> None:  # fmt: skip
        """A quick run measures too little to judge a goal, so it judges none."""
        judged = None if goal is None or self.quick else _meets(value, goal)
        self.items.append(
            Figure(
                bench=self.bench, metric=metric, value=round(value, 6), unit=unit, n=n, tags=tags, goal=goal,
                met=judged, ratio=None if ratio is None else round(ratio, 3), peer=peer,
                command="python -m " + " ".join([f"bench.{self.bench}", *sys.argv[1:]]), commit=_commit(),
                date=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), machine=_machine(),
            )
        )  # fmt: skip


def main(
    bench: str, run: Callable[[Figures], None], configure: Callable[[argparse.ArgumentParser], None] | None = None
) -> None:
    """Parse the common options, run, report, exit."""
    parser = argparse.ArgumentParser(prog=f"python -m bench.{bench}", description=sys.modules["__main__"].__doc__)
    parser.add_argument("--json", type=Path, help="append one JSON object a figure to this file")
    parser.add_argument("--quick", action="store_true", help="a smoke run of seconds; judges no goal")
    if configure:
        configure(parser)
    options = parser.parse_args()
    figures = Figures(bench, options.quick, options)
    try:
        run(figures)
    except CannotRun as error:
        print(f"bench.{bench} could not run: {error}", file=sys.stderr)
        sys.exit(2)
    _print(figures.items)
    if options.json:
        with options.json.open("a") as file:
            file.writelines(json.dumps(asdict(item)) + "\n" for item in figures.items)
    sys.exit(10 if any(item.met is False for item in figures.items) else 0)


def progress(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def _print(items: list[Figure]) -> None:
    print("\n| metric | tags | value | unit | n | goal | met | ratio |\n|---|---|---|---|---|---|---|---|")
    for item in items:
        tags = " ".join(f"{name}={value}" for name, value in item.tags.items())
        met = {True: "yes", False: "NO", None: ""}[item.met]
        ratio = f"{item.ratio:g} ({item.peer})" if item.ratio is not None else ""
        print(
            f"| {item.metric} | {tags} | {item.value:g} | {item.unit} | {item.n} "
            f"| {item.goal or ''} | {met} | {ratio} |"
        )


def _meets(value: float, goal: str) -> bool:
    sign, number = goal.split()
    return value >= float(number) if sign == ">=" else value <= float(number)


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
