"""Mail: a real SMTP dialogue on loopback, with the twin; and with a server that asks for more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_string, policy
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import BadInput, Denied, RootwardError, TooBusy, Unavailable
from rootward.kit.json_schema import misfit
from rootward.plugins.tools.mail import TOOLS, MailSend
from tests.plugins.tools.exchange import KEY, TOKEN, context_of, kept

ARGUMENTS: dict[str, Any] = {
    "to": ["ops@example.com", "ana@example.com"], "subject": "INC-1: checkout is down é", "text": "It is.\n.\n.dot\n",
}  # fmt: skip


async def test_a_mail_without_a_server_is_kept_in_the_sandbox(tmp_path: Path) -> None:
    sent = await MailSend().call(ARGUMENTS, context_of(tmp_path))
    assert sent.value == {
        "message_id": f"<{KEY}@sandbox.invalid>", "taken": ARGUMENTS["to"], "refused": [], "sandbox": True,
    }  # fmt: skip
    mail = kept(tmp_path, "smtp")["mails"][0]
    assert (mail["from"], mail["to"]) == ("rootward@sandbox.invalid", ARGUMENTS["to"])
    message: Any = message_from_string(mail["text"], policy=policy.default)
    assert message["Subject"] == ARGUMENTS["subject"] and message["To"] == "ops@example.com, ana@example.com"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == ARGUMENTS["text"]


@asynccontextmanager
async def _server(answers: dict[str, str]) -> AsyncIterator[tuple[str, list[str]]]:
    """A mail server that answers a verb as it is told; what it heard."""
    heard: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mx\r\n")
        data = False
        while came := await reader.readline():
            line = came.decode().rstrip("\r\n")
            heard.append(line)
            if data:
                data = line != "."
                answer = "" if data else answers.get(".", "250 kept")
            else:
                verb = line.partition(" ")[0].upper()
                data = verb == "DATA"
                answer = answers.get(line, answers.get(verb, "354 go on" if data else "250 ok"))
            if answer:
                writer.write(answer.encode() + b"\r\n")
            if line.upper() == "QUIT" or answer == "DROP":
                break
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", heard


def _mail(url: str, **more: Any) -> dict[str, Any]:
    return {"name": "m", "kind": "smtp", "url": url, "sender": "rootward@example.com", **more}


async def test_a_mail_goes_to_the_server_of_the_connection(tmp_path: Path) -> None:
    async with _server({}) as (url, heard):
        sent = await MailSend().call(ARGUMENTS, context_of(tmp_path, _mail(url)))
    assert sent.value["sandbox"] is False and sent.summary == "sent to 2 of 2"
    assert heard[:2] == ["ehlo rootward", "mail FROM:<rootward@example.com>"]
    assert [line for line in heard if line.upper().startswith("RCPT")] == [
        "rcpt TO:<ops@example.com>", "rcpt TO:<ana@example.com>"
    ]  # fmt: skip
    assert f"Message-ID: <{KEY}@example.com>" in heard


async def test_a_password_is_never_sent_over_an_open_line(tmp_path: Path) -> None:
    async with _server({"EHLO": "250-mx\r\n250 AUTH PLAIN LOGIN"}) as (url, heard):
        with pytest.raises(Denied, match="offers no encryption") as caught:
            connection = _mail(url, username="ana", password="env:T")
            await MailSend().call(ARGUMENTS, context_of(tmp_path, connection))
    assert TOKEN not in str(caught.value) and not [line for line in heard if "AUTH" in line.upper()]


@pytest.mark.parametrize(
    ("answers", "error", "word"),
    [
        ({"RCPT": "550 no such user"}, BadInput, "refuses every recipient"),
        ({"MAIL": "452 too much mail"}, TooBusy, "452"),
        ({".": "554 looks like spam"}, BadInput, "looks like spam"),
        ({"DATA": "DROP"}, Unavailable, "hung up"),
    ],
)
async def test_what_a_server_does_not_take_is_said(
    tmp_path: Path, answers: dict[str, str], error: type[RootwardError], word: str
) -> None:
    async with _server(answers) as (url, _):
        with pytest.raises(error, match=word) as caught:
            await MailSend().call(ARGUMENTS, context_of(tmp_path, _mail(url)))
    if error is Unavailable:
        assert caught.value.facts["reached"] is True


async def test_some_recipients_may_be_refused_while_others_are_served(tmp_path: Path) -> None:
    async with _server({"rcpt TO:<ana@example.com>": "550 gone"}) as (url, _):
        sent = await MailSend().call(ARGUMENTS, context_of(tmp_path, _mail(url)))
    assert (sent.value["taken"], sent.value["refused"]) == (["ops@example.com"], ["ana@example.com"])


async def test_nobody_there_means_that_nothing_was_sent(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        await MailSend().call(ARGUMENTS, context_of(tmp_path, _mail("smtp://127.0.0.1:9")))
    assert caught.value.facts["reached"] is False


async def test_a_check_greets_and_leaves(tmp_path: Path) -> None:
    check = next(tool for tool in TOOLS if tool.spec.name == "smtp.check")
    async with _server({}) as (url, heard):
        good = await check.call({"source": "m"}, context_of(tmp_path, _mail(url)))
    assert good.value == {"answers": True} and not [line for line in heard if line.upper().startswith("MAIL")]
    bad = await check.call({"source": "m"}, context_of(tmp_path, _mail("smtp://127.0.0.1:9")))
    assert bad.value == {"answers": False} and bad.presence == "source_down"


@pytest.mark.parametrize(
    "change",
    [{"to": []}, {"to": ["a"]}, {"to": ["a@b\r\nBcc: x@y"]}, {"to": ["a@b, c@d"]}, {"subject": "x\r\nBcc: y@z"}],
)
def test_an_address_or_a_subject_adds_no_header(change: dict[str, Any]) -> None:
    schema = MailSend().spec.schema
    assert misfit(schema, ARGUMENTS) is None
    assert misfit(schema, ARGUMENTS | change) is not None
