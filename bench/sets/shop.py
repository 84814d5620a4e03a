"""The shop's recorded incidents, shipped with the product: every one must be right, decoys included.

It needs no data folder. A quiet day has no cause: right is that no case was opened.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.sets.contract import Body, Piece, Question, Score, place_of, ranked
from rootward.demo import incidents
from rootward.plugins.sources import bundle

__all__ = ["Shop"]

_TRUTH = Path(__file__).parents[1] / "shop" / "truth"


class Shop:
    name = "shop"
    version = 1

    def cases(self, data: Path) -> list[str]:
        return sorted(path.stem for path in _TRUTH.glob("*.json"))

    def copy(self, data: Path, case: str, folder: Path) -> None:
        with incidents.folder(case) as path:
            shutil.copytree(path, folder, dirs_exist_ok=True)

    def pieces(self, folder: Path) -> Iterator[Piece]:
        for piece in bundle.pieces(folder):
            yield Body(source=piece.kind, body=piece.body, headers=dict(piece.headers))

    def question(self, folder: Path, onset: int | None) -> Question | None:
        return None

    def label(self, data: Path, case: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((_TRUTH / f"{case}.json").read_text())
        return found

    def score(self, label: dict[str, Any], report: dict[str, Any] | None) -> Score:
        """`exact`: entity (or its component), kind and change are all right."""
        truth = label["cause"]
        cause = report["verdict"]["cause"] if report else None
        entities = ranked(report)
        confidence = float(report["verdict"]["confidence"]) if report else 0.0
        if truth is None:
            return Score(system="shop", fault=label["incident"], truth="nothing", said=entities[0] if entities else "",
                         rank=None, confidence=confidence, correct=report is None, exact=report is None,
                         scored=False)  # fmt: skip
        exact = cause is not None and (
            truth["entity"] in (cause["entity"], cause["component"])
            and cause["kind"] == truth["kind"]
            and (cause["change"] or None) == truth["change"]
        )
        found = [cause["entity"], cause["component"]] if cause else []
        rank = 1 if truth["entity"] in found else place_of(entities, truth["entity"])
        return Score(
            system="shop", fault=label["incident"], truth=f"{truth['entity']} {truth['kind']}",
            said=f"{cause['entity']} {cause['kind']}" if cause else "", rank=rank, confidence=confidence,
            correct=exact, exact=exact,
        )  # fmt: skip
