"""Every token format: a generated token disappears, whatever stands around it stays, and the quick scan sees it."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.kit.redact import may_contain_secret, redact_text
from rootward.kit.redact_patterns import IBAN_LENGTHS, ID_NAME, PLACEHOLDER, TOKEN_ROWS

WORDS = ["pulled", "image", "by", "the", "job", "and", "then", "it", "failed", "to", "log", "in", "before", "retry"]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
joints = st.sampled_from([" ", "=", ": ", '"', "'", "(", "\n", "\t", "/", ",", "[", "|", "é"])
quick = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("row", TOKEN_ROWS, ids=[f"{kind}-{number}" for number, (kind, _, _) in enumerate(TOKEN_ROWS)])
def test_a_token_disappears_and_the_text_around_it_stays(row: tuple[str, str, str]) -> None:
    _, begin, rest = row

    @quick
    @given(sentences, joints, st.from_regex(f"(?a:{begin}{rest})", fullmatch=True), sentences)
    def holds(before: str, joint: str, token: str, after: str) -> None:
        text = f"{before}{joint}{token} {after}"
        for raw in (text.encode(), json.dumps(text).encode(), json.dumps(text, ensure_ascii=False).encode()):
            assert may_contain_secret(raw)
        clean = redact_text(text)
        assert token not in clean
        assert clean.startswith(f"{before}{joint}"[:-1]) and clean.endswith(f" {after}")
        assert "[redacted:" in clean and redact_text(clean) is clean

    holds()


def test_a_token_is_named_by_its_kind() -> None:
    assert redact_text("id AKIAIOSFODNN7EXAMPLE!") == "id [redacted:aws_key]!"
    assert redact_text("gh" + "p_" + "aB3dE5gH" * 5) == "[redacted:github_token]"
    assert redact_text("https://hooks.slack.com/services/T0/B0/abcdefgh") == "https://[redacted:slack_webhook]"


@pytest.mark.parametrize(
    "text", ["task-checkout-7d9f8c6b5-x2x4z-and-more", "disk-0123456789abcdef0123456789abcdef0", "eyJ.eyJ"]
)
def test_the_middle_of_a_word_does_not_begin_a_token(text: str) -> None:
    assert redact_text(text) is text


@pytest.mark.parametrize(
    "name", [b"id", b"trace_id", b"traceId", b"TraceID", b"traceid", b"head.sha", b"x-request-id", b"imageDigest"]
)
def test_typed_ids_are_known_by_their_last_word(name: bytes) -> None:
    assert ID_NAME.fullmatch(name)


@pytest.mark.parametrize("name", [b"paid", b"valid", b"grid", b"message", b"identity", b"android", b"idea", b"squid"])
def test_words_that_only_end_like_ids_are_not_ids(name: bytes) -> None:
    assert not ID_NAME.fullmatch(name)


@pytest.mark.parametrize("value", [b"hunter2", b"<hunter2>", b"truest", b"$ecret", b"*", b"[x]"])
def test_a_real_value_is_no_placeholder(value: bytes) -> None:
    assert not PLACEHOLDER.fullmatch(value)


def test_an_iban_has_the_length_of_its_country() -> None:
    assert len(IBAN_LENGTHS) == 77
    assert {country: IBAN_LENGTHS[country] for country in (b"DE", b"GB", b"LC", b"NO", b"XK")} == {
        b"DE": 22, b"GB": 22, b"LC": 32, b"NO": 15, b"XK": 20,
    }  # fmt: skip
