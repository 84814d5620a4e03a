"""The matrix itself, small and on SQLite: everything is seen with a witness, and without one what can be."""

from __future__ import annotations

import argparse

from bench import tamper
from bench.harness import Figures


def test_every_tampering_is_seen_and_placed() -> None:
    options = argparse.Namespace(databases="sqlite", entries=18)
    figures = Figures("tamper", False, options)
    tamper.run(figures)
    found = {(item.metric, item.tags["witness"]): item for item in figures.items}
    assert all(item.met is not False for item in figures.items), figures.items
    assert found["tamper.detected", "yes"].value == found["tamper.total", "yes"].value > 120
    assert found["tamper.detected", "no"].value == found["tamper.total", "no"].value - 6
