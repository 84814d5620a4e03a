"""What tests of causality build again and again: evidence, a graph, time, and a little traced system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from rootward.causality.spans import Spans
from rootward.events.span_stats import KINDS
from rootward.evidence.model import Evidence, Query

SECOND = 1_000_000_000
Seen = Callable[..., Evidence]


@pytest.fixture
def seen() -> Seen:
    """`seen(kind, entity, score, onset=…, text=…, **value)` is one observation as evidence; `onset` in seconds."""

    def make(
        kind: str, entity: str, score: float = 3.0, *, onset: float | None = 300.0, text: str = "", **value: object
    ) -> Evidence:
        return Evidence(
            kind=kind,
            entity=entity,
            query=Query(tool="made.up", arguments={"entity": entity, "kind": kind, "n": str(sorted(value.items()))}),
            window=(300 * SECOND, 600 * SECOND),
            value=value,  # type: ignore[arg-type]
            text=text or f"{kind} of {entity}",
            onset=None if onset is None else int(onset * SECOND),
            direction="up",
            score=score,
        )

    return make


@dataclass
class SpanBook:
    """Writes spans down one by one and gives them as columns; times in seconds."""

    rows: list[tuple[float, str, str, str, str, float, float, bool, int, int]] = field(default_factory=list)

    def add(
        self, at: float, entity: str, name: str, kind: str = "server", *, took: float = 0.1, own: float | None = None,
        peer: str = "", error: bool = False, status: int = 0, parent: int = -1,
    ) -> int:  # fmt: skip
        self.rows.append((at, entity, name, kind, peer, took, took if own is None else own, error, status, parent))
        return len(self.rows) - 1

    def columns(self) -> Spans:
        words = sorted({word for row in self.rows for word in (row[1], row[2], row[4]) if word})
        place = {word: index for index, word in enumerate(words)} | {"": -1}
        column = list(zip(*self.rows, strict=True))

        def codes(texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
            return np.array([place[text] for text in texts], np.int64)

        def nanoseconds(seconds: Sequence[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
            return (np.array(seconds) * SECOND).astype(np.int64)

        return Spans(
            words=tuple(words),
            entity=codes(column[1]),
            name=codes(column[2]),
            peer=codes(column[4]),
            kind=np.array([KINDS.index(kind) for kind in column[3]], np.int64),
            start=nanoseconds(column[0]),
            duration=nanoseconds(column[5]),
            self_time=nanoseconds(column[6]),
            error=np.array(column[7], bool),
            parent=np.array(column[9], np.int64),
            status=np.array(column[8], np.int64),
        )


@pytest.fixture
def book() -> SpanBook:
    return SpanBook()
