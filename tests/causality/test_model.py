"""The values of a ranking survive being stored."""

from __future__ import annotations

import msgspec
import pytest

from rootward.causality.model import Hop, Hypothesis, Place, Ranking, RuledOut, stable


def test_a_ranking_comes_back_from_json_as_it_was() -> None:
    hop = Hop(entity="service:a", relation="", evidence_ids=("ev_1",), onset=5, verified=True)
    cause = Hypothesis(
        entity="service:a", role="cause", kind="unknown", title="t", description="d", change_ref=None, component="",
        evidence_ids=("ev_1",), against_ids=(), explains=("service:b",), unexplained=(), confidence=0.5, score=2.0,
        path=(hop,), onset=None,
    )  # fmt: skip
    ranking = Ranking(
        hypotheses=(cause,), first_failure=Place(entity="service:a", evidence_ids=("ev_1",), onset=5), impact=(),
        ruled_out=(RuledOut(subject="change:x", reason="r", evidence_ids=()),), onset=5, insufficient=None,
        missing=("logs",),
    )  # fmt: skip
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(ranking)), Ranking) == ranking


@pytest.mark.parametrize(
    ("value", "kept"),
    [(1.0, 1), (0.123456789, 0.123457), (float("nan"), None), (float("inf"), None), (-2.5e-12, -2.5e-12), (0.0, 0)],
)
def test_a_number_is_kept_to_six_digits(value: float, kept: float | None) -> None:
    assert stable(value) == kept
