"""Cases over HTTP: list, read, follow, mark, move, merge."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import cases as shape
from rootward.api.answers.events import EventPage
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.events import shown as shown_event
from rootward.app import App
from rootward.cases import lifecycle, read, timeline
from rootward.cases.merge import merge
from rootward.cases.model import Case, CaseState
from rootward.cases.split import split
from rootward.errors import BadInput
from rootward.events.model import Event
from rootward.events.store import find_events
from rootward.investigations import remember
from rootward.investigations.read import report_of_case
from rootward.investigations.request import request_if_allowed
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.kit.redact import redact_text
from rootward.knowledge.memory import Memory
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/cases", tags=["cases"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("cases.read"))]
Writer = Annotated[Principal, Depends(may("cases.write"))]
_TIMES = (
    "opened_at",
    "updated_at",
    "first_event_ts",
    "last_event_ts",
    "acknowledged_at",
    "snoozed_until",
    "resolved_at",
)


Clean = Annotated[str, AfterValidator(redact_text)]
"""People write words that are kept: no secret among them."""


class Mark(BaseModel):
    """A change by a person; only the fields that the verb needs."""

    model_config = ConfigDict(extra="forbid", strict=True)
    reason: Clean = Field(default="", max_length=1000)
    to: Clean | None = Field(default=None, max_length=200)  # a person, or null for nobody; a state; the other case
    until: str = Field(default="", max_length=40)  # snooze: RFC 3339


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("nothing is said")
    return text.strip()


class Comment(BaseModel):
    """What somebody has to say."""

    model_config = ConfigDict(extra="forbid", strict=True)
    text: Annotated[str, Field(max_length=4000), AfterValidator(redact_text), AfterValidator(_said)]


class Part(BaseModel):
    """Events of a case: by id, or all about an entity."""

    model_config = ConfigDict(extra="forbid", strict=True)
    events: list[Annotated[str, Field(max_length=100)]] = Field(default_factory=list, max_length=10_000)
    entity: str = Field(default="", max_length=300)  # service:checkout
    title: Clean = Field(default="", max_length=300)
    reason: Clean = Field(default="", max_length=1000)


class Cause(BaseModel):
    """What the cause was and what helped; what is left out is taken from the report."""

    model_config = ConfigDict(extra="forbid", strict=True)
    cause: Clean = Field(default="", max_length=1000)
    entity: Annotated[str, Field(max_length=300, pattern=r"^([a-z]+:.+)?$")] = ""  # service:orders
    kind: Annotated[str, Field(max_length=100, pattern=r"^[a-z0-9_.]*$")] = ""  # config.pool_size
    fixed_by: Clean = Field(default="", max_length=1000)
    reason: Clean = Field(default="", max_length=1000)

    @property
    def plain(self) -> remember.Told:
        return remember.Told(cause=self.cause, entity=self.entity, kind=self.kind, fixed_by=self.fixed_by)


@router.get("")
@answers(shape.CasePage)
async def list_cases(
    app: Application, principal: Reader, state: Annotated[list[str] | None, Query()] = None,
    severity: Annotated[list[str] | None, Query()] = None, kind: Annotated[list[str] | None, Query()] = None,
    entity: str = "", text: str = "", assigned_to: str = "", cause: Annotated[list[str] | None, Query()] = None,
    source: Annotated[list[str] | None, Query()] = None, team: Annotated[list[str] | None, Query()] = None,
    active: bool = False, sort: read.Sort = "newest", limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str = "", facets: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The newest first, or in another order; with counts by state, severity, kind, entity, owner, kind of cause,
    source and team where asked for. `assigned_to` is a person, `me`, or `-` for nobody; `team` owns what a case is
    about (`group:payments`), as the catalog or a pack says."""
    wanted = read.CaseFilter(
        states=tuple(state or ()), severities=tuple(severity or ()), kinds=tuple(kind or ()), entity=entity,
        text=text, assigned_to=principal.id if assigned_to == "me" else assigned_to, causes=tuple(cause or ()),
        sources=tuple(source or ()), teams=tuple(team or ()), active=active,
    )  # fmt: skip
    find = partial(read.find, tenant=principal.tenant, wanted=wanted, limit=limit, cursor=cursor, sort=sort)
    page = await app.db.read(find, tenant=principal.tenant)
    answer: dict[str, Any] = {"items": [shown(case) for case in page.items], "next": page.next_cursor or None}
    if facets:
        count = partial(read.facets, tenant=principal.tenant, wanted=wanted)
        answer["facets"] = await app.db.read(count, tenant=principal.tenant)
    return answer


