"""Reorder: where a model, when one is configured, may put the causes of a run in another order.

A judge is handed the causes with their evidence and answers an order with citations. What it answers is used only when
it is sound: the same causes, each moved one backed by ids that are among that cause's own evidence. It cannot add a
cause, drop one or change what is said of it; anything else leaves the order as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rootward.causality.agent_runs.model import Cause, Diagnosis

__all__ = ["Judge", "NamedJudge", "Placed", "reordered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A cause by its index among those that were handed over, and the ids of the evidence that put it there."""

    index: int
    cites: tuple[str, ...]


Judge = Callable[[tuple[Cause, ...]], Sequence[Placed]]


class NamedJudge(Protocol):
    """A judge as a plugin brings it. `name` says which model it asks, and how: it is among a report's pins."""

    @property
    def name(self) -> str: ...

    def __call__(self, causes: tuple[Cause, ...], /) -> Sequence[Placed]: ...


def reordered(diagnosis: Diagnosis, judge: Judge) -> Diagnosis:
    """The diagnosis with its causes in the judge's order; unchanged when the answer is not sound.

    The category and the decisive step follow the first cause; a recovered one cannot come first."""
    if len(diagnosis.causes) < 2:
        return diagnosis
    order = tuple(judge(diagnosis.causes))
    if not _is_sound(diagnosis.causes, order) or (order[0].index == 0 and _keeps(order)):
        return diagnosis
    causes = tuple(diagnosis.causes[placed.index] for placed in order)
    first = causes[0]
    if first is diagnosis.causes[0]:
        return replace(diagnosis, causes=causes)
    return replace(
        diagnosis, causes=causes, category=first.category, subcategory=first.subcategory,
        responsible_agent=first.agent or diagnosis.responsible_agent, decisive_step=first.step_id,
    )  # fmt: skip


def _is_sound(causes: tuple[Cause, ...], order: tuple[Placed, ...]) -> bool:
    if sorted(placed.index for placed in order) != list(range(len(causes))):
        return False
    if causes[order[0].index].recovered:
        return False
    return all(
        place == placed.index or (placed.cites and set(placed.cites) <= _ids(causes[placed.index]))
        for place, placed in enumerate(order)
    )


def _keeps(order: tuple[Placed, ...]) -> bool:
    return all(place == placed.index for place, placed in enumerate(order))


def _ids(cause: Cause) -> set[str]:
    return {cite.ref_id for cite in cause.evidence}
