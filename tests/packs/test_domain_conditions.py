"""Conditions of exception platforms mean the same in the one condition language."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import BadInput
from rootward.packs.conditions import event_condition
from rootward.packs.domain_conditions import event_form, quoted


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("exceptionType == 'X'", "payload.exceptionType == 'X'"),
        ("rawPayload.a === 'A' AND not (severity == 'low')", "payload.rawPayload.a == 'A' && ! (severity == 'low')"),
        ("rawPayload.sourceSystem == 'exceptionType or'", "payload.rawPayload.sourceSystem == 'exceptionType or'"),
        ("normalizedContext.or.value > 3 or sourceSystem != \"it's\"",
         "payload.normalizedContext.or.value > 3 || payload.sourceSystem != \"it's\""),
    ],
)  # fmt: skip
def test_names_and_words_become_ours_and_texts_stay(condition: str, said: str) -> None:
    assert event_form(condition) == said


@pytest.mark.parametrize("condition", ["colour == 'red'", "exceptionType ==", "rawPayload.value"])
def test_what_cannot_be_read_is_refused(condition: str) -> None:
    if condition != "rawPayload.value":
        with pytest.raises(BadInput):
            event_form(condition)
    else:  # what it gives is only known when it is asked
        assert not _holds(event_form(condition), rawPayload={"value": 3})


def test_what_is_absent_is_no_match() -> None:
    assert not _holds(event_form("rawPayload.impact == 'A'"))
    assert _holds(event_form("rawPayload.impact == 'A'"), rawPayload={"impact": "A"})


def test_a_text_is_quoted_whatever_it_holds() -> None:
    text = 'a"b\\'
    assert _holds(f"payload.exceptionType == {quoted(text)}", exceptionType=text)


def _holds(condition: str, **payload: Any) -> bool:
    event = {"source": "", "event_type": "", "severity": "", "entity": {}, "payload": payload, "correlation_ids": {}}
    return event_condition(condition).holds(event)
