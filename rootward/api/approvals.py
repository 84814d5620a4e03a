"""Approvals over HTTP: what waits, everything a careful approver needs, yes and no, and the way in from a message.

Reading never votes: a link that a scanner opens shows what is asked to whoever is logged in, and changes nothing.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import approvals as shape
from rootward.api.cases import Clean
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.ids import full_id
from rootward.api.times import moment
from rootward.app import App
from rootward.errors import Denied
from rootward.events import strict
from rootward.governance import approvals, approvals_links, delegations
from rootward.governance.approvals_links import Link
from rootward.governance.approvals_read import Wanted, find, may_vote
from rootward.governance.approvals_rights import people_for
from rootward.governance.approvals_show import card, line
from rootward.governance.approvals_vote import refused
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import approvals as table
from rootward.tenancy.principal import Principal, person
from rootward.tools.amend import amend

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["approvals"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("approvals.read"))]
"""Who may vote is decided where votes are counted, for every door: also somebody whom another one lets vote."""
Approver = Annotated[Principal, Depends(may("actions.approve"))]
Asker = Annotated[Principal, Depends(may("actions.request"))]
Reviewer = Annotated[Principal, Depends(may("approvals.review"))]
Verdict = Literal["approve", "deny"]
Id = Annotated[str, Field(max_length=100)]
_SECOND = 1_000_000_000


class Vote(BaseModel):
    """`digest` is the one that was shown: the vote is for that, and for nothing that came after it."""

    model_config = ConfigDict(extra="forbid", strict=True)
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    comment: Clean = Field(default="", max_length=1000)
    on_behalf_of: Id | None = None  # who lets you vote for them; left out: your own right, else the first that is lent


class Remark(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    comment: Clean = Field(min_length=1, max_length=1000)


class Amended(BaseModel):
    """The whole arguments, as they should be; `digest` is the one that was shown."""

    model_config = ConfigDict(extra="forbid", strict=True)
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    arguments: dict[str, Any]
    reason: Clean = Field(min_length=1, max_length=1000)


class Comment(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    comment: Clean = Field(default="", max_length=1000)


class Lend(BaseModel):
    """`to` is a principal's id, or a name that only one person has."""

    model_config = ConfigDict(extra="forbid", strict=True)
    to: Annotated[str, Field(min_length=1, max_length=200)]
    until: Annotated[str, Field(max_length=40)] | None = None  # RFC 3339; left out: until the approval expires
    reason: Clean = Field(min_length=1, max_length=1000)


