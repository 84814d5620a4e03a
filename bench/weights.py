"""What the one table of weights is worth on systems it was not chosen on: leave one system out.

Every case is investigated once, by the product; what its agents found is kept, and only the ranking is done again with
other weights. Each weight is tried at half, 0.7, 1.4 and twice its value. For every system the changes are chosen on
all the others and then, all of them together, scored on the one that was left out, beside the table as it is and beside
the table in which every kind weighs the same. The confidence map is fitted in the same way, and its error measured on
the system left out.
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from bench.calibration import ece
from bench.harness import CannotRun, Figures, main, progress
from bench.sets.contract import Score
from bench.sets.registry import ADAPTERS
from bench.sets.run import investigate
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.ranking import rank
from rootward.investigations import conduct, synthesis
from rootward.investigations.report import build_report
from rootward.investigations.review import review

Weights = dict[str, float]
Job = tuple[str, Path, str, Path, dict[str, Weights]]
FACTORS = (0.5, 0.7, 1.4, 2.0)
EQUAL = "equal"
_QUICK = 3
_LEAST_GAIN = 0.004
"""Of the mean accuracy over systems: less than that is one case more or less."""


@dataclass
class Asked:
    """What a ranking and its report were made of; kept in the process that investigated."""

    rank: tuple[tuple[Any, ...], dict[str, Any]] | None = None
    report: tuple[Any, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One case under every table: name of the table -> how it was scored."""

    system: str
    scores: Mapping[str, Score] = field(default_factory=dict)


def run(figures: Figures) -> None:
    options = figures.options
    data = options.data or Path(os.environ.get("ROOTWARD_DATASETS", ""))
    if not str(data) or not Path(data).is_dir():
        raise CannotRun("no data: give --data DIR or set ROOTWARD_DATASETS")
    asked = [
        (name, data, case, options.stores)
        for name in options.sets.split(",")
        for case in ADAPTERS[name].cases(data)[: _QUICK if figures.quick else None]
    ]
    singles = dict(_singles())
    cases = list(_tried([(*job, singles) for job in asked], options.workers))
    means: dict[str, list[float]] = defaultdict(list)
    for system in sorted({case.system for case in cases}):
        mine = [job for job, case in zip(asked, cases, strict=True) if case.system == system]
        others = [case for case in cases if case.system != system]
        weights, chosen = _chosen(others)
        progress(f"{system}: chosen on the others: {', '.join(chosen) or 'nothing'}")
        tables = {"chosen": weights}
        left_out = list(_tried([(*job, tables) for job in mine], options.workers))
        known = [case for case in cases if case.system == system]
        for name, value in (("as_is", _accuracy(known, "as_is")), (EQUAL, _accuracy(known, EQUAL)),
                            ("chosen", _accuracy(left_out, "chosen"))):  # fmt: skip
            figures.add("weights.ac1", value, "share", n=len(mine), system=system, table=name)
            means[name].append(value)
        figures.add("weights.ece", _error(others, known), "share", n=len(mine), system=system, map="held_out")
    for name, values in means.items():
        figures.add("weights.ac1", statistics.mean(values), "share", n=len(values), system="mean", table=name)


def _tried(jobs: Sequence[Job], workers: int) -> Iterator[Tried]:
    with get_context("spawn").Pool(workers, maxtasksperchild=20) as pool:
        for number, found in enumerate(pool.imap(_of_case, jobs), start=1):
            progress(f"{number} of {len(jobs)}: {found.system}")
            yield found


def _of_case(job: Job) -> Tried:
    name, data, case, stores, tables = job
    adapter, asked = ADAPTERS[name], Asked()
    with _listening(asked):
        outcome = investigate(adapter, data, case, stores, None)
    label = adapter.label(data, case)
    as_is = adapter.score(label, outcome.report)
    scores = {"as_is": as_is}
    if asked.rank is not None and asked.report is not None:
        for table, weights in tables.items():
            scores[table] = adapter.score(label, _again(asked, replace(PARAMETERS, weights=weights)))
    return Tried(system=f"{name}:{as_is.system}", scores=scores)


