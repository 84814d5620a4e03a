from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.agent_runs.phrases import Phrase, class_words, error_in_result, is_generic, phrase_of

TRACEBACK = """Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
    lookup(order)
shop.errors.OrderMissing: gone

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 9, in <module>
    raise
httpx.ReadTimeout: The read operation timed out
"""


def test_the_last_line_of_a_traceback_speaks() -> None:
    assert phrase_of(TRACEBACK) == Phrase(
        error_class="ReadTimeout", message="httpx.ReadTimeout: The read operation timed out", placed=True
    )


def test_the_last_cause_of_a_chain_speaks() -> None:
    text = (
        "java.lang.RuntimeException: x\n\tat a.B.c(B.java:1)\nCaused by: java.net.ConnectException: Connection refused"
    )
    assert phrase_of(text).error_class == "ConnectException"


def test_only_the_leading_phrase_of_a_text_speaks() -> None:
    assert phrase_of("Error: user not found\nSee also: rate limit 429").message == "Error: user not found"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Error code: 429 - {'error': 1}", 429),
        ("HTTP 503 Service Unavailable", 503),
        ("403 Client Error: Forbidden for url: https://x.test/a", 403),
        ("Request failed with status code 404", 404),
        ("Order 404 is late", 0),
        ("It took 503 items", 0),
    ],
)
def test_a_status_is_read_where_errors_write_one(text: str, status: int) -> None:
    assert phrase_of(text).status == status


def test_an_envelope_tells_its_type_status_and_message() -> None:
    text = '{"error": {"type": "invalid_request_error", "code": 400, "message": "x is required"}}'
    assert phrase_of(text) == Phrase(error_class="invalid_request_error", status=400, message="x is required")
    assert phrase_of('400 Bad Request: {"error": {"type": "bad", "message": "x"}}').error_class == "bad"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"error": null, "data": 1}', '{"ok": true}', "exitcode: 0 (succeeded)\nError: printed", "Fine"]
)
def test_a_result_without_an_error_in_form_has_none(text: str) -> None:
    assert error_in_result(text) is None


@pytest.mark.parametrize("text", ['{"error": "x"}', "Error: x", "exitcode: 1 (failed)\nKeyError: 1", "ValueError: x"])
def test_a_result_that_is_an_error_in_form_is_one(text: str) -> None:
    assert error_in_result(text) is not None


@pytest.mark.parametrize("name", ["RateLimitError", "rate_limit_error", "openai.RateLimitError", "rate-limit-error"])
def test_a_class_is_read_in_words(name: str) -> None:
    assert class_words(name) == "rate limit error"


def test_generic_messages_say_only_that_something_failed() -> None:
    assert all(
        is_generic(text) for text in ("Internal Server Error", "Something went wrong", "", None, "Error: failed")
    )
    assert not any(is_generic(text) for text in ("user not found", "Forbidden", "KeyError: 'a'"))


@given(st.text(max_size=300))
def test_any_text_has_a_phrase_of_one_line(text: str) -> None:
    assert len(phrase_of(text).message) <= 400
    assert "\n" not in phrase_of(text).message
    class_words(text)
    is_generic(text)
    error_in_result(text)
