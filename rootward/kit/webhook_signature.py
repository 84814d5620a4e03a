"""Signatures of webhooks that are sent, and what a receiver checks (Standard Webhooks, standardwebhooks.com)."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping

from rootward.errors import Misconfigured

__all__ = ["is_signed", "signature_headers"]

_PREFIX = "whsec_"


def signature_headers(secret: str, message_id: str, timestamp: int, content: bytes) -> dict[str, str]:
    """The three headers; `timestamp` in seconds. `secret` is `whsec_` and base64, or any text. Raises Misconfigured."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": "v1," + _signature(secret, message_id, str(timestamp), content),
    }


def is_signed(secret: str, headers: Mapping[str, str], content: bytes) -> bool:
    """Whether one of the signatures is that of the secret; how old it may be is the receiver's business."""
    wanted = _signature(secret, headers.get("webhook-id", ""), headers.get("webhook-timestamp", ""), content)
    given = (one.removeprefix("v1,") for one in headers.get("webhook-signature", "").split() if one.startswith("v1,"))
    return any(hmac.compare_digest(wanted, one) for one in given)


def _signature(secret: str, message_id: str, timestamp: str, content: bytes) -> str:
    signed = b".".join([message_id.encode(), timestamp.encode(), content])
    return base64.b64encode(hmac.digest(_key(secret), signed, "sha256")).decode()


def _key(secret: str) -> bytes:
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise Misconfigured("a webhook's secret that begins with whsec_ goes on in base64", field="secret") from error
