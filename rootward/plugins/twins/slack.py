"""Slack's twin: messages in any channel. Slack answers 200 whatever happened, and says so in `ok`."""

from __future__ import annotations

from typing import Any

from rootward.plugins.twins.speak import Asked, Route, Said, Twin

__all__ = ["TWIN"]


def _auth_test(_asked: Asked, _state: dict[str, Any]) -> Said:
    return 200, {"ok": True, "url": "https://sandbox.slack.com/", "team": "sandbox", "user": "rootward"}


def _post(asked: Asked, state: dict[str, Any]) -> Said:
    body = asked.body if isinstance(asked.body, dict) else {}
    if not body.get("channel"):
        return 200, {"ok": False, "error": "channel_not_found"}
    if not body.get("text"):
        return 200, {"ok": False, "error": "no_text"}
    messages = state.setdefault("messages", [])
    ts = f"{1_700_000_000 + len(messages)}.{len(messages):06d}"
    message = {"type": "message", "ts": ts, **body}
    messages.append(message)
    return 200, {"ok": True, "channel": body["channel"], "ts": ts, "message": message}


def _delete(asked: Asked, state: dict[str, Any]) -> Said:
    body = asked.body if isinstance(asked.body, dict) else {}
    before = state.get("messages", [])
    kept = [one for one in before if (one["channel"], one["ts"]) != (body.get("channel"), body.get("ts"))]
    if len(kept) == len(before):
        return 200, {"ok": False, "error": "message_not_found"}
    state["messages"] = kept
    return 200, {"ok": True, "channel": body["channel"], "ts": body["ts"]}


TWIN = Twin(
    "slack",
    (
        Route("POST", "/auth.test", _auth_test),
        Route("POST", "/chat.postMessage", _post),
        Route("POST", "/chat.delete", _delete),
    ),
    (200, {"ok": False, "error": "unknown_method"}),
)
