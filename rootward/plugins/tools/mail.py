"""Mail: sends a message by SMTP, from the sender of a connection; without one into a sandbox."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from rootward.errors import BadInput, RootwardError
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.egress import tls_context
from rootward.packs.connection import Connection
from rootward.packs.values import nanoseconds
from rootward.plugins.tools.connected import connection_named
from rootward.plugins.tools.mail_line import MailServer, deliver, say_hello
from rootward.plugins.tools.services import arguments, checking, chosen, silent, text
from rootward.plugins.twins.smtp import listening
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "MailCheck", "MailSend"]

_ADDRESS = text(254, pattern='^[^\\s<>@,;:"()\\[\\]\\\\]+@[A-Za-z0-9][A-Za-z0-9.-]*$')
_SANDBOX_SENDER = "rootward@sandbox.invalid"


class MailSend:
    """The Message-ID comes from the idempotency key, so that a mail that was sent twice is one to whoever counts."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="mail.send", description="Sends an e-mail as plain text.",
            schema=arguments(
                ("to", "subject", "text"),
                to={"type": "array", "minItems": 1, "maxItems": 50, "uniqueItems": True, "items": _ADDRESS},
                subject=text(300, pattern="^[^\r\n]+$"), text=text(100_000),
            ),
            effect="non_idempotent", risk="low", targets=("mailbox:{to}",), sensitive=("/to",), timeout_s=45.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        recipients = [str(item) for item in _listed(arguments["to"])]
        connection = await chosen(context, "smtp", arguments)
        async with AsyncExitStack() as stack:
            if connection is None:
                server = await stack.enter_async_context(listening(context.outside.sandbox()))
            else:
                server = await _server(connection, context)
            sender = connection.sender if connection else _SANDBOX_SENDER
            message = _message(sender, recipients, arguments, context)
            refused = await asyncio.to_thread(deliver, server, message, recipients)
        taken = [one for one in recipients if one not in refused]
        summary = f"sent to {len(taken)} of {len(recipients)}" + ("" if connection else " (in a sandbox only)")
        value: dict[str, JSON] = {
            "message_id": str(message["Message-ID"]), "taken": [*taken], "refused": [*refused],
            "sandbox": connection is None,
        }  # fmt: skip
        return ToolResult(value=value, summary=summary)


class MailCheck:
    @property
    def spec(self) -> ToolSpec:
        return checking("smtp", "Whether a mail server answers and takes the credentials.")

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        connection = await connection_named(context, "smtp", str(arguments["source"]))
        try:
            said = await asyncio.to_thread(say_hello, await _server(connection, context))
        except RootwardError as error:
            return silent(error)
        return ToolResult(value={"answers": True}, summary=f"answers: {said}")


async def _server(connection: Connection, context: ToolContext) -> MailServer:
    """Raises Denied for an address that may not be reached, Misconfigured for a secret that is not there."""
    parts = urlsplit(connection.url)
    host, port = parts.hostname or "", parts.port or 0
    address = await context.outside.address(connection.name, host, port)
    authority = await context.outside.secret(connection.authority) if connection.authority else ""
    return MailServer(
        name=connection.name, host=host, address=address, port=port, is_tls=parts.scheme == "smtps",
        tls=tls_context(authority=authority) if authority else None, username=connection.username,
        password=await context.outside.secret(connection.password) if connection.password else "",
        timeout_s=min(30.0, nanoseconds(connection.timeout) / 1e9),
    )  # fmt: skip


def _message(sender: str, recipients: list[str], given: dict[str, JSON], context: ToolContext) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"], message["To"] = sender, ", ".join(recipients)
        message["Subject"] = str(given["subject"])
    except ValueError as error:
        raise BadInput(f"the message cannot be written: {error}", field="subject") from error
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{context.idempotency_key or clock.new_id('msg')}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(str(given["text"]))
    return message


def _listed(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else [value]


TOOLS = (MailSend(), MailCheck())
