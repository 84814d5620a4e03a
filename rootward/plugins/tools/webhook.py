"""Webhook: sends a signed notification to somebody's own receiver (Standard Webhooks around a CloudEvent)."""

from __future__ import annotations

from rootward.kit import clock
from rootward.kit.canonical import JSON, canonical
from rootward.kit.webhook_signature import signature_headers
from rootward.plugins.tools.services import AnswerCheck, arguments, chosen, done, reach, text
from rootward.plugins.twins.webhook import SECRET, TWIN
from rootward.tools.answered import check
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "WebhookSend"]


class WebhookSend:
    """The idempotency key is the id of the message, by which a receiver knows one that comes again."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="webhook.send", description="Sends a signed notification to a webhook connection.",
            schema=arguments(
                ("type", "data"), type=text(200, pattern="^[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*$"), subject=text(300),
                data={"type": "object", "maxProperties": 100},
            ),
            effect="non_idempotent", risk="low", targets=("webhook:{connection}",), sensitive=("/connection",),
            timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        connection = await chosen(context, "webhook", arguments)
        secret = SECRET
        if connection is not None:
            secret = await context.outside.secret(connection.secret) if connection.secret else ""
        identity = context.idempotency_key or clock.new_id("msg")
        content = canonical(_event(identity, arguments, context.tenant))
        headers = {"content-type": "application/cloudevents+json"}
        if secret:
            headers |= signature_headers(secret, identity, clock.now_ns() // 10**9, content)
        async with reach(context, "webhook", TWIN, arguments) as service:
            path = "/hook" if service.is_sandbox else ""
            answer = await service.line.once("POST", path, content=content, headers=headers)
            check(answer, service.name)
            summary = f"{service.name} took {arguments['type']}"
            return done(service, summary, status=answer.status, id=identity, signed=bool(secret))


def _event(identity: str, given: dict[str, JSON], tenant: str) -> dict[str, JSON]:
    """CloudEvents 1.0, structured mode."""
    event: dict[str, JSON] = {
        "specversion": "1.0", "id": identity, "source": f"rootward/{tenant}", "type": given["type"],
        "time": clock.format_ns(clock.now_ns()), "datacontenttype": "application/json", "data": given["data"],
    }  # fmt: skip
    return event | ({"subject": given["subject"]} if "subject" in given else {})


TOOLS = (WebhookSend(), AnswerCheck("webhook"))
