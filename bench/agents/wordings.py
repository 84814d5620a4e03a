"""Wordings: the table of words fitted to the development messages, and judged on vendors it was not fitted to.

Softmax regression with a ridge, by accelerated gradient descent (Nesterov 1983): a few hundred products of matrices,
the same figures every time. Words that only one message has are no habit of anybody and are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.signatures import Said
from rootward.causality.agent_runs.troubles import troubles_of
from rootward.causality.agent_runs.wording import Table, features_of
from rootward.runs.model import AgentRun, Step, ToolCall

__all__ = ["RIDGE", "family", "fitted_table", "folds_by_vendor", "said_of"]

RIDGE = 1.0
_STEPS = 300
_OFTEN = 2  # messages that have a word
_SMALLEST = 5  # hundredths: what moves a score less than that is not kept
_NO_KIND = "unknown"


def family(vendor: str) -> str:
    """Vendors of one family share habits of writing: `aws-kms` and `aws-ecs` are held out together."""
    return re.split(r"[-_]", vendor)[0]


def said_of(error: Mapping[str, Any]) -> tuple[Said, bool]:
    """What the product sees of a call that failed with it, and whether that says no more than that it failed."""
    call = ToolCall(
        call_id="c1", step_id="s1", tool_name="tool", status="failure", error_message=error["message"],
        error_class=error.get("error_class"), status_code=error.get("status_code"),
    )  # fmt: skip
    step = Step(step_id="s1", name="tool_call")
    run = AgentRun(run_id="r1", agent_name="agent", status="failure", steps=(step,), tool_calls=(call,))
    (trouble,) = troubles_of(Order(run=run))
    return trouble.said, trouble.generic


def _features(error: Mapping[str, Any]) -> tuple[str, ...]:
    said, _ = said_of(error)
    return features_of(error=said.error, message=said.message, status=said.status, placed=said.placed)


def folds_by_vendor(errors: Sequence[Mapping[str, Any]], folds: int, seed: int) -> list[int]:
    """The fold of each error; a family of vendors is in one."""
    names = sorted({family(str(error["vendor"])) for error in errors})
    order = np.random.RandomState(seed).permutation(len(names))
    fold = {name: int(place) % folds for name, place in zip(names, order, strict=True)}
    return [fold[family(str(error["vendor"]))] for error in errors]


def fitted_table(errors: Sequence[Mapping[str, Any]], ridge: float = RIDGE) -> Table:
    """Errors that say nothing teach nothing: they are left out."""
    told = [error for error in errors if error["kind"] != _NO_KIND]
    kinds = sorted({str(error["kind"]) for error in told})
    rows = [_features(error) for error in told]
    often = Counter(feature for row in rows for feature in row)
    names = sorted(feature for feature, count in often.items() if count >= _OFTEN)
    columns = {name: place for place, name in enumerate(names)}
    seen = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        seen[number, [columns[feature] for feature in row if feature in columns]] = 1.0
    truth = np.eye(len(kinds))[[kinds.index(str(error["kind"])) for error in told]]
    weights, start = _descend(seen, truth, ridge)
    kept = np.rint(weights * 100).astype(int)
    words = {name: kept[place].tolist() for name, place in columns.items() if np.abs(kept[place]).max() >= _SMALLEST}
    return Table(kinds=kinds, start=np.rint(start * 100).astype(int).tolist(), words=words)


def _descend(seen: np.ndarray, truth: np.ndarray, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    with_start = np.hstack([seen, np.ones((len(seen), 1))])
    held = np.full((with_start.shape[1], 1), ridge)
    held[-1] = 0.0
    step = 1.0 / (0.5 * np.linalg.norm(with_start @ with_start.T, 2) + ridge)
    weights = ahead = np.zeros((with_start.shape[1], truth.shape[1]))
    for number in range(_STEPS):
        slope = with_start.T @ (_shares(with_start @ ahead) - truth) + held * ahead
        after = ahead - step * slope
        ahead = after + (number / (number + 3)) * (after - weights)
        weights = after
    return weights[:-1], weights[-1]


def _shares(scores: np.ndarray) -> np.ndarray:
    parts = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))
