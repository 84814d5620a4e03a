"""Observe partners: counters of an entity that parted from those they always kept pace with, as observations."""

from __future__ import annotations

import re

import numpy as np

from rootward.causality.model import Observation, stable
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.partners import Parting, partings
from rootward.causality.series import Floats
from rootward.causality.words import named, qualified
from rootward.events.series import SECOND, SeriesKey, SeriesSet
from rootward.kit.canonical import JSON

__all__ = ["observe_partners"]

Span = tuple[int, int]
_FAILURE = re.compile(r"error|exception|fail|fatal|refus|reject|timeout", re.IGNORECASE)
_KINDS = (("log", re.compile(r"(^|[^a-z])logs?([^a-z]|$)|severity|code\.")),
          ("trace", re.compile(r"(^|[^a-z])(span|trace)s?([^a-z]|$)")))  # fmt: skip


def observe_partners(
    series: SeriesSet, *, before: Span, after: Span, parameters: Parameters = PARAMETERS
) -> list[Observation]:
    """`log.parted`, `trace.parted` or `metric.parted`, by what the counter counts, and `log.stopped` and so on of one
    that came to rest; in order of entity.

    An entity's observations depend on its own counters only. Fewer failures than their partners tell of nothing bad."""
    rows: dict[str, list[int]] = {}
    for place, key in enumerate(series.keys):
        if key.stat == "rate":
            rows.setdefault(key.entity, []).append(place)
    found: list[Observation] = []
    for entity in sorted(rows):
        places = sorted(rows[entity], key=lambda place: (series.keys[place].name, _order(series.keys[place])))
        found.extend(_of_entity(series, places, before, after, parameters))
    return found


def _order(key: SeriesKey) -> str:
    return repr(sorted(key.attributes.items()))


def _of_entity(
    series: SeriesSet, places: list[int], before: Span, after: Span, parameters: Parameters
) -> list[Observation]:
    keys = [series.keys[place] for place in places]
    counts = _counts(series.values[places], series.step_ns)
    old = (series.times >= before[0]) & (series.times + series.step_ns <= before[1] + SECOND)
    new = (series.times >= after[0]) & (series.times < after[1])
    new &= counts.sum(axis=0) > 0
    times = series.times[new]
    return [
        _observation(keys[item.row], keys[item.partner], item, int(times[item.start]), parameters)
        for item in partings(counts[:, old], counts[:, new], parameters)
        if not (item.after < item.expected and _about_failures(keys[item.row]))
    ]


def _counts(values: Floats, step: int) -> Floats:
    """Rates as counts; a counter that was not sent has not moved."""
    return np.asarray(np.nan_to_num(values) * (step / SECOND))


def _about_failures(key: SeriesKey) -> bool:
    return bool(_FAILURE.search(" ".join([key.name, *key.attributes.values()])))


def _observation(key: SeriesKey, partner: SeriesKey, item: Parting, onset: int, parameters: Parameters) -> Observation:
    less = item.after < item.expected
    value: dict[str, JSON] = {
        "name": key.name,
        "attributes": dict(key.attributes),
        "partner": {"name": partner.name, "attributes": dict(partner.attributes)},
        "ratio": stable(item.ratio, 4),
        "before": stable(item.before, 4),
        "after": stable(item.after, 4),
        "expected": stable(item.expected, 4),
        "partner_before": stable(item.partner_before, 4),
        "partner_after": stable(item.partner_after, 4),
        "deviation": stable(item.z, 4),
        "onset": onset,
    }
    if _about_failures(key):
        value["severity"] = "error"
    return Observation(
        kind=f"{_kind(key)}.{'stopped' if less and item.after < 0.5 else 'parted'}",
        entity=key.entity,
        subject={"entity": key.entity, "series_id": key.series_id},
        value=value,
        text=_text(key, partner, item),
        score=item.score * (1.0 if less else parameters.partner_more),
        onset=onset,
        direction="gone" if item.after < 0.5 else "down" if less else "up",
        magnitude=item.after / item.expected if item.expected > 0 else 0.0,
    )


def _kind(key: SeriesKey) -> str:
    said = " ".join([key.name, *key.attributes])
    return next((kind for kind, pattern in _KINDS if pattern.search(said)), "metric")


def _text(key: SeriesKey, partner: SeriesKey, item: Parting) -> str:
    what, other = _called(key), _called(partner)
    often = "as often as" if item.ratio == 1 else f"{item.ratio:.2g} times as often as"
    return (
        f"{what} of {named(key.entity)} came {item.after:.3g} times where {item.expected:.3g} were expected: "
        f"it used to come {often} {other}, which came {item.partner_after:.3g} times"
    )


def _called(key: SeriesKey) -> str:
    return qualified(key.name, key.attributes, key.entity)
