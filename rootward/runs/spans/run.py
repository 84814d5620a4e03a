"""Run: the spans of one trace as one agent run.

The same spans give the same run, in whatever order and in however many batches they came. What nobody captured stays
empty: structure, times, errors and counts are enough for a run.
"""

from __future__ import annotations

from collections.abc import Iterable

from rootward.runs.model import AgentRun, Cost, Step
from rootward.runs.spans.calls import SUMMARY, calls_of, guardrails_of, tools_of
from rootward.runs.spans.messages import last_said, text_of
from rootward.runs.spans.names import Field
from rootward.runs.spans.seen import RunSpan, Seen
from rootward.runs.spans.tree import Node, Tree, tree_of

__all__ = ["run_of"]

_MS = 1_000_000


def run_of(spans: Iterable[RunSpan], *, over: bool = False) -> AgentRun | None:
    """The run of a trace; None when no span is of an agent. Its id is the trace's.

    A run is running until its root has come with everything under it, or until it is `over`: nothing has come for long.
    """
    tree = tree_of(spans)
    if not tree.nodes:
        return None
    first, tops = tree.nodes[0], tree.tops
    last = max(tops, key=lambda node: (node.seen.ended_at, node.seen.span.span_id))
    ended = max(node.seen.ended_at for node in tree.nodes)
    status = _status(tree, last) if tree.closed or over else "running"
    failing = _failing(tree, last) if status in ("failure", "timeout") else None
    sends = _first(tree.nodes, "conversation")
    return AgentRun(
        run_id=first.seen.span.trace_id, agent_name=_agent_name(tree),
        agent_version=_first(tree.nodes, "agent_version"), model=_model(tree.nodes),
        environment=_first(tree.nodes, "environment"), status=status, task=_task(tree),
        error_type=failing.seen.error_type if failing else None,
        error_message=failing.seen.error_message[:SUMMARY] if failing and failing.seen.error_message else None,
        trace_id=first.seen.span.trace_id, correlation_ids=(sends,) if sends else (),
        prompt_hash=next((step for node in tree.nodes if (step := node.seen.prompt_hash)), None),
        started_at=first.seen.span.ts, ended_at=None if status == "running" else ended,
        steps=tuple(_step(node) for node in tree.nodes), tool_calls=tuple(calls_of(tree.nodes)),
        guardrail_events=tuple(guardrails_of(tree.nodes)), tools=tuple(tools_of(tree.nodes)), cost=_spent(tree),
    )  # fmt: skip


def _status(tree: Tree, last: Node) -> str:
    """What ended last decides among the outermost: a model that was asked again and answered has not failed."""
    if tree.failed_root and not last.seen.failed:
        return "failure"
    return last.seen.status


def _failing(tree: Tree, last: Node) -> Node | None:
    """Who says what went wrong: the outermost that failed, or the last one under it where that only passes it on."""
    if last.seen.failed and (last.seen.error_type or last.seen.error_message):
        return last
    failed = [node for node in tree.nodes if node.seen.failed and (node.seen.error_type or node.seen.error_message)]
    return max(failed, key=lambda node: (node.seen.ended_at, node.depth, node.seen.span.span_id), default=None)


def _agent_name(tree: Tree) -> str:
    """The outermost agent; without any the workflow, or the service that the spans are of."""
    agents = [node for node in tree.nodes if node.seen.kind == "agent"]
    if agents:
        outermost = min(agents, key=lambda node: node.depth)
        return outermost.agent
    first = tree.nodes[0]
    named = next((node.agent for node in tree.tops if node.agent), "")
    service = first.seen.span.entity.removeprefix("service:")
    return named or first.seen.text("entity_name") or service or first.seen.span.name


def _model(nodes: list[Node]) -> str:
    """The model of the first call of one."""
    called = (node.seen.text("model") for node in nodes if node.seen.kind == "llm")
    return next((model for model in called if model), "") or _first(nodes, "model")


def _task(tree: Tree) -> str:
    """What was asked of the outermost in plain words, else what the user said first."""
    top = tree.tops[0].seen
    asked = "" if top.kind == "llm" else _input(top)
    if not asked or asked[0] in "{[":
        said = (one.text for node in tree.nodes for one in node.seen.messages_in if one.role == "user" and one.text)
        asked = next(said, asked)
    return asked[:SUMMARY]


def _first(nodes: list[Node], name: Field) -> str:
    return next((found for node in nodes if (found := node.seen.text(name))), "")


def _step(node: Node) -> Step:
    seen, span = node.seen, node.seen.span
    return Step(
        step_id=span.span_id, name=span.name or node.name, kind=seen.kind, status=seen.status, agent=node.agent,
        parent_id=node.above.seen.span.span_id if node.above else None, started_at=span.ts, ended_at=seen.ended_at,
        latency_ms=span.duration_ns // _MS, retries=_retries(seen), input_summary=_input(seen)[:SUMMARY],
        output_summary=_output(seen)[:SUMMARY], error_type=seen.error_type,
        error_message=seen.error_message[:SUMMARY] if seen.error_message else None, model=seen.text("model") or None,
        finish_reason=seen.finish_reason, prompt_hash=seen.prompt_hash, cost=seen.cost,
    )  # fmt: skip


def _retries(seen: Seen) -> int:
    found = seen.text("resend")
    return int(found) if found.isdecimal() and len(found) < 7 else 0


def _input(seen: Seen) -> str:
    said = last_said(seen.messages_in, "user", "tool")
    return said or text_of(seen.said.get("arguments", seen.said.get("input")))


def _output(seen: Seen) -> str:
    if seen.messages_out:
        said = last_said(seen.messages_out, "assistant", "tool", "")
        calls = [f"{request.name}(…)" for one in seen.messages_out for request in one.requests]
        return said or ", ".join(calls)
    return text_of(seen.said.get("result", seen.said.get("output")))


def _spent(tree: Tree) -> Cost:
    """The sum over the tree, where what an agent says of all its models is not added to what they say themselves."""
    below: dict[int, list[tuple[float | None, ...]]] = {}
    total: list[tuple[float | None, ...]] = []
    for node in sorted(tree.nodes, key=lambda node: -node.depth):
        own, inner = node.seen.cost, below.pop(id(node), [])
        mine = (own.tokens_prompt, own.tokens_completion, own.total_cost_usd)
        spent = tuple(_most(one, column) for one, column in zip(mine, _columns(inner), strict=True))
        (total if node.above is None else below.setdefault(id(node.above), [])).append(spent)
    prompt, completion, usd = (_most(None, column) for column in _columns(total))
    return Cost(
        tokens_prompt=None if prompt is None else int(prompt),
        tokens_completion=None if completion is None else int(completion), total_cost_usd=usd,
    )  # fmt: skip


def _columns(rows: list[tuple[float | None, ...]]) -> list[list[float]]:
    return [[one for row in rows if (one := row[place]) is not None] for place in range(3)]


def _most(own: float | None, inner: list[float]) -> float | None:
    if not inner:
        return own
    return max(own or 0, sum(inner))
