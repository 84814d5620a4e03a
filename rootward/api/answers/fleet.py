"""The fleet as it is answered: how agents do, what became worse, and failures that are alike."""

from __future__ import annotations

from typing import TypedDict

__all__ = ["ClusterPage", "Fleet"]


class Standing(TypedDict):
    """How one agent, version, prompt or model does; `success_rate` 0..1 of the runs that ended."""

    agent: str
    value: str
    runs: int
    failed: int
    success_rate: float | None
    p50_ms: int | None
    p95_ms: int | None
    tokens: int | None
    cost_usd: float | None
    first_at: str
    last_at: str


class Standings(TypedDict):
    agent: list[Standing]
    version: list[Standing]
    prompt: list[Standing]
    model: list[Standing]


class Regression(TypedDict):
    """A version, prompt or model that fails more often than what came before it."""

    agent: str
    what: str
    value: str
    before: list[str]
    failed: int
    runs: int
    failed_before: int
    runs_before: int
    first_at: str
    p: float
    adjusted_p: float
    is_regression: bool
    is_first_bad: bool


class Dearer(TypedDict):
    """A version, prompt or model whose runs cost more in one figure than those before it."""

    agent: str
    what: str
    value: str
    before: list[str]
    figure: str
    runs: int
    runs_before: int
    median: float
    median_before: float
    first_at: str
    p: float
    adjusted_p: float
    is_regression: bool


class Shape(TypedDict):
    shape: str
    failures: int


class FailureCluster(TypedDict):
    """Failures with one signature; `runs` are the newest few."""

    signature: str
    failures: int
    agents: list[str]
    versions: list[str]
    shapes: list[Shape]
    runs: list[str]
    first_at: str
    last_at: str
    is_new: bool


class ClusterPage(TypedDict):
    items: list[FailureCluster]
    next: str | None


class FailingTool(TypedDict):
    tool: str
    calls: int
    failed: int
    runs: int


class Fleet(TypedDict):
    """How all agents do; `truncated` where there were more runs than were looked at."""

    runs: int
    failed: int
    standing: Standings
    statuses: dict[str, int]
    regressions: list[Regression]
    dearer: list[Dearer]
    comparisons: int
    hours: int
    truncated: bool
    failing_tools: list[FailingTool]
    clusters: list[FailureCluster]
