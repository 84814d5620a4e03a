"""Tree: which span of an agent lies under which, whose agent's it is, and whether all that is missing has come.

Ordinary spans of a service carry the tree on: a tool under an HTTP request under an agent is the agent's. Linear in the
number of spans, in whatever order they come; what points at itself in a circle is cut at its earliest span.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rootward.kit.canonical import JSON, canonical
from rootward.runs.spans.names import Kind
from rootward.runs.spans.seen import RunSpan, Seen, http_code, see

__all__ = ["Node", "Tree", "tree_of"]

_PREFIXES = ("invoke_agent ", "execute_tool ", "create_agent ")


@dataclass(slots=True, kw_only=True)
class Node:
    """A span of an agent in its place. `above` is the nearest span of an agent over it; `agent` is who acts in it;
    `answer` is the last failed HTTP answer under it (its time and code), where no other span of an agent is nearer."""

    seen: Seen
    above: Node | None
    agent: str
    depth: int
    answer: tuple[int, int] = (0, 0)

    @property
    def name(self) -> str:
        return own_name(self.seen)


@dataclass(slots=True, kw_only=True)
class Tree:
    """`nodes` in the order in which they happened, whoever contains others first. `closed`: the root has come, and
    nothing under a span that has not. `failed_root`: the trace's root is of no agent, and failed."""

    nodes: list[Node]
    closed: bool
    failed_root: bool

    @property
    def tops(self) -> list[Node]:
        return [node for node in self.nodes if node.above is None]


def tree_of(spans: Iterable[RunSpan]) -> Tree:
    """Of the spans of one trace."""
    known = _once(spans)
    children: dict[str, list[RunSpan]] = {}
    roots: list[RunSpan] = []
    complete = True
    for span in known.values():
        if span.parent_id in known and span.parent_id != span.span_id:
            children.setdefault(span.parent_id, []).append(span)
        else:
            complete = complete and not span.parent_id
            roots.append(span)
    nodes: list[Node] = []
    for span, parent, depth in _walk(known, roots, children):
        nodes += _place(span, parent, depth)
    nodes.sort(key=lambda node: (node.seen.span.ts, node.depth, node.seen.span.span_id))
    failed = any(root.status == "error" and not root.parent_id and see(root) is None for root in roots)
    return Tree(nodes=nodes, closed=complete and any(not root.parent_id for root in roots), failed_root=failed)


def own_name(seen: Seen) -> str:
    """What the thing is called that a span is about: its tool, its agent, or the span's own name."""
    own: dict[Kind, str] = {
        "tool": seen.text("tool") or seen.text("entity_name"),
        "retrieval": seen.text("tool") or seen.text("entity_name"),
        "agent": seen.text("agent") or seen.text("entity_name"),
    }
    plain = next((seen.span.name[len(prefix) :] for prefix in _PREFIXES if seen.span.name.startswith(prefix)), "")
    return own.get(seen.kind, "") or plain or seen.span.name


def _once(spans: Iterable[RunSpan]) -> dict[str, RunSpan]:
    """Every span once; of two with one id the one that ended last, whichever came first."""
    known: dict[str, RunSpan] = {}
    for span in spans:
        other = known.get(span.span_id)
        if other is None or (other is not span and _rank(span) > _rank(other)):
            known[span.span_id] = span
    return known


def _rank(span: RunSpan) -> tuple[int, int, bytes]:
    told: dict[str, JSON] = {"name": span.name, "status": span.status, "said": dict(span.attributes)}
    return span.ts + span.duration_ns, span.ts, canonical(told)


Walked = tuple[RunSpan, "_Above", int]


@dataclass(slots=True)
class _Above:
    """The nearest span of an agent over a span, if any."""

    node: Node | None = None


def _walk(
    known: dict[str, RunSpan], roots: list[RunSpan], children: dict[str, list[RunSpan]]
) -> Iterator[Walked]:  # fmt: skip
    """Every span once, parents first. The caller sets `node` of what it is given for those below."""
    left = dict(known)
    waiting = [(root, _Above(), 0) for root in roots]
    while waiting or left:
        if not waiting:
            waiting = [(min(left.values(), key=lambda span: (span.ts, span.span_id)), _Above(), 0)]
        span, above, depth = waiting.pop()
        if left.pop(span.span_id, None) is None:
            continue
        mine = _Above(above.node)
        yield span, mine, depth
        waiting += [(child, mine, depth + 1) for child in children.get(span.span_id, ())]


def _place(span: RunSpan, above: _Above, depth: int) -> list[Node]:
    seen = see(span)
    if seen is None:
        code = http_code(span.attributes)
        if code is not None and code >= 400 and above.node is not None:
            above.node.answer = max(above.node.answer, (span.ts + span.duration_ns, code))
        return []
    inherited = above.node.agent if above.node is not None else ""
    agent = own_name(seen) if seen.kind == "agent" else seen.text("agent") or inherited
    node = Node(seen=seen, above=above.node, agent=agent, depth=depth)
    above.node = node
    return [node]
