"""Slack: posts a message to a channel, and takes one back (Web API; every answer is 200 and says `ok`)."""

from __future__ import annotations

from typing import Any

from rootward.errors import BadInput, Denied, NotFound, RootwardError, TooBusy, Unavailable
from rootward.kit.canonical import JSON
from rootward.plugins.tools.services import IdentityCheck, Reached, arguments, done, reach, text
from rootward.plugins.twins.slack import TWIN
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "SlackDeleteMessage", "SlackPostMessage"]

_CHANNEL = text(80, pattern="^([CGD][A-Z0-9]{6,}|#[^\\s#@]+)$")
_TS = text(40, pattern="^[0-9]+\\.[0-9]+$")
_REFUSED = {
    "invalid_auth": Denied, "not_authed": Denied, "token_revoked": Denied, "token_expired": Denied,
    "account_inactive": Denied, "missing_scope": Denied, "not_in_channel": Denied, "cant_delete_message": Denied,
    "is_archived": Denied, "restricted_action": Denied, "channel_not_found": NotFound, "message_not_found": NotFound,
    "ratelimited": TooBusy, "rate_limited": TooBusy, "internal_error": Unavailable, "fatal_error": Unavailable,
    "service_unavailable": Unavailable, "request_timeout": Unavailable,
}  # fmt: skip


class SlackPostMessage:
    """The text is text: `<!channel>` and links in it call nobody and open nothing."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="slack.post_message", description="Posts a message to a Slack channel or a thread.",
            schema=arguments(("channel", "text"), channel=_CHANNEL, text=text(12_000), thread_ts=_TS),
            effect="non_idempotent", risk="low", targets=("channel:{channel}",), sensitive=("/channel",),
            rollback="slack.delete_message", timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        body: dict[str, JSON] = {
            "channel": arguments["channel"], "text": _escaped(str(arguments["text"])), "unfurl_links": False,
            "unfurl_media": False,
        }  # fmt: skip
        if "thread_ts" in arguments:
            body["thread_ts"] = arguments["thread_ts"]
        if context.idempotency_key:
            payload: JSON = {"idempotency_key": context.idempotency_key}
            body["metadata"] = {"event_type": "rootward_action", "event_payload": payload}
        async with reach(context, "slack", TWIN, arguments) as service:
            made = await _ask(service, "/chat.postMessage", body, "ts", "channel")
            return done(service, f"posted to {arguments['channel']}", channel=made["channel"], ts=made["ts"])


class SlackDeleteMessage:
    """One that is gone already is taken back, too."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="slack.delete_message", description="Deletes a message that this connection has posted.",
            schema=arguments(("channel", "ts"), channel=text(20, pattern="^[CGD][A-Z0-9]{6,}$|^#[^\\s#@]+$"), ts=_TS),
            effect="idempotent", risk="low", targets=("message:{channel}/{ts}",), sensitive=("/channel", "/ts"),
            timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        async with reach(context, "slack", TWIN, arguments) as service:
            try:
                await _ask(service, "/chat.delete", {"channel": arguments["channel"], "ts": arguments["ts"]})
            except NotFound as error:
                if error.facts.get("error") != "message_not_found":
                    raise
                return done(service, "it was gone already", deleted=False)
            return done(service, f"deleted a message in {arguments['channel']}", deleted=True)


async def _ask(service: Reached, path: str, body: JSON, *needs: str) -> dict[str, Any]:
    found = await service.object("POST", path, body, {"content-type": "application/json; charset=utf-8"}, needs=("ok",))
    if found["ok"] is not True:
        raise _refusal(service.name, str(found.get("error") or "no reason")[:100])
    if any(name not in found for name in needs):
        raise Unavailable(f"{service.name} answered without {needs[0]}", who=service.name, reached=True)
    return found


def _refusal(who: str, word: str) -> RootwardError:
    kind = _REFUSED.get(word, BadInput)
    message = f"{who} answered {word}"
    return TooBusy(message, retry_after=60, who=who) if kind is TooBusy else kind(message, who=who, error=word)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _user(body: object) -> str:
    if not isinstance(body, dict) or body.get("ok") is not True:
        raise _refusal("slack", str(body.get("error") if isinstance(body, dict) else "no object"))
    return f"{body.get('user')} in {body.get('team')}"


TOOLS = (
    SlackPostMessage(), SlackDeleteMessage(),
    IdentityCheck(kind="slack", twin=TWIN, method="POST", path="/auth.test", who=_user, headers={}),
)  # fmt: skip
