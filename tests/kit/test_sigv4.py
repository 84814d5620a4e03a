"""Signatures for AWS: the vectors of its test suite and of its documentation."""

from __future__ import annotations

import pytest

from rootward.kit import clock
from rootward.kit.sigv4 import Keys, signed

KEYS = Keys(access="AKIDEXAMPLE", secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
AT = clock.parse_ns("2015-08-30T12:36:00Z")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("method", "url", "headers", "content", "service", "signature"),
    [
        ("GET", "https://example.amazonaws.com/", {}, b"", "service",
         "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "https://example.amazonaws.com/", {}, b"", "service",
         "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        ("POST", "https://example.amazonaws.com/", FORM, b"Param1=value1", "service",
         "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        ("GET", "https://iam.amazonaws.com/?Version=2010-05-08&Action=ListUsers",
         {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, b"", "iam",
         "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
    ],
)  # fmt: skip
def test_the_published_requests_get_the_published_signatures(
    method: str, url: str, headers: dict[str, str], content: bytes, service: str, signature: str
) -> None:
    found = signed(method, url, headers, content, KEYS, region="us-east-1", service=service, at=AT)
    assert found["authorization"].endswith(f"Signature={signature}")
    assert f"Credential=AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request" in found["authorization"]


def test_keys_that_were_lent_send_their_session_and_sign_it() -> None:
    lent = Keys(access="A", secret="b", session="c")
    found = signed("GET", "https://x/", {}, b"", lent, region="r", service="s", at=AT)
    assert found["x-amz-security-token"] == "c" and "x-amz-security-token" in found["authorization"]
    assert repr(lent) == "Keys(access='A')"
