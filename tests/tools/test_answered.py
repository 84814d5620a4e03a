"""What an answer means: done, surely not done, or nobody can tell; and that no secret comes back with it."""

from __future__ import annotations

import json

import pytest

from rootward.errors import BadInput, Conflict, Denied, NotFound, TooBusy, Unavailable
from rootward.kit.egress import Answer
from rootward.tools.answered import body_of, check


def _answer(status: int, body: object = None, **headers: str) -> Answer:
    return Answer(status, headers, b"" if body is None else json.dumps(body).encode())


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BadInput), (401, Denied), (403, Denied), (404, NotFound), (408, Unavailable), (409, Conflict),
        (410, NotFound), (422, BadInput), (429, TooBusy), (500, Unavailable), (502, Unavailable), (302, Unavailable),
    ],
)  # fmt: skip
def test_a_status_becomes_the_error_that_says_whether_something_was_done(status: int, error: type[Exception]) -> None:
    with pytest.raises(error, match=f"svc answered {status}: no such thing") as caught:
        check(_answer(status, {"message": "no such\nthing"}), "svc")
    if error is Unavailable:
        assert caught.value.facts["reached"] is True  # type: ignore[attr-defined]


def test_too_many_requests_say_when_to_come_again() -> None:
    for header, seconds in (("7", 7), ("soon", 60)):
        with pytest.raises(TooBusy) as caught:
            check(Answer(429, {"retry-after": header}, b""), "svc")
        assert caught.value.retry_after == seconds


def test_a_good_answer_comes_back() -> None:
    answer = _answer(204)
    assert check(answer, "svc") is answer and body_of(answer) is None


def test_a_body_is_kept_short_and_without_secrets() -> None:
    token = "ghp_" + "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA1bC4"
    assert body_of(_answer(200, {"a": [1], "note": token})) == {"a": [1], "note": "[redacted:github_token]"}
    assert token not in str(body_of(Answer(200, {}, f"text {token}".encode())))
    long = body_of(Answer(200, {}, b'["' + b"x" * 40_000 + b'"]'))
    assert isinstance(long, str) and len(long) < 17_000 and long.endswith("…")
    with pytest.raises(BadInput) as caught:
        check(_answer(400, {"message": f"bad {token}"}), "svc")
    assert token not in caught.value.message
