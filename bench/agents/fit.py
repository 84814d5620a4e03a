"""Weights of signs: fitted as a conditional logit with ridge, and judged on runs they were not fitted to.

A run is a choice among its speaking steps; the likelihood of the labelled one is softmax(signs x weights) (McFadden
1974). Whoever coordinates or works for a coordinator has few runs to learn from and few signs, so those signs may move
further: they count three times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.agents.real import Labelled
from rootward.causality.agent_runs.conversation import Conversation
from rootward.causality.agent_runs.parameters import SIGN_WEIGHTS
from rootward.causality.agent_runs.signs import SIGNS, signs_of

__all__ = ["RIDGE", "Answer", "Example", "answers_with", "cross_validated", "examples_of", "fitted", "shipped_weights"]

RIDGE = 4.0
_FOLDS = 5
_STEPS = 25
_FREE = frozenset({"coordinates", "first_worker", "second_worker", "third_worker", "last_worker"})
_SCALE = np.array([3.0 if sign in _FREE else 1.0 for sign in SIGNS])


@dataclass(frozen=True)
class Example:
    """A labelled run: `places` and `signs` of its speaking steps, `choice` the row of the labelled one, if any."""

    item: Labelled
    places: tuple[int, ...]
    signs: np.ndarray
    choice: int | None


@dataclass(frozen=True)
class Answer:
    """What was said of a run."""

    group: str
    agent_right: bool
    step_right: bool
    step_near: bool


def examples_of(items: Sequence[Labelled]) -> list[Example]:
    found = []
    for item in items:
        signs = signs_of(Conversation(run=item.run))
        if not signs:
            continue
        rows = np.array([[float(sign in here) for sign in SIGNS] for here in signs.values()])
        places = tuple(signs)
        choice = places.index(item.place) if item.place in places else None
        found.append(Example(item=item, places=places, signs=rows, choice=choice))
    return found


def fitted(examples: Sequence[Example], ridge: float = RIDGE) -> np.ndarray:
    """The weights of `SIGNS` under which the labelled steps are likeliest (Newton's method)."""
    weights = np.zeros(len(SIGNS))
    for _ in range(_STEPS):
        slope, bend = -ridge * weights, ridge * np.eye(len(SIGNS))
        for example in examples:
            if example.choice is None:
                continue
            rows = example.signs * _SCALE
            shares = _shares(rows @ weights)
            mean = shares @ rows
            slope = slope + rows[example.choice] - mean
            bend = bend + (rows * shares[:, None]).T @ rows - np.outer(mean, mean)
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-6:
            break
    return np.asarray(weights * _SCALE)


def shipped_weights() -> np.ndarray:
    return np.array([SIGN_WEIGHTS[sign] for sign in SIGNS])


def cross_validated(examples: Sequence[Example], repeats: int) -> Iterator[Answer]:
    """Every run answered with weights of the runs in other folds, `repeats` times with other folds."""
    for repeat in range(repeats):
        order = np.random.RandomState(repeat).permutation(len(examples))
        for fold in range(_FOLDS):
            out = set(order[fold::_FOLDS].tolist())
            weights = fitted([example for number, example in enumerate(examples) if number not in out])
            yield from answers_with([examples[number] for number in sorted(out)], weights)


def answers_with(examples: Sequence[Example], weights: np.ndarray) -> Iterator[Answer]:
    for example in examples:
        shares = _shares(example.signs @ weights)
        agents: dict[str, float] = defaultdict(float)
        steps = example.item.run.steps
        for place, share in zip(example.places, shares, strict=True):
            agents[steps[place].agent.lower()] += float(share)
        place = example.places[int(shares.argmax())]
        yield Answer(
            group=example.item.group, agent_right=max(agents, key=lambda name: agents[name]) == example.item.agent,
            step_right=place == example.item.place, step_near=abs(place - example.item.place) <= 1,
        )  # fmt: skip


def _shares(scores: np.ndarray) -> np.ndarray:
    parts = np.exp(scores - scores.max())
    return np.asarray(parts / parts.sum())