class NewLink(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    verdict: Verdict = "approve"
    to: Id | None = None  # the principal it is sent to; left out: whoever reads the channel
    seconds: float = Field(default=3600, gt=0, le=604_800)


@router.get("/approvals")
@answers(shape.ApprovalPage)
async def list_approvals(
    app: Application, principal: Reader, state: str = "pending", mine: bool = False, unreviewed: bool = False,
    action_id: str = "", limit: Annotated[int, Query(ge=1, le=200)] = 50, cursor: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What waits, the soonest to expire first. `mine` leaves what the caller may vote on; `unreviewed`, with an empty
    `state`, what was approved in an emergency and nobody has looked at."""
    now = clock.forward_ns()
    wanted = Wanted(state=state, mine=mine, unreviewed=unreviewed, action_id=action_id)
    unit = partial(find, principal=principal, wanted=wanted, now=now, limit=limit, cursor=cursor)
    page = await app.db.read(unit, tenant=principal.tenant)
    return {"items": [line(item, now=now) for item in page.items], "next": page.next_cursor or None}


@router.get("/approvals/{approval_id}")
@answers(shape.ApprovalCard)
async def get_approval(approval_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """The exact call and where each argument comes from, the rules that hold it, the dry run, the votes, and whether
    the caller may vote."""
    return await _shown(app, principal, await _full(app, principal, approval_id))


@router.post("/approvals/{approval_id}/approve")
@answers(shape.ApprovalCard)
async def approve(approval_id: str, given: Vote, app: Application, principal: Reader) -> dict[str, Any]:
    """Say yes to exactly what was shown."""
    return await _vote(app, principal, approval_id, "approve", given)


@router.post("/approvals/{approval_id}/deny")
@answers(shape.ApprovalCard)
async def deny(approval_id: str, given: Vote, app: Application, principal: Reader) -> dict[str, Any]:
    """Say no, with the reason: it ends the request."""
    return await _vote(app, principal, approval_id, "deny", given)


@router.post("/approvals/{approval_id}/delegate", status_code=201)
@answers(shape.Lent)
async def delegate(approval_id: str, given: Lend, app: Application, principal: Approver) -> dict[str, Any]:
    """Let somebody else vote on this on your behalf."""
    wanted = await _full(app, principal, approval_id)
    unit = partial(
        delegations.delegate, principal=principal, to=given.to, until=moment(given.until, "until"),
        reason=given.reason, now=clock.forward_ns(), approval_id=wanted,
    )  # fmt: skip
    made = await app.db.run(unit, tenant=principal.tenant)
    return {
        "delegation_id": made.delegation_id, "from_principal": made.from_principal, "to_principal": made.to_principal,
        "approval_id": made.approval_id, "until": clock.format_ns(made.until),
    }  # fmt: skip


@router.post("/approvals/{approval_id}/ask-changes")
@answers(shape.ApprovalCard)
async def ask_changes(approval_id: str, given: Remark, app: Application, principal: Reader) -> dict[str, Any]:
    """Say what would have to change; it goes on waiting."""
    wanted = await _full(app, principal, approval_id)
    unit = partial(
        approvals.ask_changes, principal=principal, approval_id=wanted, digest=given.digest, comment=given.comment,
        now=clock.forward_ns(),
    )  # fmt: skip
    await app.db.run(unit, tenant=principal.tenant)
    return await _shown(app, principal, wanted)


@router.post("/approvals/{approval_id}/amend", status_code=202)
@answers(shape.AmendedCall)
async def amend_call(
    approval_id: str, given: Amended, request: Request, app: Application, principal: Asker
) -> dict[str, Any]:
    """Ask for the same call with other arguments: a new request under a new digest. This one is void."""
    strict.read(await request.body())  # keys that stand twice, which the reader before this one has not seen
    wanted = await _full(app, principal, approval_id)
    unit = partial(
        amend, principal=principal, approval_id=wanted, digest=given.digest, arguments=given.arguments,
        reason=given.reason, ports=app.ports, bus=app.bus, now=clock.forward_ns(),
    )  # fmt: skip
    action_id = await app.db.run(unit, tenant=principal.tenant)
    return {"action_id": action_id, "replaces": wanted, "path": f"/api/v1/actions/{action_id}"}


@router.post("/approvals/{approval_id}/review")
@answers(shape.ApprovalCard)
async def review(approval_id: str, given: Comment, app: Application, principal: Reviewer) -> dict[str, Any]:
    """Acknowledge, with what you found, what somebody else approved alone in an emergency."""
    wanted = await _full(app, principal, approval_id)
    unit = partial(
        approvals.review, principal=principal, approval_id=wanted, comment=given.comment, now=clock.forward_ns()
    )
    await app.db.run(unit, tenant=principal.tenant)
    return await _shown(app, principal, wanted)


@router.post("/approvals/{approval_id}/links", status_code=201)
@answers(shape.ApprovalLink)
async def make_link(approval_id: str, given: NewLink, app: Application, principal: Approver) -> dict[str, Any]:
    """A signed single-use link to the confirmation of one vote, for a message. It is no right: who follows it has to be
    logged in and allowed to vote."""
    wanted = await _full(app, principal, approval_id)
    expires_at = clock.forward_ns() + int(given.seconds * _SECOND)

    def unit(connection: Connection) -> str:
        if given.to is not None:
            person(connection, principal.tenant, given.to)
        approval = approvals.read(connection, principal.tenant, wanted)
        return approvals_links.issue(app.key, approval, given.verdict, recipient=given.to, expires_at=expires_at)

    text = await app.db.read(unit, tenant=principal.tenant)
    return {"link": text, "path": f"/api/v1/approval-links/{text}", "page": f"/approvals/{wanted}?link={text}"}


@router.get("/approval-links/{link}")
@answers(shape.OpenedLink)
async def open_link(link: str, app: Application, principal: Reader) -> dict[str, Any]:
    """What the link asks to confirm. Nothing happens until it is confirmed by POST."""
    found = await _opened(app, principal, link)
    approval = await _shown(app, principal, found.approval_id)
    return {
        "verdict": found.verdict, "digest": found.digest, "is_current": found.digest == approval["digest"],
        "expires_at": clock.format_ns(found.expires_at), "approval": approval,
        "confirm": {"method": "POST", "path": f"/api/v1/approval-links/{link}"},
    }  # fmt: skip


@router.post("/approval-links/{link}")
@answers(shape.ApprovalCard)
async def confirm_link(link: str, given: Comment, app: Application, principal: Reader) -> dict[str, Any]:
    """Confirm the vote that the link was made for, as whoever is logged in; once."""
    found = await _opened(app, principal, link)
    vote = Vote(digest=found.digest, comment=given.comment)
    return await _vote(app, principal, found.approval_id, found.verdict, vote, link_id=found.link_id)


async def _vote(
    app: App, principal: Principal, approval_id: str, verdict: Verdict, given: Vote, *, link_id: str | None = None
) -> dict[str, Any]:
    """A vote that somebody has no right to is on the record too."""
    wanted = await _full(app, principal, approval_id)
    unit = partial(
        approvals.vote, principal=principal, approval_id=wanted, verdict=verdict, digest=given.digest,
        comment=given.comment, bus=app.bus, now=clock.forward_ns(), on_behalf_of=given.on_behalf_of, link=link_id,
    )  # fmt: skip
    try:
        await app.db.run(unit, tenant=principal.tenant)
    except Denied as refusal:
        note = partial(refused, principal=principal, approval_id=wanted, verdict=verdict, why=refusal)
        await app.db.run(note, tenant=principal.tenant)
        raise
    return await _shown(app, principal, wanted)


async def _shown(app: App, principal: Principal, approval_id: str) -> dict[str, Any]:
    now = clock.forward_ns()

    def unit(connection: Connection) -> dict[str, Any]:
        approval = approvals.read(connection, principal.tenant, approval_id)
        votes = approvals.votes_of(connection, principal.tenant, approval_id)
        why_not = may_vote(connection, principal, approval, now=now)
        whole = card(approval, votes, people=people_for(connection, approval, votes), now=now)
        return whole | {"may_vote": why_not is None, "why_not": why_not}

    return await app.db.read(unit, tenant=principal.tenant)


async def _opened(app: App, principal: Principal, text: str) -> Link:
    found = approvals_links.opened(app.key, text, tenant=principal.tenant, now=clock.forward_ns())
    check = partial(approvals_links.check_recipient, principal=principal, link=found)
    await app.db.read(check, tenant=principal.tenant)
    return found


async def _full(app: App, principal: Principal, approval_id: str) -> str:
    return await full_id(app, principal.tenant, table.c.approval_id, approval_id, "apr_")
