"""Effect: one thing that a change does when the program runs."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Effect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing a diff does at run time.

    `risk` 0..1 is how often such a thing breaks something; `topics` the fault kinds it can bring about; `slow` when
    what it does adds up over time before anybody notices; `burdens` when it asks more of those that are called."""

    kind: str
    what: str
    risk: float
    topics: tuple[str, ...] = ()
    slow: bool = False
    burdens: bool = False
