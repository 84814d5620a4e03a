"""Calls: the tool calls and guardrail events of a trace, from its spans and from what models asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from rootward.kit.canonical import JSON, sha256_hex
from rootward.runs.model import GuardrailEvent, ToolCall, ToolDefinition
from rootward.runs.spans.messages import Request, decoded, text_of
from rootward.runs.spans.names import ENTITY_INPUT
from rootward.runs.spans.seen import Seen, number
from rootward.runs.spans.tree import Node

__all__ = ["SUMMARY", "calls_of", "code_of", "guardrails_of", "retries_of", "tools_of"]

SUMMARY = 2000
"""The longest summary of a text, in characters."""
_MS = 1_000_000
_BLOCKED = ("content_filter", "content-filter", "content_filtered", "safety", "guardrail_intervened", "refusal")
_WRAPPERS = frozenset((*ENTITY_INPUT, "input_str", "tags", "metadata", "config", "name", "run_type"))
_LISTS = ("documents", "results", "matches", "hits", "items", "chunks", "source_nodes", "sources")


def calls_of(nodes: Sequence[Node]) -> list[ToolCall]:
    """In order. A call that has no span of its own is told from what a model asked for and was answered. The same
    call seen by two instrumentations, one inside the other, is one call."""
    answers = {call_id: text for node in nodes for one in node.seen.messages_in for call_id, text in one.answers}
    asked = [(node, request) for node in nodes for one in node.seen.messages_out for request in one.requests]
    spanned = [node for node in nodes if node.seen.kind in ("tool", "retrieval") and not _is_inner(node)]
    matched = _matched(spanned, asked)
    found = [_spanned(node, matched.get(id(node)), answers) for node in spanned]
    carried = {id(request) for request in matched.values()}
    taken = {call.call_id for call in found} | {request.call_id for request in matched.values() if request.call_id}
    for place, (node, request) in enumerate(asked):
        call_id = request.call_id or f"{node.seen.span.span_id}.{place}"
        if id(request) not in carried and call_id not in taken:
            taken.add(call_id)
            found.append(_told(node, request, call_id, answers.get(request.call_id)))
    return sorted(found, key=lambda call: (call.started_at or 0, call.call_id))


def _matched(spanned: Sequence[Node], asked: Sequence[tuple[Node, Request]]) -> dict[int, Request]:
    """What was asked for by the span that carried it out: the one with its id, else the next of that tool without an
    id. The same request seen by two instrumentations, with one id, is carried out by the span of either."""
    by_id: dict[str, list[Request]] = {}
    by_name: dict[str, deque[Request]] = {}
    for _, request in asked:
        if request.call_id:
            by_id.setdefault(request.call_id, []).append(request)
    found: dict[int, Request] = {}
    used: set[str] = set()
    for node in spanned:
        call_id = node.seen.text("call_id")
        if call_id in by_id:
            found[id(node)] = by_id[call_id][0]
            used.add(call_id)
    for _, request in asked:
        if request.call_id not in used:
            by_name.setdefault(request.name, deque()).append(request)
            used.add(request.call_id or f"#{id(request)}")
    for node in spanned:
        waiting = by_name.get(node.name)
        if id(node) not in found and not node.seen.text("call_id") and waiting:
            found[id(node)] = waiting.popleft()
    return found


def guardrails_of(nodes: Iterable[Node]) -> list[GuardrailEvent]:
    """Checks that spoke up: a guardrail that failed or was triggered, a model's answer that was filtered, a tool that
    was denied. A guardrail that had nothing to say is a step and no event."""
    found: list[GuardrailEvent] = []
    for node in nodes:
        seen, span = node.seen, node.seen.span
        kind = message = ""
        if seen.kind == "guardrail" and (seen.failed or _triggered(seen)):
            kind = "other" if seen.failed else "policy_block"
            message = seen.error_message or f"{node.name} was triggered"
        elif (seen.finish_reason or "").lower() in _BLOCKED:
            kind, message = "policy_block", f"{node.name} ended with {seen.finish_reason}"
        elif seen.text("disposition").lower() == "deny":
            kind, message = "policy_block", f"{node.name} was denied"
        if kind:
            is_call = seen.kind in ("tool", "retrieval")
            found.append(
                GuardrailEvent(
                    event_id=span.span_id, type=kind, message=message[:SUMMARY], step_id=span.span_id,
                    call_id=span.span_id if is_call else None, created_at=seen.ended_at,
                )
            )  # fmt: skip
    return found


def tools_of(nodes: Iterable[Node]) -> list[ToolDefinition]:
    """The tools that the agents were told of, each name once, as it was first told."""
    found: dict[str, ToolDefinition] = {}
    for node in nodes:
        seen = node.seen
        told = decoded(seen.said.get("tools"))
        if isinstance(told, dict):
            told = told.get("function_tools")
        listed = [*(told if isinstance(told, list) else [])]
        listed += [*seen.lists.get("llm.tools.", ()), *seen.lists.get("llm.request.functions.", ())]
        if seen.kind == "tool" and "tool_schema" in seen.said:
            schema = seen.said["tool_schema"]
            listed.append(
                {"name": node.name, "parameters": schema, "description": seen.text("tool_description")}
            )  # fmt: skip
        for item in listed:
            tool = _definition(item)
            if tool is not None:
                found.setdefault(tool.name, tool)
    return list(found.values())


def _definition(item: JSON) -> ToolDefinition | None:
    item = decoded(item)
    for wrapper in ("tool", "json_schema", "function"):
        inner = decoded(item.get(wrapper)) if isinstance(item, dict) else None
        item = inner if isinstance(inner, dict) else item
    if not isinstance(item, dict) or not isinstance(item.get("name"), str) or not item["name"]:
        return None
    names = ("parameters", "input_schema", "inputSchema", "schema", "parameters_json_schema")
    schema = decoded(next((item[name] for name in names if item.get(name) is not None), None))
    if isinstance(schema, dict) and isinstance(schema.get("function"), dict):  # a whole definition in a schema's place
        return _definition(schema)
    description = item.get("description")
    return ToolDefinition(
        name=str(item["name"]), description=description[:SUMMARY] if isinstance(description, str) else "",
        schema=schema,
    )  # fmt: skip


def _is_inner(node: Node) -> bool:
    """The same call once more: a client's span under the one that carries it out, or a server's."""
    above = node.above
    return above is not None and above.seen.kind == node.seen.kind == "tool" and above.name == node.name


def _spanned(node: Node, request: Request | None, answers: dict[str, str]) -> ToolCall:
    seen, span = node.seen, node.seen.span
    arguments = _arguments(seen)
    if request is not None and request.arguments is not None and not isinstance(arguments, dict):
        arguments = request.arguments
    result = seen.said.get("result", seen.said.get("output"))
    if result is None:
        result = answers.get(seen.text("call_id"))
    status, message = seen.status, seen.error_message
    if status == "success" and _says_error(result):
        status, message = "failure", text_of(result)
    return ToolCall(
        call_id=span.span_id, step_id=span.span_id, tool_name=node.name,
        kind="retrieval" if seen.kind == "retrieval" else "tool", status=status, args=arguments,
        args_hash=_hash(arguments), result_summary=text_of(result)[:SUMMARY],
        result_count=_count(seen, result) if seen.kind == "retrieval" else None, error_class=seen.error_type,
        error_message=message[:SUMMARY] if message else None, status_code=code_of(node), started_at=span.ts,
        ended_at=seen.ended_at, latency_ms=span.duration_ns // _MS, retries=retries_of(seen),
    )  # fmt: skip


def retries_of(seen: Seen) -> int:
    """How often a request was sent again; 0 for what is no count."""
    found = seen.text("resend")
    return int(found) if found.isdecimal() and len(found) < 7 else 0


def code_of(node: Node) -> int | None:
    """A failed span's own status code, else that of the last failed HTTP call under it."""
    if node.seen.status_code is not None or not node.seen.failed:
        return node.seen.status_code
    return node.answer[1] or None


