"""A mail server's twin: it takes mail on loopback while somebody sends, and keeps it (RFC 5321)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from rootward.kit import clock
from rootward.plugins.tools.mail_line import MailServer
from rootward.plugins.twins.shelf import Shelf

__all__ = ["listening"]

_MOST_LINES = 200_000
_ANSWERS = {"EHLO": "250 sandbox", "HELO": "250 sandbox", "NOOP": "250 ok", "RSET": "250 ok", "VRFY": "252 perhaps"}


@asynccontextmanager
async def listening(folder: Path) -> AsyncIterator[MailServer]:
    """A mail server for the time of the block."""
    shelf = Shelf(folder, "smtp")
    server = await asyncio.start_server(partial(_talk, shelf), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield MailServer(
            name="the sandbox of smtp", host="127.0.0.1", address="127.0.0.1", port=port, is_tls=False, timeout_s=10.0
        )


async def _talk(shelf: Shelf, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    sender, recipients = "", list[str]()
    _say(writer, "220 sandbox ready")
    try:
        while line := (await reader.readline()).decode("utf-8", "replace").strip():
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            if verb == "MAIL":
                sender, recipients = _within(rest), []
                _say(writer, "250 ok")
            elif verb == "RCPT":
                recipients.append(_within(rest))
                _say(writer, "250 ok")
            elif verb == "DATA":
                _say(writer, "354 go on")
                text = await _text(reader)
                _keep(shelf, sender, recipients, text)
                _say(writer, "250 kept")
            elif verb == "QUIT":
                _say(writer, "221 bye")
                break
            else:
                _say(writer, _ANSWERS.get(verb, "502 not known here"))
            await writer.drain()
    finally:
        writer.close()


async def _text(reader: asyncio.StreamReader) -> str:
    """Up to the line with one dot; a dot that begins a line was doubled by who sent it."""
    lines: list[str] = []
    while len(lines) < _MOST_LINES:
        line = (await reader.readline()).decode("utf-8", "replace")
        if line in ("", ".\r\n", ".\n"):
            break
        lines.append(line[1:] if line.startswith(".") else line)
    return "".join(lines)


def _keep(shelf: Shelf, sender: str, recipients: list[str], text: str) -> None:
    with shelf.changing() as state:
        mail = {"from": sender, "to": recipients, "text": text, "at": clock.format_ns(clock.now_ns())}
        state.setdefault("mails", []).append(mail)


def _within(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]


def _say(writer: asyncio.StreamWriter, line: str) -> None:
    writer.write(f"{line}\r\n".encode())
