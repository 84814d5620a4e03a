"""Root causes on public incidents: the product's own investigation of every case, scored against the labels.

`--onset given` tells the investigation when it began, `estimated` (the default) does not. A set that is not in the data
folder is skipped with a message. `--stores DIR` keeps every case's ingested data, so that a second run only
investigates. `--peers` ranks the same cases with published scorers and trivial rules, too.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from bench.harness import CannotRun, Figures, main, progress
from bench.rca_figures import (
    OURS,
    Run,
    add_calibration,
    add_figures,
    add_times,
    print_case,
    print_cases,
    print_groups,
)
from bench.sets.contract import SECOND, Adapter
from bench.sets.registry import ADAPTERS
from bench.sets.run import Outcome, investigate

_CASES_A_WORKER = 20
_QUICK = 2
_SHIPPED = "shop"
Job = tuple[str, Path, str, Path, str, bool]


def run(figures: Figures) -> None:
    options = figures.options
    data = Path() if options.set == _SHIPPED else _data(options.data)
    everything: list[Run] = []
    with tempfile.TemporaryDirectory() as kept:
        stores = options.stores or Path(kept)
        for adapter in _chosen(options.set, data):
            cases = _cases(adapter, data, options, figures.quick)
            progress(f"{adapter.name}: {len(cases)} cases, onset {options.onset}")
            runs = list(_runs(adapter, data, cases, stores, options))
            print_cases([item for item in runs if item.method == OURS])
            print_groups(runs)
            add_figures(figures, adapter.name, options.onset, runs)
            if options.show:
                print_case(runs)
            everything += runs
    if options.set == "all":
        add_times(figures, "all", options.onset, OURS, [item for item in everything if item.method == OURS])
    add_calibration(figures, options.onset, everything)


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
    wanted = set(options.only.split(",")) if options.only else {options.show} if options.show else set(every)
    return [case for case in every if case in wanted][: _QUICK if quick else None]


def _runs(
    adapter: Adapter, data: Path, cases: Sequence[str], stores: Path, options: argparse.Namespace
) -> Iterator[Run]:
    """Every case in a worker process, in order; a worker ends after some cases, so that memory stays bounded."""
    jobs = [(adapter.name, data, case, stores, options.onset, options.peers) for case in cases]
    with get_context("spawn").Pool(options.workers, maxtasksperchild=_CASES_A_WORKER) as pool:
        for number, found in enumerate(pool.imap(_of_job, jobs), start=1):
            own = found[0]
            progress(f"{number} of {len(cases)}: {own.case} {own.outcome.seconds:.2f} s, rank {own.score.rank}")
            yield from found


def _of_job(job: Job) -> list[Run]:
    """The product's answer, then the peers'. The label tells the onset where that is asked for; else it is opened when
    the report is there."""
    name, data, case, stores, mode, peers = job
    adapter, path = ADAPTERS[name], data / name / case / "label.json"
    told = json.loads(path.read_text()).get("given_onset_unix") if mode == "given" and path.is_file() else None
    onset = None if told is None else int(told * SECOND)
    outcome = investigate(adapter, data, case, stores, onset)
    score = adapter.score(adapter.label(data, case), outcome.report)
    own = Run(set=name, case=case, method=OURS, outcome=outcome, score=score)
    return [own, *_peers(adapter, data, case, onset)] if peers else [own]


def _peers(adapter: Adapter, data: Path, case: str, onset: int | None) -> Iterator[Run]:
    """Methods that say nothing of a case are left out; only saying that no change is to blame can be exact."""
    peers = import_module("bench.peers")  # loads slowly, and is wanted seldom
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        adapter.copy(data, case, folder)
        table = peers.table_of(folder, adapter.question(folder, onset), onset)
    for answer in peers.answers(table):
        score = adapter.score(adapter.label(data, case), peers.as_report(answer.services))
        silent = not answer.services
        if silent and (answer.method != peers.NOBODY or score.exact is None):
            continue
        score = replace(score, exact=score.exact if silent else None, inner=None, scored=not silent)
        outcome = Outcome(report=None, seconds=answer.seconds, ingest_s=0.0)
        yield Run(set=adapter.name, case=case, method=answer.method, outcome=outcome, score=score)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder of the sets; else ROOTWARD_DATASETS")
    parser.add_argument("--set", choices=[*ADAPTERS, "all"], default="all")
    parser.add_argument("--onset", choices=["given", "estimated"], default="estimated")
    parser.add_argument("--peers", action="store_true", help="BARO, NSigma, alert counting and trivial rules, too")
    parser.add_argument("--only", default="", help="these cases only, separated by commas")
    parser.add_argument("--show", default="", help="one case, with what the product said of it")
    parser.add_argument("--stores", type=Path, help="keep the ingested data of every case here")
    parser.add_argument("--workers", type=int, default=1, help="more end sooner, and take longer a case")


if __name__ == "__main__":
    main("rca", run, _options)
