"""The garbage collector, told what a process is doing: while it loads nothing is garbage, and what was loaded stays."""

from __future__ import annotations

import gc

__all__ = ["calm", "patient"]


def patient() -> None:
    """To be called first of all: what loads is hundreds of thousands of objects that stay, and what comes after them
    are many small ones that die young. Looking them through every 700, as usual, takes a seventh of a start."""
    gc.set_threshold(50_000, 20, 20)


def calm() -> None:
    """To be called once, when everything is loaded: what is there by now is never looked at again. The little
    garbage among it, a hundred rings, is not worth looking for: that takes longer than making the database."""
    patient()
    gc.freeze()
