"""A Prometheus question: one expression with places for labels, matchers and windows, and what its answer is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rootward.events.model import MetricKind
from rootward.events.series import Stat

__all__ = ["About", "Question", "histogram", "level", "rated", "unit_of"]

About = Literal["", "object", "node"]
"""Of whom the series speaks: of the one that was scraped, of a Kubernetes object or container, of a machine."""

_UNITS = (
    ("_milliseconds", "ms"), ("_seconds", "s"), ("_microseconds", "us"), ("_nanoseconds", "ns"), ("_bytes", "By"),
    ("_ratio", "1"), ("_ms", "ms"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """`template` has places for `<by>` (labels), `<sel>` (matchers), `<w>` and `<g>` (windows of rates, of gauges)."""

    name: str
    unit: str
    kind: MetricKind
    stat: Stat
    template: str
    about: About = ""

    def asked(self, by: Sequence[str], matchers: Sequence[str], *, rate_s: float, gauge_s: float) -> str:
        """The expression for the labels and the series that are wanted; windows in seconds."""
        text = self.template.replace("{<sel>", "{" + ",".join(matchers))
        text = text.replace("<sel>", "".join(f",{matcher}" for matcher in matchers))
        text = text.replace("<w>", _duration(rate_s)).replace("<g>", _duration(gauge_s))
        return text.replace("<by>", ",".join(by))


def rated(name: str, about: About = "", fixed: str = "", *, shown: str = "") -> Question:
    """A counter as its rate per second."""
    template = f"sum by (<by>) (rate({name}{{{fixed}<sel>}}[<w>]))"
    return Question(
        name=shown or name, unit=unit_of(name), kind="counter", stat="rate", template=template, about=about
    )  # fmt: skip


def level(name: str, about: About = "", fixed: str = "", *, shown: str = "", over: str = "avg") -> Question:
    """A gauge as its mean in a step."""
    template = f"{over} by (<by>) (avg_over_time({name}{{{fixed}<sel>}}[<g>]))"
    return Question(name=shown or name, unit=unit_of(name), kind="gauge", stat="value", template=template, about=about)


def histogram(base: str, fixed: str = "", *, buckets: bool = True) -> Iterator[Question]:
    """Rate and mean, and the 95th percentile where there are buckets."""
    of = f"{{{fixed}<sel>}}[<w>]"
    count, total = f"sum by (<by>) (rate({base}_count{of}))", f"sum by (<by>) (rate({base}_sum{of}))"
    templates: list[tuple[Stat, str]] = [("rate", count), ("mean", f"{total} / {count}")]
    if buckets:
        templates.append(("p95", f"histogram_quantile(0.95, sum by (<by>,le) (rate({base}_bucket{of})))"))
    for stat, template in templates:
        yield Question(name=base, unit=unit_of(base), kind="histogram", stat=stat, template=template)


def unit_of(name: str) -> str:
    """The unit that a name ends with, '1' when it names none."""
    plain = name.removesuffix("_total")
    return next((unit for ending, unit in _UNITS if plain.endswith(ending)), "1")


def _duration(seconds: float) -> str:
    return f"{round(seconds)}s" if seconds == round(seconds) else f"{round(seconds * 1000)}ms"
