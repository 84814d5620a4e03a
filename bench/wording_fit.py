"""Table of words: fitted to the development messages, and what it is worth on vendors that it was not fitted to.

For every kind: precision and recall of the signatures alone, of the table alone and of both, the table always fitted
without the vendors that are answered. The signatures were written from these messages: their figures flatter, the
table's do not. `--write` puts the table where the product reads it.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.agents.faults import errors_of
from bench.agents.wordings import RIDGE, fitted_table, folds_by_vendor, said_of
from bench.harness import Figures, main
from rootward.causality.agent_runs import wording
from rootward.causality.agent_runs.signatures import run_signatures_of, stronger, strongest, worded
from rootward.causality.agent_runs.wording import Table
from rootward.packs.builtin import builtin

_FOLDS = 10
_UNTOLD = "unknown"
_WAYS = ("signatures", "words", "both")


def run(figures: Figures) -> None:
    errors = [error for of_kind in errors_of("development").values() for error in of_kind]
    told = _cross_validated(errors, figures.options.ridge)
    for way in _WAYS:
        _add(figures, way, errors, told[way])
    if figures.options.write:
        table = fitted_table(errors, figures.options.ridge)
        path = Path(wording.__file__).with_name("wording.json")
        path.write_text(_written(table))
        print(f"{len(table.words)} words of {len(errors)} messages are in {path}")


def _cross_validated(errors: Sequence[dict[str, Any]], ridge: float) -> dict[str, list[str]]:
    """What each way answers to each error, whose vendor the table has not seen."""
    signatures = run_signatures_of([builtin("agentops")])
    folds = folds_by_vendor(errors, _FOLDS, seed=0)
    tables = [fitted_table([e for e, f in zip(errors, folds, strict=True) if f != n], ridge) for n in range(_FOLDS)]
    found: dict[str, list[str]] = {way: [] for way in _WAYS}
    for error, fold in zip(errors, folds, strict=True):
        said, generic = said_of(error)
        known, guessed = strongest(said, signatures), worded(said, tables[fold])
        for way, one in zip(_WAYS, (known, guessed, stronger(known, guessed)), strict=True):
            found[way].append(_UNTOLD if generic or one is None else one.subcategory)
    return found


def _add(figures: Figures, way: str, errors: Sequence[dict[str, Any]], told: Sequence[str]) -> None:
    kinds = sorted({error["kind"] for error in errors})
    scores = []
    print(f"\n{way}\n| kind | precision | recall | n |\n|---|---|---|---|")
    for kind in kinds:
        there = [answer for error, answer in zip(errors, told, strict=True) if error["kind"] == kind]
        right, answered = there.count(kind), told.count(kind)
        scores.append(2 * right / (len(there) + answered))
        print(f"| {kind} | {right / max(1, answered):.3f} | {right / len(there):.3f} | {len(there)} |")
    right = sum(error["kind"] == answer for error, answer in zip(errors, told, strict=True))
    figures.add("wording_fit.macro_f1", statistics.mean(scores), "share", n=len(errors), method=way)
    figures.add("wording_fit.accuracy", right / len(errors), "share", n=len(errors), method=way)


def _written(table: Table) -> str:
    """One word a line, so that a change of the table can be read."""
    words = ",\n".join(
        f"{json.dumps(word)}:{json.dumps(row, separators=(',', ':'))}" for word, row in table.words.items()
    )
    head = f'{{"kinds":{json.dumps(table.kinds)},\n"start":{json.dumps(table.start)},\n"words":{{\n'
    return f"{head}{words}\n}}}}\n"


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ridge", type=float, default=RIDGE, help="how strongly weights are held near zero")
    parser.add_argument("--write", action="store_true", help="write the table that the product ships")


if __name__ == "__main__":
    main("wording_fit", run, _options)
