"""Which traces hold spans of agents, and how the stage hears of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from rootward.events.agent_spans import announce, of_agents
from rootward.kit.bus import Bus, Message
from rootward.kit.db import Connection
from tests.runs.spans.recorded import TRACE, genai, span


class Outbox:
    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, _connection: Connection, *messages: Message) -> None:
        self.sent += messages


def test_a_trace_is_named_once_and_only_when_a_span_of_an_agent_is_in_it() -> None:
    plain = span(1, 0, "GET /", attributes={"http.request.method": "GET", "session.id": "s"}, trace="a" * 32)
    nowhere = replace(genai()[0], trace_id="")
    assert of_agents([plain, nowhere, *genai()]) == [TRACE]
    assert of_agents([]) == []


def test_many_traces_are_told_in_parts() -> None:
    outbox = Outbox()
    traces = [f"{number:032x}" for number in range(450)]
    announce(cast(Any, None), "t", traces, 7, cast(Bus, outbox))
    assert [len(cast(list[str], sent.body["traces"])) for sent in outbox.sent] == [200, 200, 50]
    assert {(sent.tenant, sent.key, sent.body["seq"]) for sent in outbox.sent} == {("t", "t", 7)}
