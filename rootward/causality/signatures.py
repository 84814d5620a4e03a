"""Signatures: words of failures, and the fault kind each speaks for.

The words for log lines, span errors and process events come from packs. What HTTP statuses and the contents of changes
speak for is a table here, in the vocabulary of systems in general; nothing is the name of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, Protocol

import re2

from rootward.causality.model import FaultHint
from rootward.packs.model import Pack

__all__ = [
    "COSMETIC", "TOPICS", "FoundIn", "Signature", "Signatures", "compile_signatures", "hints_in", "hints_of_status",
    "signatures_of", "topics_in",
]  # fmt: skip


class Pattern(Protocol):
    """A compiled RE2 expression."""

    def search(self, text: str, /) -> object | None: ...


FoundIn = Literal["log", "event", "span"]
_MATCHED = re2.Options()
_MATCHED.case_sensitive = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature of a pack as it is recorded with a plan: any of `patterns` in a text that is `found_in` one of
    these speaks for `fault` with strength `weight`; `meaning` is said to people. `blames` is whom the text speaks of:
    the one that wrote it (`self`), or as well the one it names (`peer`)."""

    name: str
    fault: str
    patterns: tuple[str, ...]
    weight: float
    meaning: str
    found_in: tuple[FoundIn, ...]
    blames: Literal["self", "peer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Signatures that are ready to be matched; two are equal when they were made of the same records."""

    records: tuple[Signature, ...] = ()
    patterns: tuple[tuple[Pattern, ...], ...] = field(default=(), compare=False, repr=False)


def signatures_of(pack: Pack) -> tuple[Signature, ...]:
    """What a pack says about signatures, as records."""
    return tuple(
        Signature(
            name=one.name, fault=one.fault, patterns=one.patterns, weight=one.weight, meaning=one.meaning,
            found_in=one.found_in, blames=one.blames,
        )
        for one in pack.signatures
    )  # fmt: skip


@lru_cache(maxsize=64)
def compile_signatures(records: tuple[Signature, ...]) -> Signatures:
    compiled = tuple(_compiled(record.patterns) for record in records)
    return Signatures(records=records, patterns=compiled)


def _compiled(patterns: tuple[str, ...]) -> tuple[Pattern, ...]:
    """As one expression, because most of a search is handing the text over; each by itself where two of them use the
    same group name."""
    try:
        return (re2.compile("|".join(f"(?:{pattern})" for pattern in patterns), _MATCHED),)
    except re2.error:
        return tuple(re2.compile(pattern, _MATCHED) for pattern in patterns)


STATUS_KINDS: tuple[tuple[frozenset[int], str, float, str], ...] = (
    (frozenset({401, 403}), "credential.expired", 1.0, "calls are refused as not authorised"),
    (frozenset({429}), "upstream.rate_limited", 1.0, "calls are refused as too many"),
    (frozenset({404, 405, 410, 400, 422}), "code.regression", 0.5, "calls are refused as malformed"),
    (frozenset({0, 408, 499, 500, 502, 503, 504}), "upstream.unavailable", 0.5, "calls fail or get no answer"),
)

TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("config.pool_size", (
        r"pool", r"max_?conn", r"connections?\b", r"max_?open", r"max_?idle", r"hikari",
    )),
    ("schema.slow_query", (
        r"\bindex", r"migrat", r"schema", r"alter table", r"create table", r"drop (table|index|column)",
        r"\bsql\b", r"query", r"column", r"mapping", r"join\b", r"n\+1",
    )),
    ("lock.contention", (
        r"\block", r"mutex", r"isolation", r"transaction", r"for update", r"batch job",
    )),
    ("memory.leak", (
        r"cache", r"memory", r"heap", r"buffer", r"max_?entries", r"retain", r"eviction", r"ttl", r"\blru",
        r"keep_?alive", r"leak", r"\bxmx",
    )),
    ("memory.oom", (
        r"memory_?limit", r"limits\.memory", r"oom", r"\bxmx",
    )),
    ("credential.expired", (
        r"token", r"credential", r"secret", r"password", r"api_?key", r"certificate", r"\btls", r"\bauth",
        r"issuer", r"rotat",
    )),
    ("upstream.rate_limited", (
        r"rate_?limit", r"quota", r"throttl", r"\bqps", r"burst", r"concurrency", r"retr(y|ies)", r"backoff",
        r"fan-?out", r"parallel",
    )),
    ("upstream.unavailable", (
        r"endpoint", r"base_?url", r"\bhost\b", r"upstream", r"hostname", r"\bport\b", r"address", r"dns",
        r"timeout",
    )),
    ("network.delay", (
        r"timeout", r"proxy", r"mesh", r"\bdns", r"network", r"mtu", r"egress", r"ingress",
    )),
    ("cpu.saturation", (
        r"\bcpu", r"threads?\b", r"workers?\b", r"replicas", r"concurrency", r"compress", r"regex",
        r"hash_?rounds", r"bcrypt", r"loop", r"sleep", r"parallel",
    )),
    ("disk.saturation", (
        r"disk", r"volume", r"log_?level", r"debug", r"fsync", r"storage", r"retention", r"\bwal\b",
    )),
)  # fmt: skip
"""What the content of a change may bring about."""
_TOPICS = tuple((kind, re.compile("|".join(patterns))) for kind, patterns in TOPICS)

COSMETIC = re.compile(
    r"banner|text\b|_text|message|label|title|copy|wording|typo|comment|readme|changelog|\.md\b|docs?/|documentation|"
    r"\.css\b|style|colou?r|icon|badge|font|translation|i18n|locale|lint|format|test(s|data)?/|_test\.|golden"
)
"""Content that changes what people read, not how the system runs."""


def hints_in(
    text: str, signatures: Signatures, *, where: FoundIn | None = None, of_peer: bool = False
) -> tuple[FaultHint, ...]:
    """Every fault kind a text speaks for, the strongest first.

    `where` is what the text was found in (None: anything); `of_peer` asks what it says about somebody it names."""
    found = [
        FaultHint(kind=record.fault, strength=record.weight, because=record.meaning)
        for record, patterns in zip(signatures.records, signatures.patterns, strict=True)
        if (where is None or where in record.found_in) and (not of_peer or record.blames == "peer")
        if any(pattern.search(text) for pattern in patterns)
    ]
    return tuple(sorted(found, key=lambda hint: (-hint.strength, hint.kind)))


def hints_of_status(counts: Mapping[int, int]) -> tuple[FaultHint, ...]:
    """Fault kinds that the HTTP statuses of failed calls speak for, weighed by their share."""
    total = sum(counts.values())
    found = []
    for statuses, kind, strength, because in STATUS_KINDS:
        share = sum(counts[status] for status in sorted(statuses) if status in counts) / total if total else 0.0
        if share > 0:
            found.append(FaultHint(kind=kind, strength=strength * share, because=because))
    return tuple(sorted(found, key=lambda hint: (-hint.strength, hint.kind)))


def topics_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The fault kinds that the content of a change could bring about, in the table's order."""
    low = "\n".join(texts).lower()
    return tuple(kind for kind, pattern in _TOPICS if pattern.search(low))
