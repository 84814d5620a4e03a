"""Signatures: generic words of failures, and the fault kind each speaks for.

One table for log lines, span errors, process events and the contents of changes. The vocabulary is that of operating
systems, databases, HTTP and runtimes; nothing here is the name of a system.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rootward.causality.model import FaultHint

__all__ = ["COSMETIC", "TOPICS", "Signature", "hints_in", "hints_of_status", "topics_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Any of `patterns` in lower-case text speaks for `kind` with `strength`; `because` is said to people."""

    kind: str
    strength: float
    because: str
    patterns: tuple[str, ...]


SIGNATURES: tuple[Signature, ...] = (
    Signature(
        kind="config.pool_size", strength=1.0, because="waits for a pooled connection",
        patterns=(
            r"pool (size|is )?(limit|exhaust|full|timed? ?out)",
            r"no (free |idle |available )?connections?\b.{0,40}\b(within|available|pool)", r"pool size \d",
            r"(timeout|timed out|unable|failed).{0,40}(acquir|obtain|get|check(ing)? ?out).{0,20}(connection|pool)",
            r"connection pool", r"too many (connections|clients)", r"remaining connection slots",
            r"max_?connections", r"pooltimeout", r"queuepool",
        ),
    ),
    Signature(
        kind="lock.contention", strength=1.0, because="a lock is held by somebody else",
        patterns=(
            r"(database|table|row|file|resource) (is |was )?locked", r"lock (wait|timeout|contention)",
            r"deadlock", r"could not (obtain|acquire) (a )?lock", r"locktimeout", r"waiting for .{0,20}lock",
        ),
    ),
    Signature(
        kind="schema.slow_query", strength=0.9, because="a statement takes long",
        patterns=(
            r"slow (query|statement|sql)", r"full (table )?scan", r"seq(uential)? scan", r"missing index",
            r"no such (index|column|table)", r"(statement|query) (timeout|timed out|took)", r"canceling statement",
            r"unknown column", r"no mapping found",
        ),
    ),
    Signature(
        kind="memory.oom", strength=1.0, because="memory ran out",
        patterns=(
            r"out of memory", r"oom.?kill", r"oomkilled", r"memory limit", r"cannot allocate memory",
            r"outofmemory", r"memoryerror", r"heap (space|out of)", r"allocation failed", r"exit code 137",
            r"sigkill",
        ),
    ),
    Signature(
        kind="memory.leak", strength=0.6, because="memory pressure",
        patterns=(
            r"gc overhead", r"memory pressure", r"high memory", r"heap usage", r"evict(ed|ion).{0,30}memory",
        ),
    ),
    Signature(
        kind="credential.expired", strength=1.0, because="a credential is refused",
        patterns=(
            r"(token|credential|certificate|secret|password|api.?key|session|license)\b.{0,60}\b(expired|invalid|revoked)",
            r"(token|credential|certificate|secret|password|api.?key)\b.{0,60}\b(rejected|refused|not valid)",
            r"(expired|invalid|revoked).{0,30}(token|credential|certificate|password|api.?key)",
            r"certificate (has expired|verify failed)", r"x509", r"authentication (failed|failure)",
            r"access denied for user", r"unauthori[sz]ed", r"\b401\b", r"permission denied", r"could not renew",
        ),
    ),
    Signature(
        kind="upstream.rate_limited", strength=1.0, because="a peer limits the rate of calls",
        patterns=(
            r"\b429\b", r"too many requests", r"rate.?limit", r"throttl(ed|ing)",
            r"quota (of|is|was|has|exceed|used)", r"resource.?exhausted", r"retry after", r"slow ?down",
        ),
    ),
    Signature(
        kind="disk.saturation", strength=1.0, because="a disk is full or slow",
        patterns=(
            r"no space left", r"disk (is )?full", r"disk quota", r"enospc", r"read-?only file ?system",
            r"i/o error", r"diskpressure",
        ),
    ),
    Signature(
        kind="network.delay", strength=0.8, because="the network does not deliver",
        patterns=(
            r"no route to host", r"network (is )?unreachable", r"packet loss", r"name resolution", r"no such host",
            r"nxdomain", r"dns", r"connection reset", r"broken pipe", r"i/o timeout",
        ),
    ),
    Signature(
        kind="upstream.unavailable", strength=0.6, because="a peer does not answer",
        patterns=(
            r"connection ?refused", r"connectionrefused", r"\b50[234]\b", r"service unavailable", r"bad gateway",
            r"gateway time-?out", r"upstream (connect|request|timed)", r"deadline exceeded", r"timed out",
            r"timeout", r"remotedisconnected", r"unreachable",
        ),
    ),
    Signature(
        kind="code.regression", strength=0.7, because="the code raises an exception",
        patterns=(
            r"null ?pointer", r"nonetype", r"undefined is not", r"typeerror", r"keyerror", r"indexerror",
            r"attributeerror", r"valueerror", r"index out of (range|bounds)", r"assertion", r"panic:",
            r"segmentation fault", r"unhandled exception", r"traceback", r"nil pointer", r"cannot read propert",
            r"parse(r)? ?(error|exception)", r"unmarshal", r"deseriali[sz]", r"unexpected (token|field|end)",
            r"schema mismatch", r"no such (method|field|attribute)", r"not implemented",
        ),
    ),
    Signature(
        kind="cpu.saturation", strength=0.7, because="the processor is short",
        patterns=(
            r"cpu (throttl|limit|starv)", r"load average", r"worker (timeout|queue full)",
            r"event loop (blocked|lag)", r"thread ?pool (exhaust|full)",
        ),
    ),
)  # fmt: skip
_COMPILED = tuple((re.compile("|".join(signature.patterns)), signature) for signature in SIGNATURES)

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


def hints_in(text: str) -> tuple[FaultHint, ...]:
    """Every fault kind a text speaks for, the strongest first."""
    low = text.lower()
    found = [
        FaultHint(kind=signature.kind, strength=signature.strength, because=signature.because)
        for pattern, signature in _COMPILED
        if pattern.search(low)
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
