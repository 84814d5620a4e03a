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
    """`pattern` in lower-case text speaks for `kind` with `strength`; `because` is said to people."""

    kind: str
    strength: float
    pattern: str
    because: str


SIGNATURES: tuple[Signature, ...] = (
    Signature(kind="config.pool_size", strength=1.0, because="waits for a pooled connection",
              pattern=r"pool (size|is )?(limit|exhaust|full|timed? ?out)|no (free |idle |available )?connections?\b.{0,40}\b(within|available|pool)|pool size \d|"
                      r"(timeout|timed out|unable|failed).{0,40}(acquir|obtain|get|check(ing)? ?out).{0,20}(connection|pool)|connection pool|too many (connections|clients)|"
                      r"remaining connection slots|max_?connections|pooltimeout|queuepool"),
    Signature(kind="lock.contention", strength=1.0, because="a lock is held by somebody else",
              pattern=r"(database|table|row|file|resource) (is |was )?locked|lock (wait|timeout|contention)|deadlock|could not (obtain|acquire) (a )?lock|locktimeout|waiting for .{0,20}lock"),
    Signature(kind="schema.slow_query", strength=0.9, because="a statement takes long",
              pattern=r"slow (query|statement|sql)|full (table )?scan|seq(uential)? scan|missing index|no such (index|column|table)|(statement|query) (timeout|timed out|took)|canceling statement|unknown column|no mapping found"),
    Signature(kind="memory.oom", strength=1.0, because="memory ran out",
              pattern=r"out of memory|oom.?kill|oomkilled|memory limit|cannot allocate memory|outofmemory|memoryerror|heap (space|out of)|allocation failed|exit code 137|sigkill"),
    Signature(kind="memory.leak", strength=0.6, because="memory pressure",
              pattern=r"gc overhead|memory pressure|high memory|heap usage|evict(ed|ion).{0,30}memory"),
    Signature(kind="credential.expired", strength=1.0, because="a credential is refused",
              pattern=r"(token|credential|certificate|cert|secret|password|api.?key|session|license)\b.{0,60}\b(expired|invalid|revoked|rejected|refused|not valid)|"
                      r"(expired|invalid|revoked).{0,30}(token|credential|certificate|password|api.?key)|certificate (has expired|verify failed)|x509|authentication (failed|failure)|"
                      r"access denied for user|unauthori[sz]ed|\b401\b|permission denied|could not renew"),
    Signature(kind="upstream.rate_limited", strength=1.0, because="a peer limits the rate of calls",
              pattern=r"\b429\b|too many requests|rate.?limit|throttl(ed|ing)|quota (of|is|was|has|exceed|used)|resource.?exhausted|retry after|slow ?down"),
    Signature(kind="disk.saturation", strength=1.0, because="a disk is full or slow",
              pattern=r"no space left|disk (is )?full|disk quota|enospc|read-?only file ?system|i/o error|diskpressure"),
    Signature(kind="network.delay", strength=0.8, because="the network does not deliver",
              pattern=r"no route to host|network (is )?unreachable|packet loss|name resolution|no such host|nxdomain|dns|connection reset|broken pipe|i/o timeout"),
    Signature(kind="upstream.unavailable", strength=0.6, because="a peer does not answer",
              pattern=r"connection ?refused|connectionrefused|\b50[234]\b|service unavailable|bad gateway|gateway time-?out|upstream (connect|request|timed)|deadline exceeded|timed out|timeout|remotedisconnected|unreachable"),
    Signature(kind="code.regression", strength=0.7, because="the code raises an exception",
              pattern=r"null ?pointer|nonetype|undefined is not|typeerror|keyerror|indexerror|attributeerror|valueerror|index out of (range|bounds)|assertion|panic:|segmentation fault|unhandled exception|"
                      r"traceback|nil pointer|cannot read propert|parse(r)? ?(error|exception)|unmarshal|deseriali[sz]|unexpected (token|field|end)|schema mismatch|no such (method|field|attribute)|not implemented"),
    Signature(kind="cpu.saturation", strength=0.7, because="the processor is short",
              pattern=r"cpu (throttl|limit|starv)|load average|worker (timeout|queue full)|event loop (blocked|lag)|thread ?pool (exhaust|full)"),
)  # fmt: skip
_COMPILED = tuple((re.compile(signature.pattern), signature) for signature in SIGNATURES)

STATUS_KINDS: tuple[tuple[frozenset[int], str, float, str], ...] = (
    (frozenset({401, 403}), "credential.expired", 1.0, "calls are refused as not authorised"),
    (frozenset({429}), "upstream.rate_limited", 1.0, "calls are refused as too many"),
    (frozenset({404, 405, 410, 400, 422}), "code.regression", 0.5, "calls are refused as malformed"),
    (frozenset({0, 408, 499, 500, 502, 503, 504}), "upstream.unavailable", 0.5, "calls fail or get no answer"),
)

TOPICS: tuple[tuple[str, str], ...] = (
    ("config.pool_size", r"pool|max_?conn|connections?\b|max_?open|max_?idle|hikari"),
    ("schema.slow_query", r"\bindex|migrat|schema|alter table|create table|drop (table|index|column)|\bsql\b|query|column|mapping|join\b|n\+1"),
    ("lock.contention", r"\block|mutex|isolation|transaction|for update|batch job"),
    ("memory.leak", r"cache|memory|heap|buffer|max_?entries|retain|eviction|ttl|\blru|keep_?alive|leak|\bxmx"),
    ("memory.oom", r"memory_?limit|limits\.memory|oom|\bxmx"),
    ("credential.expired", r"token|credential|secret|password|api_?key|certificate|\btls|\bauth|issuer|rotat"),
    ("upstream.rate_limited", r"rate_?limit|quota|throttl|\bqps|burst|concurrency|retr(y|ies)|backoff|fan-?out|parallel"),
    ("upstream.unavailable", r"endpoint|base_?url|\bhost\b|upstream|hostname|\bport\b|address|dns|timeout"),
    ("network.delay", r"timeout|proxy|mesh|\bdns|network|mtu|egress|ingress"),
    ("cpu.saturation", r"\bcpu|threads?\b|workers?\b|replicas|concurrency|compress|regex|hash_?rounds|bcrypt|loop|sleep|parallel"),
    ("disk.saturation", r"disk|volume|log_?level|debug|fsync|storage|retention|\bwal\b"),
)  # fmt: skip
"""What the content of a change may bring about."""
_TOPICS = tuple((kind, re.compile(pattern)) for kind, pattern in TOPICS)

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
