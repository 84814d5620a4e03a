"""Values of causality: changes, hypotheses, the paths that support them, and the ranking they make.

The three roles: the *cause* explains, the *first failure* is where it first broke, the *impact* is who felt it.
"""

from __future__ import annotations

from dataclasses import dataclass

from rootward.evidence.model import Direction
from rootward.kit.canonical import JSON

__all__ = [
    "FAULT_KINDS", "Change", "FaultHint", "Hop", "Hypothesis", "Observation", "Place", "Ranking", "RuledOut",
    "Standing", "stable",
]  # fmt: skip

FAULT_KINDS: tuple[str, ...] = (
    "config.pool_size", "schema.slow_query", "memory.leak", "memory.oom", "credential.expired",
    "upstream.rate_limited", "upstream.unavailable", "network.delay", "cpu.saturation", "disk.saturation",
    "lock.contention", "code.regression", "traffic.surge", "dependency.failure", "unknown",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """What was measured about one subject; an agent makes Evidence of it, a measuring tool answers its `value`.

    `subject` are the arguments that name it (`series_id`, `operation`, …); other fields as in Evidence."""

    kind: str
    entity: str
    subject: dict[str, JSON]
    value: dict[str, JSON]
    text: str
    score: float
    onset: int | None = None
    direction: Direction = "none"
    magnitude: float = 0.0
    provenance: str = "structured"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Something somebody did: `ref` names the event, `entity` what it was done to, `at` when (ns).

    `topics` are the fault kinds its content could cause; `nature` is `linked` (topics found), `cosmetic` (only texts,
    documents or tests), `other` (content known, no topic) or `unknown` (no content). `risk` 0..1 is how often such a
    change breaks something (None: no diff tells), `effects` what it does in words, `slow` whether that adds up over
    time, `burdens` whether it asks more of what is called; `words` are the names in its changed lines. `commit` is what
    was changed or deployed; `released_by` the ref of the deploy that brought a commit to `entity`."""

    ref: str
    entity: str
    at: int
    kind: str  # deploy, migration, flag, config, commit, scale, credential, other
    title: str
    topics: tuple[str, ...] = ()
    nature: str = "unknown"
    keys: tuple[str, ...] = ()
    numbers: tuple[tuple[str, float, float], ...] = ()  # key, before, after
    risk: float | None = None
    effects: tuple[str, ...] = ()
    slow: bool = False
    burdens: bool = False
    words: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    commit: str = ""
    released_by: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FaultHint:
    """A fault kind that an observation speaks for, how strongly (1 is plainly), and because of what."""

    kind: str
    strength: float
    because: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Hop:
    """One step from the cause towards the symptom: `entity` is affected because it `relation` the one before.

    `evidence_ids` show that it was affected and that the edge exists; unverified when nothing shows the first."""

    entity: str
    relation: str  # "" for the start, else calls, owns, runs_on, depends_on
    evidence_ids: tuple[str, ...]
    onset: int | None
    verified: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """An entity in a role, with what shows it."""

    entity: str
    evidence_ids: tuple[str, ...]
    onset: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hypothesis:
    """A possible cause. `change_ref` is the ingest id of the change to blame, or None when none is; `component` what
    beside the entity is concerned (its database), or ''; `explains` and `unexplained` are symptoms."""

    entity: str
    role: str  # cause, or alternative
    kind: str  # one of FAULT_KINDS, or one that a pack brings
    title: str
    description: str
    change_ref: str | None
    component: str
    evidence_ids: tuple[str, ...]
    against_ids: tuple[str, ...]
    explains: tuple[str, ...]
    unexplained: tuple[str, ...]
    confidence: float
    score: float
    path: tuple[Hop, ...]
    onset: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RuledOut:
    """An entity or a change (`change:…`) that was considered and is not the cause, with the reason."""

    subject: str
    reason: str
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where an entity stands among all that was suspected, with the strongest observations that speak for it."""

    entity: str
    score: float
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """`hypotheses` best first; empty with `insufficient` saying what is missing when nothing stands out. `suspects` are
    the entities that were weighed, the worst first, whether or not one of them became a hypothesis."""

    hypotheses: tuple[Hypothesis, ...]
    first_failure: Place | None
    impact: tuple[Place, ...]
    ruled_out: tuple[RuledOut, ...]
    onset: int | None
    insufficient: str | None
    missing: tuple[str, ...] = ()  # telemetry that would tell more
    suspects: tuple[Standing, ...] = ()


def stable(value: float, digits: int = 6) -> JSON:
    """A number that survives being written and read: so many significant digits, None when not finite."""
    if value != value or value in (float("inf"), float("-inf")):
        return None
    rounded = float(f"{float(value):.{digits}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
