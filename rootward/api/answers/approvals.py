"""Approvals as they are answered: what waits, the whole card, votes on behalf of others, and who is one person."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from rootward.governance.approvals_model import ApprovalState, Verdict

__all__ = [
    "AmendedCall", "ApprovalCard", "ApprovalLink", "ApprovalPage", "Delegation", "DelegationList", "GuardWord",
    "IdentityList", "Lent", "NewPerson", "OpenedLink", "People", "Unlinked",
]  # fmt: skip


class Asker(TypedDict):
    """Who asks for it: a person, or an agent and for whom."""

    id: str
    name: str
    kind: str
    role: str
    auth: str
    agent: str | None
    on_behalf_of: str | None


class People(TypedDict):
    """So many different people, each with one of the roles."""

    people: int
    roles: list[str]


class ApprovalLine(TypedDict):
    """`digest` is of the exact call; `hash` its beginning, which a person compares."""

    approval_id: str
    action_id: str
    case_id: str | None
    state: ApprovalState
    tool: str
    risk: str
    targets: list[str]
    reason: str
    why_held: str
    requester: Asker
    digest: str
    hash: str
    quorum: People
    created_at: str
    due_at: str
    expires_at: str
    expires_in_s: int
    break_glass: bool
    review_due_at: str | None
    reviewed_at: str | None


class ApprovalPage(TypedDict):
    items: list[ApprovalLine]
    next: str | None


class Argument(TypedDict):
    """One value of the call, where it comes from, and which of these origins deserve no trust. Where somebody amended
    the call: how it was `before`, or that it was `added` or is `gone`."""

    pointer: str
    value: Any
    shown: str
    origins: list[str]
    untrusted: list[str]
    sensitive: bool
    before: NotRequired[str]
    added: NotRequired[Literal[True]]
    gone: NotRequired[Literal[True]]


class GuardWord(TypedDict):
    guard: str
    answer: str
    reason: str
    rule_ids: list[str]


class HeldBy(TypedDict):
    sha256: str
    guard: str
    rule_ids: list[str]
    trace: list[GuardWord]


class ShownDryRun(TypedDict):
    sha256: str
    summary: str
    value: str | None
    at: str | None


class Most(TypedDict):
    """What the call may use at most."""

    usd: float
    tokens: int
    calls: int
    seconds: float


class ShownVote(TypedDict):
    principal_id: str
    verdict: Verdict
    role: str
    digest: str
    on_behalf_of: str | None
    comment: str
    auth: str
    by_link: bool
    at: str


class Remarked(TypedDict):
    """What somebody said would have to change."""

    by: str
    name: str
    comment: str
    at: str


class AmendedCall(TypedDict):
    """The action that takes the place of the one whose approval was amended."""

    action_id: str
    replaces: str
    path: str


class ApprovalCard(ApprovalLine):
    """Everything a careful approver needs; `exact` is what the digest is of."""

    tool_version: str
    schema_hash: str
    effect: str
    irreversible: bool
    rollback: str
    hosts: list[str]
    arguments: list[Argument]
    run_id: str | None
    step_id: str | None
    confidence: float | None
    most: Most
    policy: HeldBy
    dry_run: ShownDryRun | None
    warnings: list[str]
    votes: list[ShownVote]
    remarks: list[Remarked]
    replaces: str | None
    people: int
    exact: dict[str, Any]
    decided_at: str | None
    consumed_at: str | None
    ended_why: str | None
    reviewed_by: str | None
    review_comment: str | None
    command: str
    may_vote: bool
    why_not: str | None


class ApprovalLink(TypedDict):
    """A signed link to the confirmation of one vote, and the page that shows it."""

    link: str
    path: str
    page: str


class Confirm(TypedDict):
    method: Literal["POST"]
    path: str


class OpenedLink(TypedDict):
    """What a link asks to confirm; nothing happens until it is."""

    verdict: Verdict
    digest: str
    is_current: bool
    expires_at: str
    approval: ApprovalCard
    confirm: Confirm


class Lent(TypedDict):
    delegation_id: str
    from_principal: str
    to_principal: str
    approval_id: str | None
    until: str


class Delegation(Lent):
    """Without an approval it is for everything that the one who delegates may vote on."""

    from_name: str
    to_name: str
    reason: str
    created_at: str
    revoked_at: str | None


class DelegationList(TypedDict):
    items: list[Delegation]


class Identity(TypedDict):
    """One of several names of a person."""

    principal_id: str
    person: str
    linked_by: str
    linked_at: str


class IdentityList(TypedDict):
    items: list[Identity]


class NewPerson(TypedDict):
    person: str
    principals: list[str]


class Unlinked(TypedDict):
    principal_id: str
