"""Seen: what one span says of an agent's work, under our names instead of its vendor's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from rootward.kit.canonical import JSON, sha256_hex
from rootward.runs.model import Cost
from rootward.runs.spans.messages import Message, decoded, messages_of, text_of, unflattened
from rootward.runs.spans.names import ALIASES, EVENTS, INDEXED, KINDS, MARKS, TIMED_OUT, Field, Kind

__all__ = ["RunSpan", "Seen", "http_code", "is_of_an_agent", "number", "see"]

_EVENTS_KEY = "gen_ai.events"
_NO_TYPE = ("_OTHER", "error", "Error", "")
_FAILED_LEVELS = ("error", "fatal", "critical")
_MOST_SPENT = 10**12
_TIMEOUT_CODES = (408, 504)


class RunSpan(Protocol):
    """A span as whoever stores or imports spans has it; times in ns, `trace_id` and ids as text."""

    @property
    def ts(self) -> int: ...
    @property
    def duration_ns(self) -> int: ...
    @property
    def trace_id(self) -> str: ...
    @property
    def span_id(self) -> str: ...
    @property
    def parent_id(self) -> str: ...
    @property
    def entity(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def attributes(self) -> Mapping[str, JSON]: ...


@dataclass(slots=True, kw_only=True)
class Seen:
    """`said` holds what its attributes say; `lists` what flattened attributes hold, by their prefix."""

    span: RunSpan
    kind: Kind
    said: dict[Field, JSON]
    lists: dict[str, list[JSON]]
    messages_in: list[Message] = field(default_factory=list)
    messages_out: list[Message] = field(default_factory=list)
    status: str = "success"
    error_type: str | None = None
    error_message: str | None = None
    status_code: int | None = None

    def text(self, name: Field) -> str:
        found = self.said.get(name)
        return found if isinstance(found, str) else "" if found is None else str(found)

    @property
    def ended_at(self) -> int:
        return self.span.ts + self.span.duration_ns

    @property
    def failed(self) -> bool:
        return self.status in ("failure", "timeout")

    @property
    def finish_reason(self) -> str | None:
        found = decoded(self.said.get("finish"))
        if isinstance(found, list):
            found = next((reason for reason in found if isinstance(reason, str)), None)
        said = next((one.finish for one in self.messages_out if one.finish), None)
        return found if isinstance(found, str) and found else said

    @property
    def prompt_hash(self) -> str | None:
        """A template and its version where they are named, else of the instructions themselves."""
        name, version = self.text("prompt_name"), self.text("prompt_version")
        if name:
            return sha256_hex([name, version])
        told = text_of(self.said.get("system")) or next(
            (one.text for one in self.messages_in if one.role == "system"), ""
        )
        return sha256_hex(told) if told else None

    @property
    def cost(self) -> Cost:
        usage, costs = decoded(self.said.get("usage")), decoded(self.said.get("costs"))
        spent = number(self.said.get("cost"))
        return Cost(
            tokens_prompt=_tokens(self.said.get("tokens_in"), usage, "input_tokens", "input", "prompt_tokens"),
            tokens_completion=_tokens(
                self.said.get("tokens_out"), usage, "output_tokens", "output", "completion_tokens"
            ),
            total_cost_usd=_plausible(spent if spent is not None else _member(costs, "total", "total_cost")),
        )


def is_of_an_agent(attributes: Mapping[str, JSON]) -> bool:
    """Whether a span with these attributes is of an agent at all; the others of its trace stay spans."""
    return not _TELLING.isdisjoint(attributes) and kind_of(attributes) is not None


def kind_of(attributes: Mapping[str, JSON]) -> Kind | None:
    known: Kind | None = None
    for name, kinds in KINDS.items():
        value = attributes.get(name)
        if isinstance(value, str) and value:
            kind = kinds.get(value.lower())
            if kind is None and name in _ONLY_KNOWN:
                continue
            if kind is not None and kind != "step":
                return kind
            known = "step"
    return known or next((kind for name, kind in MARKS.items() if attributes.get(name) not in (None, "")), None)


def see(span: RunSpan) -> Seen | None:
    """None for a span that is of no agent, and for a sender's note that a span has begun."""
    kind = kind_of(span.attributes)
    if kind is None or span.attributes.get("logfire.span_type") == "pending_span":
        return None
    said: dict[Field, JSON] = {}
    places: dict[Field, int] = {}
    flat: dict[str, list[tuple[str, JSON]]] = {}
    for name, value in span.attributes.items():
        alias = ALIASES.get(name)
        if alias is not None:
            known, place = alias
            if value not in (None, "") and place < places.get(known, 99):
                said[known], places[known] = value, place
        elif name.startswith(INDEXED):
            prefix = next(prefix for prefix in INDEXED if name.startswith(prefix))
            flat.setdefault(prefix, []).append((name[len(prefix) :], value))
    lists = {prefix: unflattened(pairs) for prefix, pairs in flat.items()}
    seen = Seen(span=span, kind=kind, said=said, lists=lists)
    _take_messages(seen)
    _take_outcome(seen)
    return seen


