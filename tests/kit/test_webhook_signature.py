"""Signatures of webhooks: the example of the Standard Webhooks specification, and what does not fit."""

from __future__ import annotations

import pytest

from rootward.errors import Misconfigured
from rootward.kit.webhook_signature import is_signed, signature_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'


def test_the_published_message_gets_the_published_signature() -> None:
    headers = signature_headers(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }  # fmt: skip


def test_any_of_several_signatures_will_do_and_nothing_else() -> None:
    good = signature_headers(SECRET, "m", 1, BODY)
    assert is_signed(SECRET, good | {"webhook-signature": f"v1,other {good['webhook-signature']} v2,x"}, BODY)
    for change in ({"webhook-id": "n"}, {"webhook-timestamp": "2"}, {"webhook-signature": "v1,"}):
        assert not is_signed(SECRET, good | change, BODY)
    assert not is_signed(SECRET, good, BODY + b" ") and not is_signed("whsec_AAAA", good, BODY)
    assert not is_signed(SECRET, {}, BODY)


def test_a_secret_that_is_no_base64_is_misconfigured_and_not_repeated() -> None:
    with pytest.raises(Misconfigured) as caught:
        signature_headers("whsec_hunter2!", "m", 1, BODY)
    assert "hunter2" not in str(caught.value)
    assert signature_headers("plain text", "m", 1, BODY)["webhook-signature"].startswith("v1,")
