from __future__ import annotations

from rootward.causality.detect import Sign
from rootward.causality.detect_words import said, title


def sign(kind: str, before: float, after: float, unit: str) -> Sign:
    return Sign(kind=kind, name="requests", unit=unit, before=before, after=after, since=0, nats=20.0)


def test_a_title_says_who_and_how_bad_in_numbers() -> None:
    assert title("service:web", [sign("errors", 0.001, 0.38, "share")]) == "web fails for 38 % of its requests"
    assert title("service:web", [sign("latency", 0.1, 0.42, "s")]) == "web answers 4.2 times slower than before"


def test_a_symptom_says_what_it_was_before() -> None:
    assert said(sign("trace.latency", 0.1, 0.42, "s")) == "answers in 420 ms instead of 100 ms"
    assert said(sign("errors", 0.001, 0.38, "share")) == "failed requests: 38 % instead of 0.1 %"