@router.get("/{ref}")
@answers(shape.CaseRead)
async def get_case(ref: str, app: Application, principal: Reader) -> dict[str, Any]:
    """By id, a unique beginning of it, or number (INC-7); with the newest report's verdict."""
    case = await app.db.read(partial(read.get, tenant=principal.tenant, ref=ref), tenant=principal.tenant)
    report = await app.db.read(
        partial(report_of_case, tenant=principal.tenant, case_id=case.case_id), tenant=principal.tenant
    )
    verdict = report.content["verdict"] if report else None
    return shown(case) | {"verdict": verdict, "report_id": report.report_id if report else None}


@router.get("/{ref}/timeline")
@answers(shape.TimelinePage)
async def get_timeline(
    ref: str, app: Application, principal: Reader, limit: Annotated[int, Query(ge=1, le=1000)] = 200, cursor: str = "",
    events: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """What happened and what was done, in order of time, with the reason each event belongs to the case.
    `events=false` leaves the events out."""
    after = _position(cursor)

    def unit(connection: Connection) -> list[timeline.Entry]:
        case = read.get(connection, principal.tenant, ref)
        return timeline.read(connection, principal.tenant, case.case_id, limit=limit, after=after, with_events=events)

    entries = await app.db.read(unit, tenant=principal.tenant)
    more = "~".join(str(part) for part in entries[-1].cursor) if len(entries) == limit else None
    return {"items": [asdict(entry) | {"at": clock.format_ns(entry.at)} for entry in entries], "next": more}


@router.get("/{ref}/events")
@answers(EventPage)
async def get_events(
    ref: str, app: Application, principal: Reader, limit: Annotated[int, Query(ge=1, le=1000)] = 200, cursor: str = ""
) -> dict[str, Any]:
    """The events of the case in full, in order of time."""
    after = _position(cursor)

    def unit(connection: Connection) -> tuple[list[timeline.Entry], list[Event]]:
        case = read.get(connection, principal.tenant, ref)
        entries = timeline.read(connection, principal.tenant, case.case_id, limit=limit, after=after)
        ids = [entry.ref for entry in entries if entry.ref]
        return entries, find_events(connection, principal.tenant, ids=ids, limit=limit) if ids else []

    entries, events = await app.db.read(unit, tenant=principal.tenant)
    more = "~".join(str(part) for part in entries[-1].cursor) if len(entries) == limit else None
    return {"items": [shown_event(event) for event in events], "next": more}


@router.post("/{ref}/acknowledge")
@answers(shape.Case)
async def acknowledge(ref: str, app: Application, principal: Writer) -> dict[str, Any]:
    return await _change(app, principal, ref, partial(lifecycle.acknowledge, actor=principal.id))


@router.post("/{ref}/unacknowledge")
@answers(shape.Case)
async def unacknowledge(ref: str, app: Application, principal: Writer) -> dict[str, Any]:
    return await _change(app, principal, ref, partial(lifecycle.unacknowledge, actor=principal.id))


@router.post("/{ref}/assign")
@answers(shape.Case)
async def assign(ref: str, mark: Mark, app: Application, principal: Writer) -> dict[str, Any]:
    """To a person, or with `to: null` to nobody."""
    return await _change(app, principal, ref, partial(lifecycle.assign, to=mark.to, actor=principal.id))


@router.post("/{ref}/comment")
@answers(shape.Case)
async def comment(ref: str, said: Comment, app: Application, principal: Writer) -> dict[str, Any]:
    """Onto the timeline, for everybody who works on the case, also after it has ended."""
    return await _change(app, principal, ref, partial(lifecycle.comment, text=said.text, actor=principal.id))


@router.post("/{ref}/snooze")
@answers(shape.Case)
async def snooze(ref: str, mark: Mark, app: Application, principal: Writer) -> dict[str, Any]:
    """Until a time: nothing is notified or investigated anew before it."""
    try:
        until = clock.parse_ns(mark.until)
    except ValueError as error:
        raise BadInput(f"until: {mark.until!r} is not an RFC 3339 time", field="until", value=mark.until) from error
    verb = partial(lifecycle.snooze, until=until, actor=principal.id, reason=mark.reason)
    return await _change(app, principal, ref, verb)


@router.post("/{ref}/wake")
@answers(shape.Case)
async def wake(ref: str, app: Application, principal: Writer) -> dict[str, Any]:
    return await _change(app, principal, ref, partial(lifecycle.wake, actor=principal.id))


@router.post("/{ref}/move")
@answers(shape.Case)
async def move(ref: str, mark: Mark, app: Application, principal: Writer) -> dict[str, Any]:
    """To another state; a transition that is not allowed answers 409 and names it."""
    state, reason = cast(CaseState, mark.to or ""), mark.reason or "by hand"
    verb = partial(lifecycle.move, to=state, actor=principal.id, reason=reason)
    return await _change(app, principal, ref, verb)


@router.post("/{ref}/resolve")
@answers(shape.Resolved)
async def resolve(ref: str, told: Cause, app: Application, principal: Writer) -> dict[str, Any]:
    """As resolved; with what the cause was and what helped, it is found again when something like it happens."""

    def unit(connection: Connection) -> dict[str, Any]:
        case = read.get(connection, principal.tenant, ref)
        changed, kept = remember.resolve(
            connection, principal.tenant, case.case_id, told=told.plain, actor=principal.id,
            reason=told.reason or "by hand",
        )  # fmt: skip
        return shown(changed) | {"remembered": shown_memory(kept)}

    return await app.db.run(unit, tenant=principal.tenant)


@router.post("/{ref}/cause")
@answers(shape.Remembered)
async def confirm(ref: str, told: Cause, app: Application, principal: Writer) -> dict[str, Any]:
    """Confirm the report's cause of a resolved case (nothing said), or correct it."""

    def unit(connection: Connection) -> dict[str, Any] | None:
        case = read.get(connection, principal.tenant, ref)
        kept = remember.confirm(connection, principal.tenant, case.case_id, told=told.plain, actor=principal.id)
        return shown_memory(kept)

    kept = await app.db.run(unit, tenant=principal.tenant)
    assert kept is not None
    return kept


@router.delete("/{ref}/cause")
@answers(shape.Case)
async def forget(ref: str, app: Application, principal: Writer) -> dict[str, Any]:
    """No longer find this case as a past one."""

    def unit(connection: Connection) -> dict[str, Any]:
        case = read.get(connection, principal.tenant, ref)
        remember.forget(connection, principal.tenant, case.case_id, actor=principal.id)
        return shown(read.by_id(connection, principal.tenant, case.case_id))

    return await app.db.run(unit, tenant=principal.tenant)


@router.post("/{ref}/merge")
@answers(shape.Case)
async def merge_cases(ref: str, mark: Mark, app: Application, principal: Writer) -> dict[str, Any]:
    """Into the case named in `to`; this one ends as merged."""

    def unit(connection: Connection) -> Case:
        first = read.get(connection, principal.tenant, ref)
        other = read.get(connection, principal.tenant, mark.to or "")
        reason = mark.reason or "by hand"
        merge(connection, principal.tenant, first.case_id, into=other.case_id, actor=principal.id, reason=reason)
        return read.by_id(connection, principal.tenant, first.case_id)

    return shown(await app.db.run(unit, tenant=principal.tenant))


@router.post("/{ref}/split")
@answers(shape.Case)
async def split_case(ref: str, part: Part, app: Application, principal: Writer) -> dict[str, Any]:
    """Events of the case, by id or by what they are about, as a case of their own, which is investigated. Merging it
    back undoes it."""
    pack = await app.pack_of(principal.tenant)

    def unit(connection: Connection) -> Case:
        case = read.get(connection, principal.tenant, ref)
        made = split(
            connection, principal.tenant, case.case_id, event_ids=part.events, entity=part.entity, title=part.title,
            pack=pack, actor=principal.id, reason=part.reason or "by hand",
        )  # fmt: skip
        pins = app.pins_of(pack)
        request_if_allowed(connection, principal.tenant, made.case_id, by=principal.id, pins=pins, bus=app.bus)
        return read.by_id(connection, principal.tenant, made.case_id)

    return shown(await app.db.run(unit, tenant=principal.tenant))


def shown(case: Case) -> dict[str, Any]:
    """A case as JSON, times as RFC 3339."""
    values = {name: getattr(case, name) for name in Case.__slots__}
    times = {name: None if values[name] is None else clock.format_ns(values[name]) for name in _TIMES}
    return values | times


def shown_memory(kept: Memory | None) -> dict[str, Any] | None:
    """What is remembered, but for the signature it is found by."""
    if kept is None:
        return None
    names = ("number", "title", "entity", "kind", "cause", "fixed_by", "confirmed_by")
    return {name: getattr(kept, name) for name in names} | {"resolved_at": clock.format_ns(kept.resolved_at)}


def _position(cursor: str) -> timeline.Cursor | None:
    if not cursor:
        return None
    parts = cursor.split("~", 2)
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in parts[:2]):
        raise BadInput(f"{cursor[:80]!r} is not a cursor of this list", field="cursor", value=cursor[:80])
    return int(parts[0]), int(parts[1]), parts[2]


async def _change(app: App, principal: Principal, ref: str, verb: Any) -> dict[str, Any]:
    def unit(connection: Connection) -> Case:
        case = read.get(connection, principal.tenant, ref)
        changed: Case = verb(connection, principal.tenant, case.case_id)
        return changed

    return shown(await app.db.run(unit, tenant=principal.tenant))
