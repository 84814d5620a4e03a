"""A receiver of webhooks: it checks the signature and keeps each message once by its id (Standard Webhooks)."""

from __future__ import annotations

from typing import Any

from rootward.kit.webhook_signature import is_signed
from rootward.plugins.twins.speak import Asked, Route, Said, Twin

__all__ = ["SECRET", "TWIN"]

SECRET = "whsec_c2FuZGJveC1zZWNyZXQtb2YtdGhlLXR3aW4="  # noqa: S105 - everybody may know it: it opens a sandbox


def _receive(asked: Asked, state: dict[str, Any]) -> Said:
    if not is_signed(SECRET, asked.headers, asked.raw):
        return 401, {"error": "the signature does not fit"}
    received = state.setdefault("received", {})
    received.setdefault(asked.headers["webhook-id"], asked.body)
    return 202, {"received": len(received)}


TWIN = Twin("webhook", (Route("POST", "/hook", _receive),), (404, {"error": "not found"}))
