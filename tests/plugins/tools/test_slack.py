"""Slack's Web API, as docs.slack.dev writes it down, and the twin beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rootward.errors import BadInput, Denied, NotFound, TooBusy, Unavailable
from rootward.plugins.tools.slack import TOOLS, SlackDeleteMessage, SlackPostMessage
from tests.plugins.tools.exchange import KEY, TOKEN, Exchange, both, context_of, kept, play

SLACK = {"name": "s", "kind": "slack", "token": "env:T"}
SENT = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json; charset=utf-8"}
META = {"event_type": "rootward_action", "event_payload": {"idempotency_key": KEY}}
# "chat.postMessage", typical success response.
POSTED = {
    "ok": True, "channel": "C123ABC456", "ts": "1503435956.000247",
    "message": {"text": "Here's a message for you", "type": "message", "ts": "1503435956.000247"},
}  # fmt: skip


async def test_a_message_is_posted_that_calls_nobody(outside: Any, tmp_path: Path) -> None:
    asked = Exchange(
        method="POST", path="/chat.postMessage", headers=SENT | {"idempotency-key": KEY}, answer=POSTED,
        body={
            "channel": "C123ABC456", "text": "down: &lt;!channel&gt; &amp; &lt;http://x|y&gt;", "unfurl_links": False,
            "unfurl_media": False, "metadata": META, "thread_ts": "1503435956.000100",
        },
    )  # fmt: skip
    arguments = {
        "channel": "C123ABC456", "text": "down: <!channel> & <http://x|y>", "thread_ts": "1503435956.000100",
    }  # fmt: skip
    real, _ = await both(SlackPostMessage(), arguments, outside, tmp_path, SLACK, asked)
    assert real.value == {"channel": "C123ABC456", "ts": "1503435956.000247", "sandbox": False}
    assert kept(tmp_path, "slack")["messages"][0]["metadata"] == META


async def test_a_message_is_taken_back_once(outside: Any, tmp_path: Path) -> None:
    posted = await SlackPostMessage().call({"channel": "C123ABC456", "text": "x"}, context_of(tmp_path))
    arguments = {"channel": "C123ABC456", "ts": "1401383885.000061"}
    asked = Exchange(
        method="POST", path="/chat.delete", headers=SENT, body=arguments, answer={"ok": True, **arguments}
    )  # fmt: skip
    real, twin = await both(
        SlackDeleteMessage(), arguments, outside, tmp_path, SLACK, asked, ts=str(posted.value["ts"])
    )
    assert real.value["deleted"] is True and twin.value["deleted"] is True
    assert kept(tmp_path, "slack")["messages"] == []
    again = await SlackDeleteMessage().call(arguments, context_of(tmp_path))
    assert again.value["deleted"] is False and "already" in again.summary


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("channel_not_found", NotFound), ("invalid_auth", Denied), ("not_in_channel", Denied), ("ratelimited", TooBusy),
        ("internal_error", Unavailable), ("msg_too_long", BadInput),
    ],
)  # fmt: skip
async def test_an_answer_of_200_that_is_not_ok_is_a_refusal(
    outside: Any, tmp_path: Path, word: str, error: type[Exception]
) -> None:
    outside.answer = lambda *_: (200, {}, f'{{"ok":false,"error":"{word}"}}'.encode())
    with pytest.raises(error, match=word) as caught:
        await SlackPostMessage().call(
            {"channel": "C123ABC456", "text": "x"}, context_of(tmp_path, SLACK | {"url": outside.url})
        )
    assert TOKEN not in str(caught.value)


async def test_too_many_messages_say_when_to_come_again(outside: Any, tmp_path: Path) -> None:
    outside.answer = lambda *_: (429, {"retry-after": "30"}, b'{"ok":false,"error":"ratelimited"}')
    with pytest.raises(TooBusy) as caught:
        await SlackPostMessage().call(
            {"channel": "C123ABC456", "text": "x"}, context_of(tmp_path, SLACK | {"url": outside.url})
        )
    assert caught.value.retry_after == 30


async def test_a_check_says_as_whom_it_answers(outside: Any, tmp_path: Path) -> None:
    check = next(tool for tool in TOOLS if tool.spec.name == "slack.check")
    play(outside, Exchange(method="POST", path="/auth.test", answer={"ok": True, "team": "Subarachnoid", "user": "g"}))
    context = context_of(tmp_path, SLACK | {"url": outside.url})
    assert (await check.call({"source": "s"}, context)).value == {"answers": True, "who": "g in Subarachnoid"}
    play(outside, Exchange(method="POST", path="/auth.test", answer={"ok": False, "error": "invalid_auth"}))
    assert (await check.call({"source": "s"}, context)).presence == "denied"
