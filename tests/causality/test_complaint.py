"""What was reported: slow or failing."""

from __future__ import annotations

import pytest

from rootward.causality.complaint import complaint_of


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("HighLatencyP99", "slow"), ("checkout p95 above 800 ms", "slow"), ("http_server_duration is up", "slow"),
        ("availability of the front door", "failing"), ("HTTP5xxRate", "failing"), ("pods crash", "failing"),
        ("requests time out slowly: latency and errors", ""), ("something is odd", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_words_tell(text: str, complaint: str) -> None:
    assert complaint_of([text]) == complaint


def test_several_texts_are_one_report() -> None:
    assert complaint_of(["latency", "availability"]) == ""
