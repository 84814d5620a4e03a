"""An action is one exact thing."""

from __future__ import annotations

from rootward.governance.action import idempotency_key, riskier


def test_the_key_is_the_same_for_the_same_effect_and_another_for_any_other() -> None:
    key = idempotency_key("t", "run/1", "http.post", {"a": 1, "b": 2})
    assert key == idempotency_key("t", "run/1", "http.post", {"b": 2, "a": 1})
    others = [
        idempotency_key("u", "run/1", "http.post", {"a": 1, "b": 2}),
        idempotency_key("t", "run/2", "http.post", {"a": 1, "b": 2}),
        idempotency_key("t", "run/1", "http.put", {"a": 1, "b": 2}),
        idempotency_key("t", "run/1", "http.post", {"a": 1, "b": 3}),
    ]
    assert len({key, *others}) == 5


def test_the_higher_risk_of_two() -> None:
    assert riskier("low", "high") == riskier("high", "medium") == "high"
