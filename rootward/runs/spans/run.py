"""Run: the spans of one trace as one agent run.

The same spans give the same run, in whatever order and in however many batches they came. What nobody captured stays
empty: structure, times, errors and counts are enough for a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rootward.runs.model import AgentRun, Cost, Step
from rootward.runs.spans.calls import SUMMARY, calls_of, guardrails_of, retries_of, tools_of
from rootward.runs.spans.messages import last_said, text_of
from rootward.runs.spans.names import GENERIC, PREPARES, Field
from rootward.runs.spans.seen import RunSpan, Seen
from rootward.runs.spans.tree import Node, Tree, tree_of

__all__ = ["run_of"]

Spent = tuple[float | None, float | None, float | None]
_NOTHING: Spent = (None, None, None)
_MS = 1_000_000


def run_of(spans: Iterable[RunSpan], *, over: bool = False) -> AgentRun | None:
    """The run of a trace; None when no span is of an agent. Its id is the trace's.

    A run is running until its root has come with everything under it, or until it is `over`: nothing has come for long.
    """
    tree = tree_of(spans)
    if all(PREPARES.items() <= node.seen.span.attributes.items() for node in tree.nodes):
        return None
    name = _agent_name(tree)
    first, tops = tree.nodes[0], tree.tops
    last = max(tops, key=lambda node: (node.seen.ended_at, node.seen.span.span_id))
    ended = max(node.seen.ended_at for node in tree.nodes)
    status = _status(tree, last) if tree.closed or over else "running"
    failing = _failing(tree, last) if status in ("failure", "timeout") else None
    sends = _first(tree.nodes, "conversation")
    steps = tuple(_step(node, name) for node in tree.nodes)
    return AgentRun(
        run_id=first.seen.span.trace_id, agent_name=name,
        agent_version=_first(tree.nodes, "agent_version"), model=_model(tree.nodes),
        environment=_first(tree.nodes, "environment"), status=status, task=_task(tree),
        error_type=failing.seen.error_type if failing else None,
        error_message=failing.seen.error_message[:SUMMARY] if failing and failing.seen.error_message else None,
        trace_id=first.seen.span.trace_id, correlation_ids=(sends,) if sends else (),
        prompt_hash=next((step.prompt_hash for step in steps if step.prompt_hash), None),
        started_at=first.seen.span.ts, ended_at=None if status == "running" else ended,
        steps=steps, tool_calls=tuple(calls_of(tree.nodes)),
        guardrail_events=tuple(guardrails_of(tree.nodes)), tools=tuple(tools_of(tree.nodes)), cost=_spent(tree, steps),
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
    first = tree.nodes[0]
    agents = [node for node in tree.nodes if node.seen.kind == "agent"]
    name = min(agents, key=lambda node: node.depth).agent if agents else ""
    if name in GENERIC:
        name = next((node.agent for node in tree.tops if node.agent not in GENERIC), "")
    service = first.seen.span.entity.removeprefix("service:")
    if agents and not name:
        return first.name
    return name or first.seen.text("entity_name") or service or first.name


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


def _step(node: Node, run_agent: str) -> Step:
    seen, span = node.seen, node.seen.span
    return Step(
        step_id=span.span_id, name=span.name or node.name, kind=seen.kind, status=seen.status,
        agent=run_agent if node.agent in GENERIC else node.agent,
        parent_id=node.above.seen.span.span_id if node.above else None, started_at=span.ts, ended_at=seen.ended_at,
        latency_ms=span.duration_ns // _MS, retries=retries_of(seen), input_summary=_input(seen)[:SUMMARY],
        output_summary=_output(seen)[:SUMMARY], error_type=seen.error_type,
        error_message=seen.error_message[:SUMMARY] if seen.error_message else None, model=seen.text("model") or None,
        finish_reason=seen.finish_reason, prompt_hash=seen.prompt_hash, cost=seen.cost,
    )  # fmt: skip


def _input(seen: Seen) -> str:
    said = last_said(seen.messages_in, "user", "tool")
    return said or text_of(seen.said.get("arguments", seen.said.get("input")))


def _output(seen: Seen) -> str:
    if seen.messages_out:
        said = last_said(seen.messages_out, "assistant", "tool", "")
        calls = [f"{request.name}(…)" for one in seen.messages_out for request in one.requests]
        return said or ", ".join(calls)
    return text_of(seen.said.get("result", seen.said.get("output")))


def _spent(tree: Tree, steps: Sequence[Step]) -> Cost:
    """The sum over the tree, where what an agent says of all its models is not added to what they say themselves."""
    below: dict[int, list[Spent]] = {}
    total: list[Spent] = []
    costs = zip(tree.nodes, (step.cost for step in steps), strict=True)
    for node, own in sorted(costs, key=lambda pair: -pair[0].depth):
        inner = below.pop(id(node), None)
        spent: Spent = (own.tokens_prompt, own.tokens_completion, own.total_cost_usd)
        if inner:
            spent = _sum(inner, spent)
        if spent != _NOTHING:
            (total if node.above is None else below.setdefault(id(node.above), [])).append(spent)
    prompt, completion, usd = _sum(total, _NOTHING)
    return Cost(
        tokens_prompt=None if prompt is None else int(prompt),
        tokens_completion=None if completion is None else int(completion), total_cost_usd=usd,
    )  # fmt: skip


def _sum(inner: Sequence[Spent], own: Spent) -> Spent:
    """What is under a node, or what it says itself where that is more."""
    prompt, completion, usd = (
        _most(own[place], [one for row in inner if (one := row[place]) is not None]) for place in range(3)
    )
    return prompt, completion, usd


def _most(own: float | None, inner: Sequence[float]) -> float | None:
    return max(own or 0, sum(inner)) if inner else own
