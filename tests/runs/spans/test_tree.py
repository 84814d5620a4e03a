"""Which span of an agent lies under which."""

from __future__ import annotations

from rootward.kit.canonical import JSON
from rootward.runs.spans.seen import see
from rootward.runs.spans.tree import own_name, tree_of
from tests.runs.spans.recorded import span

AGENT: dict[str, JSON] = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "a"}
TOOL: dict[str, JSON] = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t"}


def test_ordinary_spans_carry_the_tree_on() -> None:
    tree = tree_of([span(3, 2, "execute_tool t", 2, attributes=TOOL), span(2, 1, "POST /tool", 1),
                    span(1, 0, "invoke_agent a", 0, 50, attributes=AGENT)])  # fmt: skip
    agent, tool = tree.nodes
    assert (tool.above, tool.agent, tool.depth) == (agent, "a", 2)
    assert tree.tops == [agent]
    assert tree.closed


def test_the_nearest_agent_span_over_a_failed_answer_has_it() -> None:
    tree = tree_of([span(1, 0, "invoke_agent a", 0, 50, attributes=AGENT), span(2, 1, "t", 1, 9, attributes=TOOL),
                    span(3, 2, "GET", 2, 3, attributes={"http.response.status_code": 503}),
                    span(4, 2, "GET", 6, 3, attributes={"http.response.status_code": 404})])  # fmt: skip
    agent, tool = tree.nodes
    assert (agent.answer[1], tool.answer[1]) == (0, 404)


def test_a_tree_is_closed_when_its_root_and_every_parent_have_come() -> None:
    root, inner = span(1, 0, "a", 0, 50, attributes=AGENT), span(3, 2, "t", 2, attributes=TOOL)
    assert not tree_of([inner]).closed
    assert not tree_of([root, inner]).closed
    assert tree_of([root, inner, span(2, 1, "POST", 1)]).closed


def test_a_thing_has_its_own_name() -> None:
    def named(name: str, attributes: dict[str, JSON]) -> str:
        seen = see(span(1, 0, name, attributes=attributes))
        assert seen is not None
        return own_name(seen)

    assert named("execute_tool search", {"gen_ai.operation.name": "execute_tool"}) == "search"
    assert named("search.tool", {"traceloop.span.kind": "tool", "traceloop.entity.name": "search"}) == "search"
    assert named("invoke_agent planner", {"gen_ai.operation.name": "invoke_agent"}) == "planner"
    assert named("chat gpt", {"gen_ai.operation.name": "chat"}) == "chat gpt"
