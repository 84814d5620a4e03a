"""Root causes on public incidents: the product's own investigation of every case, scored against the labels.

`--onset given` tells the investigation when it began, `estimated` (the default) does not. A set that is not in the data
folder is skipped with a message. `--stores DIR` keeps every case's ingested data, so that a second run only
investigates.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench.harness import CannotRun, Figures, main, progress
from bench.sets.contract import SECOND, Adapter, Score, ranked
from bench.sets.registry import ADAPTERS
from bench.sets.run import Outcome, investigate

GOALS = {
    ("nezha", "OnlineBoutique", "rca.ac1"): ">= 0.95",
    ("nezha", "TrainTicket", "rca.ac1"): ">= 0.93",
    ("nezha", "all", "rca.inner_ac1"): ">= 0.87",
    ("petshop", "all", "rca.ac1"): ">= 0.65",
    ("petshop", "all", "rca.ac3"): ">= 0.85",
    ("rootcausebench", "all", "rca.exact_a1"): ">= 1",
    ("cloudopsbench", "all", "rca.exact_a1"): ">= 0.85",
    ("shop", "all", "rca.exact_a1"): ">= 1",
}
_TIMES = (("rca.p50_s", 0.5, "<= 0.3"), ("rca.p95_s", 0.95, "<= 1"))
_CASES_A_WORKER = 20
_QUICK = 2
_NOBODY = 10**9


@dataclass(frozen=True, kw_only=True)
class Run:
    """One case in one mode, answered and scored."""

    set: str
    case: str
    onset: str
    outcome: Outcome
    score: Score


def run(figures: Figures) -> None:
    options = figures.options
    data = Path() if options.set == "shop" else _data(options.data)  # the shop's incidents are shipped
    chosen = _chosen(options.set, data)
    with tempfile.TemporaryDirectory() as kept:
        stores = options.stores or Path(kept)
        for adapter in chosen:
            cases = _cases(adapter, data, options, figures.quick)
            progress(f"{adapter.name}: {len(cases)} cases, onset {options.onset}")
            runs = list(_runs(adapter, data, cases, stores, options.onset, options.workers))
            _table(runs)
            _figures(figures, adapter.name, options.onset, runs)
            if options.show:
                _show(runs)


def _data(given: Path | None) -> Path:
    folder = given or (Path(os.environ["ROOTWARD_DATASETS"]) if os.environ.get("ROOTWARD_DATASETS") else None)
    if folder is None:
        raise CannotRun("no data: give --data DIR or set ROOTWARD_DATASETS to the folder with the sets")
    if not folder.is_dir():
        raise CannotRun(f"the data folder {folder} is not there")
    return folder


def _chosen(wanted: str, data: Path) -> list[Adapter]:
    named = list(ADAPTERS) if wanted == "all" else [wanted]
    found = []
    for name in named:
        if ADAPTERS[name].cases(data):
            found.append(ADAPTERS[name])
        else:
            progress(f"{name}: not in the data folder, skipped")
    if not found:
        raise CannotRun(f"none of {', '.join(named)} is in {data}")
    return found


def _cases(adapter: Adapter, data: Path, options: argparse.Namespace, quick: bool) -> list[str]:
    every = adapter.cases(data)
    if options.only:
        wanted = set(options.only.split(","))
        every = [case for case in every if case in wanted]
    if options.show:
        every = [case for case in every if case == options.show]
    return every[:_QUICK] if quick else every


def _runs(adapter: Adapter, data: Path, cases: Sequence[str], stores: Path, onset: str, workers: int) -> Iterator[Run]:
    """Every case in a worker process, in order; a worker ends after some cases, so that memory stays bounded."""
    jobs = [(adapter.name, data, case, stores, onset) for case in cases]
    with get_context("spawn").Pool(workers, maxtasksperchild=_CASES_A_WORKER) as pool:
        for number, found in enumerate(pool.imap(_of_job, jobs), start=1):
            progress(f"{number} of {len(cases)}: {found.case} {found.outcome.seconds:.2f} s, rank {found.score.rank}")
            yield found


def _of_job(job: tuple[str, Path, str, Path, str]) -> Run:
    return _one(*job)


def _one(name: str, data: Path, case: str, stores: Path, onset: str) -> Run:
    """The label gives the onset where that is asked for; else it is opened when the report is there."""
    adapter = ADAPTERS[name]
    path = data / name / case / "label.json"
    told = json.loads(path.read_text()).get("given_onset_unix") if onset == "given" and path.is_file() else None
    outcome = investigate(adapter, data, case, stores, None if told is None else int(told * SECOND))
    score = adapter.score(adapter.label(data, case), outcome.report)
    return Run(set=name, case=case, onset=onset, outcome=outcome, score=score)


def _table(runs: Sequence[Run]) -> None:
    print("\n| case | system | fault | truth | said | rank | exact | inner | conf. | s |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for item in runs:
        s = item.score
        print(
            f"| {item.case} | {s.system} | {s.fault} | {s.truth} | {s.said or '-'} | {s.rank or '-'} "
            f"| {_word(s.exact)} | {_word(s.inner)} | {s.confidence:.2f} | {item.outcome.seconds:.2f} |"
        )


def _word(value: bool | None) -> str:
    return {True: "yes", False: "NO", None: ""}[value]


def _figures(figures: Figures, name: str, onset: str, runs: Sequence[Run]) -> None:
    """Per set, per system where there are several, and per fault."""
    systems = sorted({item.score.system for item in runs})
    groups: list[tuple[str, str, list[Run]]] = [("all", "all", list(runs))]
    if len(systems) > 1:
        groups += [(system, "all", [item for item in runs if item.score.system == system]) for system in systems]
    faults: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for item in runs:
        faults[item.score.system if len(systems) > 1 else "all", item.score.fault].append(item)
    groups += [(system, fault, members) for (system, fault), members in sorted(faults.items())]
    for system, fault, members in groups:
        tags = {"set": name, "system": system, "fault": fault, "onset": onset, "method": "rootward"}
        for metric, value, n in _accuracies(members):
            goal = GOALS.get((name, system, metric)) if fault == "all" else None
            figures.add(metric, value, "share", n=n, goal=goal, ratio=None, peer=None, **tags)
    seconds = sorted(item.outcome.seconds for item in runs)
    tags = {"set": name, "system": "all", "fault": "all", "onset": onset, "method": "rootward"}
    for metric, share, goal in _TIMES:
        value = (
            seconds[min(len(seconds) - 1, int(len(seconds) * share))] if share != 0.5 else statistics.median(seconds)
        )
        figures.add(metric, value, "s", n=len(seconds), goal=goal, ratio=None, peer=None, **tags)


def _accuracies(runs: Sequence[Run]) -> Iterator[tuple[str, float, int]]:
    """(metric, value, number of cases) of what these cases were asked."""
    ranks = [item.score.rank or _NOBODY for item in runs if item.score.scored]
    if ranks:
        for k in (1, 3, 5):
            yield f"rca.ac{k}", sum(rank <= k for rank in ranks) / len(ranks), len(ranks)
        yield "rca.avg5", sum(sum(rank <= k for rank in ranks) for k in range(1, 6)) / 5 / len(ranks), len(ranks)
    for metric, values in (
        ("rca.exact_a1", [item.score.exact for item in runs if item.score.exact is not None]),
        ("rca.inner_ac1", [item.score.inner for item in runs if item.score.inner is not None]),
    ):
        if values:
            yield metric, sum(values) / len(values), len(values)


def _show(runs: Sequence[Run]) -> None:
    """What the product said of one case: its hypotheses with what they cite."""
    for item in runs:
        report = item.outcome.report
        print(f"\n{item.case}: truth {item.score.truth} ({item.score.fault}); order {ranked(report)}")
        if report is None:
            continue
        texts = {one["evidence_id"]: one for one in report["evidence"]}
        print(f"{report['verdict']['summary']}; scope {report['scope']}")
        for one in report["hypotheses"]:
            print(f"- {one['entity']} {one['kind']} score {one['score']} confidence {one['confidence']} {one['onset']}")
            for name in one["evidence_ids"]:
                told = texts[name]
                print(f"    {told['score']:.2f} {told['kind']} {told['onset']} {told['text']}")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder of the sets; else ROOTWARD_DATASETS")
    parser.add_argument("--set", choices=[*ADAPTERS, "all"], default="all")
    parser.add_argument("--onset", choices=["given", "estimated"], default="estimated")
    parser.add_argument("--only", default="", help="these cases only, separated by commas")
    parser.add_argument("--show", default="", help="one case, with what the product said of it")
    parser.add_argument("--stores", type=Path, help="keep the ingested data of every case here")
    parser.add_argument("--workers", type=int, default=2)


if __name__ == "__main__":
    main("rca", run, _options)
