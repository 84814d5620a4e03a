"""Pack: behaviour as data. What one domain or tenant wants different, in sections that are checked when loaded."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from rootward.kit.canonical import sha256_hex
from rootward.packs.budget_model import BudgetRules
from rootward.packs.case_model import CaseRules
from rootward.packs.connection import Connection
from rootward.packs.examples import Example
from rootward.packs.guardrail_model import Guardrails
from rootward.packs.playbook_model import PlaybookEntry, Repair
from rootward.packs.policy_model import Policies
from rootward.packs.taxonomy import Taxonomy
from rootward.packs.tool_model import EgressRules, McpServer, ToolLimits, ToolList, ToolName
from rootward.packs.values import AgentName, Checked, EntityRef, FaultKind, Name, PathText, Text, only_once

__all__ = [
    "Declared", "DeclaredEdge", "Pack", "Picked", "Relation", "Route", "RunSignature", "Signature", "SourceMapping",
    "Topology",
]  # fmt: skip

Relation = Literal["calls", "owns", "runs_on", "depends_on"]
FoundIn = Literal["log", "event", "span"]
RunCategory = Literal[
    "tool_schema_mismatch", "rate_limited", "tool_permission", "timeout", "planner_loop", "retrieval_empty",
    "prompt_regression", "unknown",
]  # fmt: skip
"""The words of causality.agent_runs.model, spelled again because packs lie beneath it; a test keeps them the same."""


class Picked(Checked):
    """How one field is found in an item: `value` is fixed, `path` is looked up, then `map` translates it.

    A plain string in a pack is short for its path. `default` stands in for what is absent or not in a map.
    """

    path: PathText = ""
    value: str | None = None
    map: dict[str, str] = Field(default_factory=dict)
    default: str | None = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if bool(self.path) == (self.value is not None):
            raise ValueError("needs either a path or a value")
        return self


def _picked(raw: Any) -> Any:
    return {"path": raw} if isinstance(raw, str) else raw


Pick = Annotated[Picked, BeforeValidator(_picked)]


class SourceMapping(Checked):
    """A source that is declared instead of programmed: where in somebody else's JSON each field of an event sits.

    `items` is the path to the list of items ('' when the body is the item or the list); the other paths start at an
    item. `ingest_id` are the paths whose values together tell items apart (none: the item's content).
    """

    name: Name
    description: str = ""
    items: PathText = ""
    event_type: Pick
    ts: Pick
    ts_format: Literal["rfc3339", "s", "ms", "us", "ns"] = "rfc3339"
    severity: Pick | None = None
    entity: dict[Text, Pick] = Field(min_length=1)
    correlation_ids: dict[Text, Pick] = Field(default_factory=dict)
    ingest_id: tuple[PathText, ...] = ()
    payload: PathText = ""


class Route(Checked):
    """Which agents look into a case that fulfils `when`, and why."""

    name: Name
    when: Text = "true"
    agents: tuple[AgentName, ...] = Field(min_length=1)
    reason: Text


class Signature(Checked):
    """Words by which a kind of fault is known. `patterns` are RE2 expressions, matched without case in the text of
    `found_in`; `weight` is how strongly they speak for `fault`, which may be a kind of your own. `blames` says whom the
    text speaks of: only the one that wrote it, or also the one that it names."""

    name: Name
    fault: FaultKind
    patterns: tuple[Text, ...] = Field(min_length=1)
    found_in: tuple[FoundIn, ...] = ("log", "event", "span")
    blames: Literal["self", "peer"] = "self"
    weight: float = Field(default=1.0, gt=0, le=10)
    meaning: Text


class RunSignature(Checked):
    """How a failure in a run of an agent is known. It holds when the condition `when` does and, where there are any,
    one of `error` matches the error's class (in words) or one of `message` its sentence (RE2, both in lower case), and
    none of the `except_` ones does. Of those that hold the one with the greatest `weight` classifies the failure;
    `subcategory` may be a kind of your own. An `answer` is what a sound tool may say, such as that nothing was found:
    an agent that goes on after it has dealt with it."""

    name: Name
    category: RunCategory
    subcategory: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")] | None = None
    error: tuple[Text, ...] = ()
    message: tuple[Text, ...] = ()
    except_error: tuple[Text, ...] = ()
    except_message: tuple[Text, ...] = ()
    when: Text = "true"
    weight: float = Field(default=0.8, gt=0, le=1)
    meaning: Text
    answer: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.when == "true" and not self.error and not self.message:
            raise ValueError("needs a condition or a pattern, else it holds for every failure")
        return self


class Declared(Checked):
    """An entity by its canonical reference (`service:checkout`), with what no telemetry says about it."""

    ref: EntityRef
    repository: str = ""
    team: str = ""


class DeclaredEdge(Checked):
    src: EntityRef
    dst: EntityRef
    relation: Relation


class Topology(Checked):
    entities: tuple[Declared, ...] = ()
    edges: tuple[DeclaredEdge, ...] = ()

    @model_validator(mode="after")
    def _references_are_unique(self) -> Self:
        only_once(item.ref for item in self.entities)
        only_once(f"{item.src} {item.relation} {item.dst}" for item in self.edges)
        return self

    def all_edges(self) -> tuple[DeclaredEdge, ...]:
        """The declared edges, and that a repository owns the service that is built from it."""
        owned = (
            DeclaredEdge(src=f"repository:{item.repository}", dst=item.ref, relation="owns")
            for item in self.entities
            if item.repository
        )
        return (*self.edges, *owned)


class Pack(Checked):
    """`requires` names the packs that must lie beneath it; `remove` are paths (`cases.opens.oom`) it takes out of them.

    `tests` are examples of what its rules should give, `notes` what somebody should know who activates it.
    Two packs are equal when their bodies are; `digest` is the sha256 of the canonical body.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_+-]{0,126}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]{0,126}$")]
    description: str = ""
    requires: tuple[Name, ...] = ()
    remove: tuple[Text, ...] = ()
    sources: tuple[SourceMapping, ...] = ()
    routes: tuple[Route, ...] = ()
    signatures: tuple[Signature, ...] = ()
    run_signatures: tuple[RunSignature, ...] = ()
    topology: Topology = Topology()
    connections: tuple[Connection, ...] = ()
    cases: CaseRules = CaseRules()
    playbooks: Annotated[tuple[PlaybookEntry, ...], Field(strict=False)] = ()
    repair: Repair = Repair()
    policies: Policies = Policies()
    guardrails: Guardrails = Guardrails()
    tools: ToolList = ()
    tool_limits: dict[ToolName, ToolLimits] = Field(default_factory=dict)
    mcp: tuple[McpServer, ...] = ()
    egress: EgressRules = EgressRules()
    budgets: BudgetRules = BudgetRules()
    taxonomy: Taxonomy = Taxonomy()
    tests: tuple[Example, ...] = ()
    notes: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        only_once(item.name for item in self.sources)
        only_once(item.name for item in self.routes)
        only_once(item.name for item in self.signatures)
        only_once(item.name for item in self.run_signatures)
        only_once(item.name for item in self.connections)
        only_once(item.name for item in self.playbooks)
        only_once(item.name for item in self.tools)
        only_once(item.name for item in self.mcp)
        return self

    @cached_property
    def body(self) -> dict[str, Any]:
        """What was said in it, as JSON; what was left to the defaults stays unsaid."""
        return self.model_dump(mode="json", exclude_unset=True)

    @cached_property
    def digest(self) -> str:
        return sha256_hex(self.body)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pack) and self.digest == other.digest
