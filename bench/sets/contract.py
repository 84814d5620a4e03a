"""The contract of a data set's adapter: a case becomes telemetry and a question, and the answer gets a score.

An adapter reads two places, never at the same time. `pieces` and `question` see a temporary folder with the case's
input and telemetry, without `label.json`: all that a product may know. `score` is called when the report is stored, and
is the only one that is given the label. Bump `version` whenever `pieces` gives something else, so that stores which
were kept for speed are made again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from rootward.events.model import Edge, Telemetry

__all__ = [
    "SECOND", "Adapter", "Body", "Piece", "Question", "Score", "calls", "case_ids", "copy_case",
    "copy_with_baseline", "place_of", "ranked", "read_json", "read_label",
]  # fmt: skip

SECOND = 1_000_000_000
Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A body as a vendor sends it, for the product's source of that name (`github`, `alertmanager`, `envelope`, …)."""

    source: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Piece = Telemetry | Body


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked, as with POST /api/v1/investigate; times in ns. All but the window is optional."""

    start: int
    end: int
    service: str = ""
    query: str = ""
    onset: int | None = None
    detected: int | None = None
    baseline: tuple[Span, ...] = ()
    exclude: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """`rank` of the truth, from 1, None when it is not in the answer at all. `exact` and `inner` are None where a set
    asks no such thing; `scored` is False for a case whose truth has no rank (only `exact` counts)."""

    system: str
    fault: str
    truth: str
    said: str
    rank: int | None
    confidence: float
    correct: bool
    exact: bool | None = None
    inner: bool | None = None
    scored: bool = True


class Adapter(Protocol):
    """`name` is the set's and its folder's; `entities` of hypotheses are compared as `place_of` gives them."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    def cases(self, data: Path) -> list[str]:
        """The ids of the cases in the set's folder, in order; empty when the set is not there."""
        ...

    def copy(self, data: Path, case: str, folder: Path) -> None:
        """Copy what the case may know into `folder`; never its label."""
        ...

    def pieces(self, folder: Path) -> Iterator[Piece]:
        """All there is to ingest, in order."""
        ...

    def question(self, folder: Path, onset: int | None) -> Question | None:
        """What to ask; `onset` (ns) when it is to be told. Where the events opened a case, it is asked about that case;
        None: with nothing but that case."""
        ...

    def label(self, data: Path, case: str) -> dict[str, Any]:
        """The answer; read when the report is there."""
        ...

    def score(self, label: dict[str, Any], report: dict[str, Any] | None) -> Score:
        """Judge the report's body (None: the product made none) against the label."""
        ...


def copy_case(data: Path, name: str, case: str, folder: Path, *, shared: Mapping[str, str] | None = None) -> None:
    """The case's files but its label; `shared` files of the set under the names given."""
    for path in sorted((data / name / case).iterdir()):
        if path.name != "label.json" and path.is_file():
            shutil.copyfile(path, folder / path.name)
    for source, target in (shared or {}).items():
        shutil.copyfile(data / name / source, folder / target)


def copy_with_baseline(data: Path, name: str, case: str, folder: Path) -> None:
    """As copy_case, with the metrics that the input names as its baseline as `baseline.parquet`."""
    baseline = read_json(data / name / case / "input.json").get("baseline_metrics")
    copy_case(data, name, case, folder, shared={baseline.removeprefix("../"): "baseline.parquet"} if baseline else {})


def calls(pairs: Iterable[Sequence[str]]) -> Telemetry:
    """Who calls whom, as declared edges between services."""
    return Telemetry(edges=tuple(
        Edge(src=f"service:{src}", dst=f"service:{dst}", relation="calls", origin="pack", ts=0) for src, dst in pairs
    ))  # fmt: skip


def case_ids(data: Path, name: str) -> list[str]:
    """Folders of the set that hold an input."""
    folder = data / name
    return sorted(path.name for path in folder.iterdir() if (path / "input.json").is_file()) if folder.is_dir() else []


def read_json(path: Path) -> Any:
    return json.loads(path.read_text()) if path.is_file() else None


def read_label(data: Path, name: str, case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((data / name / case / "label.json").read_text())
    return found


def ranked(report: dict[str, Any] | None) -> list[str]:
    """The entities that the report holds responsible, likeliest first: its hypotheses, then its further suspects."""
    if report is None:
        return []
    found = [item["entity"] for item in report["hypotheses"]]
    found += [item["entity"] for item in report.get("suspects", [])]
    return list(dict.fromkeys(found))


def place_of(entities: list[str], *truths: str) -> int | None:
    """The rank, from 1, of the first of `entities` that is one of `truths`; None when none is."""
    return next((rank for rank, entity in enumerate(entities, start=1) if entity in truths), None)
