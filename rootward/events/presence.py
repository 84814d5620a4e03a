"""Presence: whether there was something to see, and if not, why not."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Presence"]


class Presence(StrEnum):
    FOUND = "found"
    ABSENT = "absent"
    DENIED = "denied"
    OUT_OF_WINDOW = "out_of_window"
    SOURCE_DOWN = "source_down"
