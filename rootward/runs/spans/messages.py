"""Messages: what was said to a model and by it, whichever of the many shapes the sender wrote it in.

Known shapes: role with content (text or parts), role with `parts` (OpenTelemetry), `tool_calls` as OpenAI, Traceloop
and OpenInference write them, Anthropic's `tool_use` and `tool_result` parts, LangChain's `kwargs` and `data` wrappers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from rootward.kit.canonical import JSON, canonical

__all__ = ["Message", "Request", "decoded", "last_said", "messages_of", "text_of", "unflattened"]

_DECODE = msgspec.json.Decoder().decode
_WRONG = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_LISTS = ("messages", "choices", "generations")
_WRAPPERS = ("message", "kwargs", "data")
_ROLES = {"human": "user", "ai": "assistant", "model": "assistant", "function": "tool", "developer": "system"}
_MAX_DEPTH = 8
_TEXTS = ("text", "content", "output_text", "thinking")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call of a tool that a model asked for."""

    call_id: str
    name: str
    arguments: JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`answers` are the results of tools by the id of their call."""

    role: str = ""
    text: str = ""
    requests: tuple[Request, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    finish: str = ""


def decoded(value: JSON) -> JSON:
    """What a text holds when it is a JSON object or array, else the value as it is; without the NUL characters that
    JSON can spell and not every database can keep."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    try:
        found: JSON = _DECODE(value.replace("\\u0000", "\\ufffd"))
    except _WRONG:
        return value
    return found


def messages_of(value: JSON, role: str = "", depth: int = 0) -> list[Message]:
    """Every message in a value, in order; `role` is whose a message is that does not say so. What is nested deeper
    than anybody nests messages holds none."""
    value = decoded(value)
    if depth > _MAX_DEPTH:
        return []
    if isinstance(value, dict):
        inner = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
        return [_message(value, role, depth)] if inner is None else messages_of(inner, role, depth + 1)
    if isinstance(value, list):
        return [found for item in value for found in messages_of(item, role, depth + 1)]
    return [Message(role=role, text=value)] if isinstance(value, str) and value else []


def text_of(value: JSON, depth: int = 0) -> str:
    """A value as text for people: what was said where it is messages, else its JSON."""
    value = decoded(value)
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, dict | list):
        said = [message.text for message in messages_of(value, "", depth) if message.role and message.text]
        if said:
            return "\n".join(said)
    return canonical(value).decode()


def last_said(messages: Sequence[Message], *roles: str) -> str:
    """The last text of one of the roles; '' when none of them said anything."""
    return next((one.text for one in reversed(messages) if one.text and one.role in roles), "")


def unflattened(pairs: Iterable[tuple[str, JSON]]) -> list[JSON]:
    """The list that attributes such as `0.message.role` hold, without the prefix they share; gaps are left out."""
    tree: dict[str, JSON] = {}
    for path, value in pairs:
        *steps, last = path.split(".")
        node = tree
        for step in steps:
            inner = node.setdefault(step, {})
            if not isinstance(inner, dict):
                inner = node[step] = {}
            node = inner
        node[last] = value
    found = _lists(tree)
    return found if isinstance(found, list) else []


def _lists(value: JSON) -> JSON:
    """Mappings whose names are all numbers become lists."""
    if not isinstance(value, dict):
        return value
    if value and all(name.isdecimal() and len(name) < 7 for name in value):
        return [_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _lists(inner) for name, inner in value.items()}


def _message(value: Mapping[str, JSON], role: str, depth: int) -> Message:
    for wrapper in _WRAPPERS:
        inner = value.get(wrapper)
        if isinstance(inner, dict) and depth <= _MAX_DEPTH and "content" not in value and "parts" not in value:
            outer = _text(value, "type") if wrapper == "data" else role
            found = _message(inner, _ROLES.get(outer, outer), depth + 1)
            finish = _text(value, "finish_reason")
            return replace(found, finish=finish) if finish and not found.finish else found
    said = _text(value, "role") or _text(value, "type") or role
    said = _ROLES.get(said, said)
    parts = value.get("parts", value.get("content", value.get("contents")))
    texts, requests, answers = _parts(parts, depth)
    requests += _requests(value.get("tool_calls"))
    answered = _text(value, "tool_call_id") or (_text(value, "id") if said == "tool" else "")
    if answered and not answers:
        answers = [(answered, "\n".join(texts))]
    return Message(
        role=said, text="\n".join(texts), requests=tuple(requests), answers=tuple(answers),
        finish=_text(value, "finish_reason"),
    )  # fmt: skip


def _parts(value: JSON, depth: int) -> tuple[list[str], list[Request], list[tuple[str, str]]]:
    texts: list[str] = []
    requests: list[Request] = []
    answers: list[tuple[str, str]] = []
    value = decoded(value)
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict):
            _part(part, texts, requests, answers, depth)
    return texts, requests, answers


def _part(
    part: Mapping[str, JSON], texts: list[str], requests: list[Request], answers: list[tuple[str, str]], depth: int
) -> None:  # fmt: skip
    kind = _text(part, "type")
    inner = part.get("message_content")  # OpenInference wraps a part once more
    if isinstance(inner, dict):
        part, kind = inner, _text(inner, "type")
    if kind in ("tool_call", "tool_use", "function_call", "tool-call") or "functionCall" in part:
        requests += _requests([part.get("functionCall") or dict(part)])
    elif kind in ("tool_call_response", "tool_result", "tool-result", "function_call_output"):
        answer = next((part[name] for name in ("response", "result", "content", "output") if name in part), None)
        names = ("id", "tool_use_id", "tool_call_id", "toolCallId", "call_id")
        call_id = next((_text(part, name) for name in names if _text(part, name)), "")
        answers.append((call_id, answer if isinstance(answer, str) else text_of(answer, depth + 1)))
    else:
        texts += [found for name in _TEXTS if (found := _text(part, name))][:1]


def _requests(value: JSON) -> list[Request]:
    """Tool calls as OpenAI (`function` inside), Traceloop and OpenTelemetry (flat) and OpenInference write them."""
    value = decoded(value)
    found: list[Request] = []
    for item in value if isinstance(value, list) else []:
        call = item.get("tool_call", item) if isinstance(item, dict) else None
        if not isinstance(call, dict):
            continue
        function = call.get("function")
        inner = function if isinstance(function, dict) else call
        names = ("arguments", "input", "args")
        arguments = next((inner[name] for name in names if name in inner), None)
        name = _text(inner, "name") or _text(inner, "function.name") or _text(inner, "toolName")
        call_id = _text(call, "id") or _text(call, "call_id") or _text(call, "toolCallId")
        if name:
            found.append(Request(call_id=call_id, name=name, arguments=decoded(arguments)))
    return found


def _text(value: Mapping[str, JSON], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