@contextmanager
def _listening(asked: Asked) -> Iterator[None]:
    """Notes what the product's own ranking and report are called with."""

    def ranked(*given: Any, **named: Any) -> Any:
        asked.rank = given, named
        return rank(*given, **named)

    def reported(*given: Any) -> Any:
        asked.report = given
        return build_report(*given)

    vars(synthesis)["rank"], vars(conduct)["build_report"] = ranked, reported
    try:
        yield
    finally:
        vars(synthesis)["rank"], vars(conduct)["build_report"] = rank, build_report


def _again(asked: Asked, parameters: Parameters) -> dict[str, Any]:
    """The report that the same evidence gives with another table."""
    assert asked.rank is not None and asked.report is not None
    given, named = asked.rank
    plan, answered, blind, _, pins, *past = asked.report
    ranking = rank(*given, **(named | {"parameters": parameters}))
    return build_report(plan, answered, blind, review(ranking, answered, blind), pins, *past)


def _singles() -> Iterator[tuple[str, Weights]]:
    weights = PARAMETERS.weights
    yield EQUAL, dict.fromkeys(weights, statistics.mean(weights.values()))
    for kind, weight in weights.items():
        for factor in FACTORS:
            yield f"{kind} x {factor:g}", weights | {kind: weight * factor}


def _chosen(cases: Sequence[Tried]) -> tuple[Weights, list[str]]:
    """For each kind the factor that helps the mean over these systems most, if it clearly does."""
    base = _mean(cases, "as_is")
    gains: dict[str, tuple[float, float]] = {}
    for table in sorted({name for case in cases for name in case.scores} - {"as_is", EQUAL}):
        kind, _, factor = table.partition(" x ")
        gain = _mean(cases, table) - base
        if gain > _LEAST_GAIN and gain > gains.get(kind, (0.0, 1.0))[0]:
            gains[kind] = gain, float(factor)
    weights = {kind: weight * gains.get(kind, (0.0, 1.0))[1] for kind, weight in PARAMETERS.weights.items()}
    return weights, [f"{kind} x {factor:g}" for kind, (_, factor) in sorted(gains.items())]


def _mean(cases: Sequence[Tried], table: str) -> float:
    systems: dict[str, list[Tried]] = defaultdict(list)
    for case in cases:
        systems[case.system].append(case)
    return statistics.mean(_accuracy(members, table) for members in systems.values())


def _accuracy(cases: Sequence[Tried], table: str) -> float:
    scored = [case.scores.get(table, case.scores["as_is"]) for case in cases]
    return sum(score.correct for score in scored) / len(scored)


def _error(others: Sequence[Tried], mine: Sequence[Tried]) -> float:
    """Expected calibration error on a system whose confidences are mapped by a fit to all the others."""
    pairs = [(s.confidence, float(s.correct)) for s in (case.scores["as_is"] for case in others) if s.confidence > 0]
    told = sorted(pairs)
    if not told:
        return 0.0
    x, y = np.array([one for one, _ in told]), _isotonic([right for _, right in told])
    found = [case.scores["as_is"] for case in mine if case.scores["as_is"].confidence > 0]
    return ece([(float(np.interp(score.confidence, x, y)), score.correct) for score in found])


def _isotonic(values: Sequence[float]) -> list[float]:
    """The closest series that never falls (pool adjacent violators)."""
    blocks: list[list[float]] = []
    for value in values:
        blocks.append([value, 1.0])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            mean, weight = blocks.pop()
            total = blocks[-1][1] + weight
            blocks[-1] = [(blocks[-1][0] * blocks[-1][1] + mean * weight) / total, total]
    return [mean for mean, weight in blocks for _ in range(int(weight))]


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="the folder with the sets")
    parser.add_argument("--sets", default="petshop,nezha,rootcausebench,shop")
    parser.add_argument("--stores", type=Path, required=True, help="where ingested cases are kept between runs")
    parser.add_argument("--workers", type=int, default=2)


if __name__ == "__main__":
    main("weights", run, _options)
