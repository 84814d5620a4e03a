"""Webhooks: signed as Standard Webhooks says, around a CloudEvent, with the key as the message's id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import BadInput, NotFound, Unavailable
from rootward.kit.webhook_signature import is_signed
from rootward.plugins.tools.webhook import TOOLS, WebhookSend
from tests.plugins.tools.exchange import KEY, TOKEN, context_of, kept

HOOK = {"name": "h", "kind": "webhook", "secret": "env:T"}
ARGUMENTS: dict[str, Any] = {"type": "case.resolved", "subject": "INC-1", "data": {"case": "INC-1"}}


async def test_a_notification_arrives_signed_at_the_very_url(outside: Any, tmp_path: Path) -> None:
    seen: list[tuple[str, str, dict[str, str], bytes]] = []

    def answer(method: str, path: str, _q: Any, headers: dict[str, str], body: bytes) -> Any:
        seen.append((method, path, headers, body))
        return 202, {}, b""

    outside.answer = answer
    connection = HOOK | {"url": f"{outside.url}/hooks/ops"}
    sent = await WebhookSend().call(ARGUMENTS, context_of(tmp_path, connection))
    method, path, headers, body = seen[0]
    assert (method, path, headers["content-type"]) == ("POST", "/hooks/ops", "application/cloudevents+json")
    assert headers["webhook-id"] == KEY and is_signed(TOKEN, headers, body)
    event = json.loads(body)
    assert {name: event[name] for name in ("specversion", "id", "source", "type", "subject", "data")} == {
        "specversion": "1.0", "id": KEY, "source": "rootward/default", "type": "case.resolved", "subject": "INC-1",
        "data": {"case": "INC-1"},
    }  # fmt: skip
    assert sent.value == {"status": 202, "id": KEY, "signed": True, "sandbox": False}
    unsigned = await WebhookSend().call(
        ARGUMENTS, context_of(tmp_path, {k: v for k, v in connection.items() if k != "secret"})
    )
    assert unsigned.value["signed"] is False and "webhook-signature" not in seen[1][2]


async def test_the_twin_checks_the_signature_and_keeps_a_message_once(tmp_path: Path) -> None:
    for _ in range(2):
        sent = await WebhookSend().call(ARGUMENTS, context_of(tmp_path))
    assert sent.value["sandbox"] is True and "sandbox" in sent.summary
    received = kept(tmp_path, "webhook")["received"]
    assert list(received) == [KEY] and received[KEY]["data"] == {"case": "INC-1"}


async def test_which_of_several_receivers_must_be_said(outside: Any, tmp_path: Path) -> None:
    first, second = HOOK | {"url": outside.url}, HOOK | {"name": "i", "url": outside.url}
    with pytest.raises(BadInput, match="say which, h, i"):
        await WebhookSend().call(ARGUMENTS, context_of(tmp_path, first, second))
    with pytest.raises(NotFound, match="there are h, i"):
        await WebhookSend().call(ARGUMENTS | {"connection": "z"}, context_of(tmp_path, first, second))


async def test_a_receiver_that_fails_leaves_it_unknown_whether_it_took_it(outside: Any, tmp_path: Path) -> None:
    outside.answer = lambda *_: (503, {}, b"")
    with pytest.raises(Unavailable) as caught:
        await WebhookSend().call(ARGUMENTS, context_of(tmp_path, HOOK | {"url": outside.url}))
    assert caught.value.facts["reached"] is True


async def test_a_check_needs_an_answer_only(outside: Any, tmp_path: Path) -> None:
    check = next(tool for tool in TOOLS if tool.spec.name == "webhook.check")
    good = await check.call({"source": "h"}, context_of(tmp_path, HOOK | {"url": outside.url}))
    assert good.value["answers"] is True
    bad = await check.call({"source": "h"}, context_of(tmp_path, HOOK | {"url": "http://127.0.0.1:9"}))
    assert bad.value == {"answers": False} and bad.presence == "source_down"
