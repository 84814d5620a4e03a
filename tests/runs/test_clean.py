"""Clean: no secret and no long text reaches the store."""

from __future__ import annotations

from dataclasses import replace

from rootward.runs.clean import LONGEST, cleaned
from rootward.runs.payload import parse_run
from tests.runs.examples import SUFFICIENT

RUN = parse_run(SUFFICIENT)
KEY = "AKIAIOSFODNN7EXAMPLE"


def test_what_holds_no_secret_stays_as_it_is() -> None:
    assert cleaned(RUN) == RUN


def test_secrets_go_wherever_they_stand() -> None:
    call = replace(RUN.tool_calls[0], args={"api_key": "s3cr3t-of-mine", "note": KEY}, result_summary=KEY)
    event = replace(RUN.guardrail_events[0], message=f"leaked {KEY}")
    clean = cleaned(replace(RUN, task=KEY, tool_calls=(call,), guardrail_events=(event,)))
    assert KEY not in repr(clean)
    assert "s3cr3t-of-mine" not in repr(clean)
    assert clean.tool_calls[0].call_id == call.call_id


def test_texts_are_cut_after_they_were_redacted() -> None:
    text = "x " * (LONGEST // 2 - 5) + KEY + " end"
    step = replace(RUN.steps[0], input_summary=text, error_message=text)
    clean = cleaned(replace(RUN, steps=(step,), error_message=text)).steps[0]
    assert len(clean.input_summary) == len(clean.error_message or "") == LONGEST
    assert "AKIA" not in clean.input_summary
    assert cleaned(replace(RUN, steps=(clean,))).steps[0] == clean