def number(value: JSON) -> float | None:
    """A number that may be written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def http_code(attributes: Mapping[str, JSON]) -> int | None:
    """The HTTP status on any span, one of an agent or not."""
    found = number(attributes.get("http.response.status_code", attributes.get("http.status_code")))
    return int(found) if found is not None and 100 <= found < 600 else None


def _take_messages(seen: Seen) -> None:
    lists = seen.lists
    seen.messages_in = messages_of(
        lists.get("gen_ai.prompt.") or lists.get("llm.input_messages.") or seen.said.get("messages_in"), "user"
    )
    seen.messages_out = messages_of(
        lists.get("gen_ai.completion.") or lists.get("llm.output_messages.") or seen.said.get("messages_out"),
        "assistant",
    )
    if seen.kind == "llm":  # recorded inputs of a model are its messages, where they are anything like it
        seen.messages_in = seen.messages_in or _said(seen.said.get("input"), "user")
        seen.messages_out = seen.messages_out or _said(seen.said.get("output"), "assistant")
    events = seen.span.attributes.get(_EVENTS_KEY)
    for event in events if isinstance(events, list) else []:
        if isinstance(event, dict) and (role := EVENTS.get(str(event.get("name")))):
            told = event.get("gen_ai.event.content") or {**event, "role": event.get("role", role)}
            out = event.get("name") == "gen_ai.choice"
            (seen.messages_out if out else seen.messages_in).extend(messages_of(told, role))


def _said(value: JSON, role: str) -> list[Message]:
    """Messages with a text or a request in a recorded value; a plain text is one."""
    found = messages_of(value, role)
    return found if any(one.text or one.requests or one.answers for one in found) else []


def _take_outcome(seen: Seen) -> None:
    """Error fields are read where the span failed: an exception that was handled is no failure."""
    span, said = seen.span, seen.said
    level = seen.text("level").lower()
    named = seen.text("error_type")
    if span.status != "error" and level not in _FAILED_LEVELS and (not named or span.status == "ok"):
        return
    code = number(said.get("status_code"))
    if code is None and named.isdecimal():
        code = float(named)
    seen.status_code = int(code) if code is not None and 100 <= code < 1000 else None
    vague = named in _NO_TYPE or named.isdecimal()
    seen.error_type = (seen.text("exception_type") if vague else named) or None
    said_of_it = seen.text("error_message") or span.message
    seen.error_message = said_of_it if said_of_it not in ("", seen.error_type) else None
    kinds = [seen.error_type or "", seen.text("exception_type")]
    late = any(_is_timeout(kind) for kind in kinds) or seen.status_code in _TIMEOUT_CODES
    seen.status = "timeout" if late else "failure"


def _is_timeout(error: str) -> bool:
    last = error.replace("/", ".").rpartition(".")[2].lower()
    return last.endswith(TIMED_OUT)


def _tokens(given: JSON, usage: JSON, *names: str) -> int | None:
    found = number(given)
    if found is None:
        found = _member(usage, *names)
    known = _plausible(found)
    return None if known is None else int(known)


def _plausible(found: float | None) -> float | None:
    """What nobody spends in one call is a mistake, and would not fit where sums are kept."""
    return found if found is not None and 0 <= found < _MOST_SPENT else None


def _member(value: JSON, *names: str) -> float | None:
    if not isinstance(value, dict):
        return None
    return next((found for name in names if (found := number(value.get(name))) is not None), None)


_TELLING = frozenset((*KINDS, *MARKS))
_ONLY_KNOWN = frozenset(("mcp.method.name", "llm.request.type"))
"""Attributes that ordinary spans have, too: only the values that are known say anything."""
