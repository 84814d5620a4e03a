"""What one span says, under our names."""

from __future__ import annotations

import pytest

from rootward.kit.canonical import JSON
from rootward.runs.spans.names import ALIASES, FIELDS, KINDS
from rootward.runs.spans.seen import http_code, is_of_an_agent, kind_of, number, see
from tests.runs.spans.recorded import span

CHAT: dict[str, JSON] = {"gen_ai.operation.name": "chat"}


def test_a_name_means_one_thing() -> None:
    assert sum(len(names) for names in FIELDS.values()) == len(ALIASES)
    assert all(value == value.lower() for kinds in KINDS.values() for value in kinds)


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({"gen_ai.operation.name": "invoke_agent"}, "agent"),
        ({"gen_ai.operation.name": "something_new"}, "step"),
        ({"gen_ai.operation.name": "something_new", "openinference.span.kind": "TOOL"}, "tool"),
        ({"openinference.span.kind": "CHAIN"}, "step"),
        ({"gen_ai.request.model": "m", "gen_ai.system": "openai"}, "llm"),
        ({"mcp.method.name": "tools/call", "gen_ai.tool.name": "t"}, "tool"),
        ({"mcp.method.name": "tools/list"}, None),
        ({"traceloop.workflow.name": "w", "gen_ai.agent.name": "a", "session.id": "s"}, None),
        ({"http.request.method": "GET"}, None),
        ({"gen_ai.operation.name": 5}, None),
    ],
)
def test_a_span_is_of_an_agent_when_it_says_what_it_is(attributes: dict[str, JSON], kind: str | None) -> None:
    assert kind_of(attributes) == kind
    assert is_of_an_agent(attributes) is (kind is not None)


def test_the_surest_name_counts_wherever_it_stands() -> None:
    usage: dict[str, JSON] = {"gen_ai.usage.prompt_tokens": 1, "gen_ai.usage.input_tokens": 2}
    for attributes in (usage, dict(reversed(usage.items()))):
        seen = see(span(1, 0, "chat", attributes=CHAT | attributes))
        assert seen is not None and seen.cost.tokens_prompt == 2


def test_a_note_that_a_span_has_begun_is_not_the_span() -> None:
    assert see(span(1, 0, "chat", attributes=CHAT | {"logfire.span_type": "pending_span"})) is None


def test_a_numeric_error_type_is_a_status_code_and_the_exception_names_the_error() -> None:
    said: dict[str, JSON] = {"error.type": "429", "exception.type": "openai.RateLimitError",
                             "exception.message": "slow down"}  # fmt: skip
    seen = see(span(1, 0, "chat", error="x", attributes=CHAT | said))
    assert seen is not None
    assert (seen.status_code, seen.error_type, seen.error_message) == (429, "openai.RateLimitError", "slow down")


@pytest.mark.parametrize("finish", [["stop"], "stop", '["stop"]'])
def test_the_finish_reason_is_read_in_every_form(finish: JSON) -> None:
    seen = see(span(1, 0, "chat", attributes=CHAT | {"gen_ai.response.finish_reasons": finish}))
    assert seen is not None and seen.finish_reason == "stop"


def test_a_prompt_is_its_template_and_version_before_its_words() -> None:
    def prompt(**said: JSON) -> str | None:
        seen = see(span(1, 0, "chat", attributes=CHAT | {f"gen_ai.{key}": value for key, value in said.items()}))
        assert seen is not None
        return seen.prompt_hash

    named = prompt(**{"prompt.name": "p", "system_instructions": "Today is Monday."})
    assert named == prompt(**{"prompt.name": "p", "system_instructions": "Today is Tuesday."})
    assert prompt(system_instructions="a") != prompt(system_instructions="b")
    assert prompt() is None


def test_numbers_are_finite() -> None:
    assert [number(value) for value in (1, "2.5", "nan", "1e999", True, None, [])] == [1, 2.5, None, None, None, None,
                                                                                      None]  # fmt: skip
    assert http_code({"http.status_code": "503"}) == 503
    assert http_code({"http.response.status_code": 42}) is None
