"""Calibration: whether what is said with a confidence of 0.8 is right eight times in ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Bin", "ece", "reliability", "table"]

_BINS = 10
_WIDTH = 30


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Answers with a confidence in (low, high]: how many, how sure on average, and which share was right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


def reliability(answers: Sequence[tuple[float, bool]], bins: int = _BINS) -> list[Bin]:
    """Of (confidence, right) pairs, equally wide bins, the empty ones left out."""
    found = []
    for place in range(bins):
        low, high = place / bins, (place + 1) / bins
        inside = [(sure, right) for sure, right in answers if low < sure <= high or (place == 0 and sure == 0)]
        if inside:
            n = len(inside)
            sure, right = sum(one for one, _ in inside) / n, sum(one for _, one in inside) / n
            found.append(Bin(low=low, high=high, n=n, confidence=sure, right=right))
    return found


def ece(answers: Sequence[tuple[float, bool]], bins: int = _BINS) -> float:
    """Expected calibration error: the distance of confidence and accuracy, weighted by how many answers a bin has."""
    if not answers:
        return 0.0
    return sum(one.n * abs(one.confidence - one.right) for one in reliability(answers, bins)) / len(answers)


def table(answers: Sequence[tuple[float, bool]], bins: int = _BINS) -> Iterator[str]:
    """The reliability diagram as lines of text: `#` is the accuracy, `|` where it should be."""
    yield "| confidence | answers | mean | right | |"
    yield "|---|---|---|---|---|"
    for one in reliability(answers, bins):
        filled, mark = round(one.right * _WIDTH), round(one.confidence * _WIDTH)
        bar = "".join("|" if at == mark else "#" if at < filled else "." for at in range(_WIDTH + 1))
        yield f"| {one.low:.1f}-{one.high:.1f} | {one.n} | {one.confidence:.2f} | {one.right:.2f} | `{bar}` |"
