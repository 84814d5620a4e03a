"""Tools as they are answered: in our words, in those of exception platforms, and what was asked of them."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from rootward.api.answers.approvals import GuardWord, People
from rootward.governance.action import ActionState

__all__ = [
    "Executed", "ExecutedPage", "PlatformEnablement", "PlatformTool", "PlatformToolPage", "Rehearsed", "Tool",
    "ToolList", "ToolRead", "ToolServer", "ToolServerList", "ToolServerSeen",
]  # fmt: skip


class Tool(TypedDict):
    """What is declared of it and how it stands: `state` with the `reason`, `pinned` the schema it is held to."""

    name: str
    description: str
    version: str
    schema_hash: str
    origin: str
    scope: str
    effect: str
    risk: str
    cost_usd: float
    timeout_s: float
    retries: int
    rate_per_minute: int
    concurrency: int
    targets: list[str]
    sensitive: list[str]
    hosts: list[str]
    rollback: str
    previews: bool
    permission: str
    state: str
    reason: str
    pinned: str | None
    changed_by: str
    changed_at: str | None


class ToolRead(Tool):
    """With the JSON Schema of its arguments."""

    schema: dict[str, Any]


class ToolList(TypedDict):
    items: list[Tool]


class PlatformEndpoint(TypedDict):
    url: str
    method: str
    headers: dict[str, str]
    timeoutSeconds: float


class PlatformConfig(TypedDict):
    """`endpointConfig` is there for a tool that is called over HTTP."""

    description: str
    inputSchema: dict[str, Any]
    authType: Literal["none", "api_key"]
    tenantScope: str
    version: str
    maxRetries: int
    endpointConfig: NotRequired[PlatformEndpoint]


class PlatformTool(TypedDict):
    """A tool in the words of exception platforms."""

    toolId: str
    tenantId: str | None
    name: str
    type: str
    config: PlatformConfig
    enabled: bool
    createdAt: str | None
    schemaHash: str
    effect: str
    risk: str


class PlatformToolPage(TypedDict):
    items: list[PlatformTool]
    total: int
    page: int
    pageSize: int
    totalPages: int


class PlatformEnablement(TypedDict):
    toolId: str
    tenantId: str
    enabled: bool
    updatedAt: str | None
    state: str
    reason: str


class Executed(TypedDict):
    """A call that was asked for; `status` is that platform's word, `state` our own."""

    executionId: str
    tenantId: str
    toolId: str
    status: Literal["requested", "running", "succeeded", "failed", "unknown"]
    state: ActionState
    exceptionId: str | None
    requestedByActorType: str
    requestedByActorId: str
    inputPayload: dict[str, Any]
    outputPayload: dict[str, Any] | None
    errorMessage: str | None
    approvalId: str | None
    createdAt: str
    updatedAt: str


class ExecutedPage(TypedDict):
    items: list[Executed]
    total: int
    page: int
    pageSize: int
    totalPages: int


class RehearsedResult(TypedDict):
    summary: str
    value: Any
    presence: str


class Rehearsed(TypedDict):
    """What a tool read, or would do, and what every guard says to it; `failed` why there is no result."""

    tool: str
    effect: str
    risk: str
    targets: list[str]
    answer: Literal["allow", "hold", "deny"]
    guard: str
    reason: str
    rule_ids: list[str]
    quorum: People | None
    words: list[GuardWord]
    result: RehearsedResult | None
    failed: str | None


class ToolServer(TypedDict):
    """`at` is its address or command, `tools` how many it offered when it was looked at."""

    name: str
    at: str
    tools: int
    classified: list[str]
    seen_at: str | None


class ToolServerSeen(ToolServer):
    """`changed` are the tools of which it says something new."""

    changed: list[str]


class ToolServerList(TypedDict):
    items: list[ToolServer]
