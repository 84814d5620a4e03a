"""Ports: what carrying out an action needs of tools, approvals, budgets, kill switches and cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rootward.audit.note import Signer
from rootward.governance import approvals, kill_switch
from rootward.governance.action import Action, Amounts
from rootward.governance.action_budgets import ActionBudgets
from rootward.governance.budget_limits import Limits
from rootward.governance.decision import Decision
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.tenancy import timeline
from rootward.tools.contract import Tool, ToolSpec
from rootward.tools.states import ToolState

__all__ = ["Approvals", "Budgets", "Everything", "Found", "Ports", "Standing", "Switch", "Switches", "Tell", "Tools"]


class Standing(Protocol):
    """Whether a tool can be called in a tenant: enabled, disabled or quarantined, and why."""

    @property
    def word(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def is_open(self) -> bool: ...


class Found(Protocol):
    """A tool as a tenant has it."""

    @property
    def tool(self) -> Tool: ...

    @property
    def spec(self) -> ToolSpec: ...

    @property
    def standing(self) -> Standing: ...


class Tools(Protocol):
    """Every tool that a tenant can have."""

    def find(
        self, connection: Connection, tenant: str, name: str, *, state: ToolState | None = None,
        pack: Pack | None = None,
    ) -> Found:  # fmt: skip
        """`state` is what the tenant decided about it, `pack` what is in force there; None where they have to be read.
        Raises NotFound."""
        ...


class Switch(Protocol):
    @property
    def scope(self) -> str: ...

    @property
    def reason(self) -> str: ...


class Switches(Protocol):
    def engaged(self, connection: Connection, tenant: str) -> Sequence[Switch]: ...


class Approvals(Protocol):
    """A person's yes to one exact action."""

    def open_request(
        self, connection: Connection, tenant: str, action: Action, decision: Decision, *, dry_run_sha256: str | None,
        now: int, excluded: Sequence[str],
    ) -> str: ...  # fmt: skip

    def usable(
        self, connection: Connection, tenant: str, approval_id: str, action: Action, *, policy_sha256: str,
        dry_run_sha256: str | None, now: int,
    ) -> str | None: ...  # fmt: skip

    def consume(
        self, connection: Connection, tenant: str, approval_id: str, *, digest: str, now: int
    ) -> Sequence[str]: ...

    def void(self, connection: Connection, tenant: str, approval_id: str, *, why: str, now: int) -> None: ...


class Budgets(Protocol):
    """What an action may use, taken before and settled after."""

    def short(self, connection: Connection, action: Action, limits: Limits, *, now: int) -> str | None:
        """Why it would not fit, None when it would."""
        ...

    def reserve(self, connection: Connection, action: Action, limits: Limits, *, until: int, now: int) -> str | None:
        """The reservation; None where nothing of it is limited. Raises Refused."""
        ...

    def settle(
        self, connection: Connection, tenant: str, reservation_id: str | None, action: Action, used: Amounts, *,
        failed: bool, now: int,
    ) -> None: ...  # fmt: skip


class Tell(Protocol):
    """Writes an entry into the timeline of a case."""

    def __call__(
        self, connection: Connection, tenant: str, case_id: str, *, kind: str, actor: str, text: str,
        body: Mapping[str, JSON],
    ) -> int: ...  # fmt: skip


class Ports(Protocol):
    """All of them, as the composition root has put them together."""

    @property
    def approvals(self) -> Approvals: ...

    @property
    def budgets(self) -> Budgets: ...

    @property
    def switches(self) -> Switches: ...

    @property
    def tools(self) -> Tools: ...

    @property
    def tell(self) -> Tell: ...

    @property
    def signer(self) -> Callable[[], Signer | None]:
        """Gives the key that signs a checkpoint with each intent of high risk."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Everything:
    """The real ones; a test may put another in the place of one."""

    tools: Tools
    approvals: Approvals = approvals
    budgets: Budgets = field(default_factory=ActionBudgets)
    switches: Switches = kill_switch
    tell: Tell = timeline.append
    signer: Callable[[], Signer | None] = lambda: None
