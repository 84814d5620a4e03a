"""Values of a run's diagnosis: the causes that were found, what each rests on, and the agent's history.

The categories are the eight of the API; a subcategory is finer and may be a tenant's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "CATEGORIES", "Category", "Cause", "Cite", "CiteKind", "Diagnosis", "History", "PastRun", "SUBCATEGORIES",
]  # fmt: skip

Category = Literal[
    "tool_schema_mismatch", "rate_limited", "tool_permission", "timeout", "planner_loop", "retrieval_empty",
    "prompt_regression", "unknown",
]  # fmt: skip
CATEGORIES: tuple[Category, ...] = (
    "tool_schema_mismatch", "rate_limited", "tool_permission", "timeout", "planner_loop", "retrieval_empty",
    "prompt_regression", "unknown",
)  # fmt: skip
SUBCATEGORIES: tuple[str, ...] = (
    *CATEGORIES, "content_filter", "business_rule_rejected", "not_found", "code_error", "context_overflow",
    "dependency_unavailable",
)  # fmt: skip
CiteKind = Literal["tool_call", "step", "guardrail", "run", "history"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """What a statement rests on: `ref_id` is the id of a call, step, guardrail event or run that exists; `why` says
    what is seen there. For `history` it is the version that is compared with the one before."""

    kind: CiteKind
    ref_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that may have failed the run. `score` (0..1) is how strongly it explains the failure; a recovered
    error is kept, with little of it."""

    category: Category
    subcategory: str
    step_id: str | None
    agent: str
    call_id: str | None
    title: str
    statement: str
    score: float
    evidence: tuple[Cite, ...]
    recovered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Why a run failed: `causes` with the decisive one first. `insufficient` says why nothing is claimed (no causes
    then), `missing` what the sender could add. `responsible_agent` and `decisive_step` are None where nothing speaks
    for one."""

    category: Category
    subcategory: str
    insufficient: str | None
    causes: tuple[Cause, ...]
    responsible_agent: str | None
    decisive_step: str | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """An earlier run of the same agent, as far as the comparison of versions needs it."""

    run_id: str
    failed: bool
    agent_version: str = ""
    prompt_hash: str | None = None
    model: str = ""
    started_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The agent's other runs, in any order; the diagnosed run is left out if it is among them."""

    runs: tuple[PastRun, ...] = ()
