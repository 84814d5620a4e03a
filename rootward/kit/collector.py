"""The garbage collector of a process that has started."""

from __future__ import annotations

import gc

__all__ = ["calm"]


def calm() -> None:
    """To be called once, when everything is loaded: what is there by now stays for good and is never looked at again,
    and what comes are many small objects that die young."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
