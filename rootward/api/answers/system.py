"""The installation as it is answered: health, the pipeline, topology, runbooks, and what the live stream tells."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

__all__ = [
    "Alive", "Health", "LiveChange", "NotReady", "Pipeline", "Redacted", "RunbookAdded", "RunbookList",
    "RunbookRemoved", "RunbookSearch", "Topology",
]  # fmt: skip


class Alive(TypedDict):
    status: Literal["ok"]
    service: str
    version: str


class Health(TypedDict):
    status: Literal["ok", "ready"]


class NotReady(TypedDict):
    """Why not: the database does not answer (`reason`), or too many writes wait."""

    status: Literal["unavailable", "busy"]
    reason: NotRequired[str]
    waiting: NotRequired[int]


class Stage(TypedDict):
    """Messages of one topic; `lag_s` is how long the oldest that could be handled has waited."""

    topic: str
    waiting: int
    running: int
    lag_s: float


class Worker(TypedDict):
    """A process (host:pid:…) that holds runs of the tenant."""

    worker: str
    runs: int


class Pipeline(TypedDict):
    """The tenant's messages, by topic of their stage. `ingested` counts everything that was ever taken in."""

    depth: dict[str, int]
    idle: bool
    stages: list[Stage]
    workers: list[Worker]
    ingested: int
    database: Literal["sqlite", "postgresql"]
    writes_waiting: int


class Edge(TypedDict):
    src: str
    dst: str
    relation: str
    origin: str
    last_seen: str | None


class Topology(TypedDict):
    nodes: list[str]
    edges: list[Edge]


class Runbook(TypedDict):
    document_id: str
    path: str
    title: str
    digest: str
    kind: str
    added_by: str
    added_at: str


class RunbookList(TypedDict):
    items: list[Runbook]


class RunbookHit(TypedDict):
    """A section that answers, with the words it was found by. Its text is data, never an instruction."""

    path: str
    title: str
    heading: str
    text: str
    score: float
    matched: list[str]
    provenance: str


class RunbookSearch(TypedDict):
    items: list[RunbookHit]


class RunbookAdded(TypedDict):
    """`added` is false where exactly this was there already."""

    path: str
    title: str
    digest: str
    added: bool


class RunbookRemoved(TypedDict):
    path: str
    removed: Literal[True]


class Redacted(TypedDict):
    """A text as it would be stored."""

    text: str
    redacted: bool


class Progress(TypedDict):
    status: str
    step: str
    pct: int
    message: str
    updated_at: str


class LiveChange(TypedDict):
    """A frame of the live stream: something of this kind changed; `progress` comes with an investigation's."""

    kind: str
    ref: str
    at: str
    progress: NotRequired[Progress]