def _told(node: Node, request: Request, call_id: str, answer: str | None) -> ToolCall:
    failed = answer is not None and _says_error(answer)
    return ToolCall(
        call_id=call_id, step_id=node.seen.span.span_id, tool_name=request.name,
        status="failure" if failed else "unknown" if answer is None else "success", args=request.arguments,
        args_hash=_hash(request.arguments), result_summary=(answer or "")[:SUMMARY],
        error_message=(answer or "")[:SUMMARY] if failed else None, started_at=node.seen.ended_at,
    )  # fmt: skip


def _arguments(seen: Seen) -> JSON:
    """What a tool was called with; the recorded input of a function is opened where its arguments lie in it."""
    value = decoded(seen.said.get("arguments", seen.said.get("input")))
    if not isinstance(value, dict) or not value or not value.keys() <= _WRAPPERS:
        return value
    if "arguments" in seen.said and "input_str" not in value:
        return value
    for name in ("inputs",) if "input_str" in value else ENTITY_INPUT:
        inner = decoded(value.get(name))
        if isinstance(inner, dict | list) and inner:
            return inner
    return value


def _hash(arguments: JSON) -> str:
    return "" if arguments is None else sha256_hex(arguments)


def _says_error(result: JSON) -> bool:
    """By the fields that protocols have for it (MCP, Anthropic, LangChain), not by its words."""
    found = decoded(result)
    if not isinstance(found, dict):
        return False
    flags = (found.get("isError"), found.get("is_error"))
    return any(flag is True for flag in flags) or (found.get("status") == "error" and "content" in found)


def _triggered(seen: Seen) -> bool:
    flag = seen.said.get("triggered")
    told = decoded(seen.said.get("output"))
    members = told if isinstance(told, dict) else {}
    blocked = any(members.get(name) is True for name in ("triggered", "tripwire_triggered", "blocked", "flagged"))
    return flag in (True, "true", "True") or blocked or members.get("passed") is False


def _count(seen: Seen, result: JSON) -> int | None:
    """How many documents a retrieval brought. An empty list leaves no flattened attribute behind, so without any
    the recorded output decides; None where content is not captured."""
    counted = number(seen.said.get("document_count"))
    if counted is not None:
        return int(counted)
    listed = seen.lists.get("retrieval.documents.")
    documents = listed if listed else decoded(seen.said.get("documents"))
    if isinstance(documents, list):
        return len(documents)
    found = decoded(result)
    if isinstance(found, dict):
        found = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), None)
    return len(found) if isinstance(found, list) else None
