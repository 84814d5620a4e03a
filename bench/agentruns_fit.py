"""Weights of the signs of a conversation, fitted to the labelled runs: the table that the product's parameters hold.

Prints a weight for every sign beside the one that ships. What the table is worth is not said here: `bench.agentruns`
measures it on runs that it was not fitted to.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bench.agents.fit import RIDGE, examples_of, fitted, shipped_weights
from bench.agents.real import FITTED_TO, conversations
from bench.harness import CannotRun, Figures, main
from rootward.causality.agent_runs.signs import SIGNS


def run(figures: Figures) -> None:
    data = figures.options.data or Path(os.environ.get("ROOTWARD_DATASETS", ""))
    examples = examples_of([item for item in conversations(data) if item.group in FITTED_TO])
    if not examples:
        raise CannotRun(f"there are no labelled conversations in {data or 'no folder'}")
    weights = fitted(examples, figures.options.ridge)
    for sign, weight, shipped in zip(SIGNS, weights, shipped_weights(), strict=True):
        print(f'    "{sign}": {weight:.2f},  # ships: {shipped:.2f}')
        figures.add("agentruns_fit.weight", float(weight), "log odds", n=len(examples), sign=sign)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder of the sets; else ROOTWARD_DATASETS")
    parser.add_argument("--ridge", type=float, default=RIDGE, help="how strongly weights are held near zero")


if __name__ == "__main__":
    main("agentruns_fit", run, _options)
