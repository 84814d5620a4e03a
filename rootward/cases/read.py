"""Read cases: one by its id, number or a beginning of the id; many by filter, page by page, with counts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec
import sqlalchemy as sa

from rootward.cases.model import PREFIXES, TERMINAL, Case, from_row
from rootward.errors import BadInput, Conflict, NotFound
from rootward.events.model import SEVERITIES
from rootward.kit.beginnings import begins_with
from rootward.kit.db import Connection
from rootward.schema import cases, tenants, topology_edges

__all__ = ["NOBODY", "SORTS", "CaseFilter", "Page", "Sort", "by_id", "facets", "find", "get"]

Sort = Literal["newest", "updated", "severity"]
SORTS: tuple[Sort, ...] = get_args(Sort)
NOBODY = "-"
"""In place of a person: cases that nobody has."""

_FEW = ("state", "severity", "kind", "assigned_to", "cause_kind", "source")
_MOST_VALUES = 100
_TEAM = "group:"
_NUMBERS = tuple(f"{prefix}-" for prefix in PREFIXES.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """An empty field does not filter. `text` is looked for in title, number and entity; `assigned_to` may be NOBODY;
    `causes` are kinds of cause; `teams` are groups that own what a case is about; `active` leaves out closed and merged
    cases; `since` and `until` bound the time it was opened (ns)."""

    states: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    entity: str = ""
    text: str = ""
    assigned_to: str = ""
    causes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    active: bool = False
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`next_cursor` is '' on the last page."""

    items: tuple[Case, ...]
    next_cursor: str


def by_id(connection: Connection, tenant: str, case_id: str, *, for_change: bool = False) -> Case:
    """Raises NotFound, also for another tenant's.

    `for_change` locks: the tenant first, as everybody who changes cases does, so that nobody waits in a circle.
    """
    query = sa.select(cases).where(cases.c.tenant == tenant, cases.c.case_id == case_id)
    if for_change:
        connection.execute(sa.select(tenants.c.tenant).where(tenants.c.tenant == tenant).with_for_update())
        query = query.with_for_update()
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"there is no case {case_id!r}", field="case_id", value=case_id)
    return from_row(row)


def get(connection: Connection, tenant: str, ref: str) -> Case:
    """By id, by number (`INC-7`, in any case) or by a beginning of the id that only one case has.

    Raises NotFound, also for another tenant's; Conflict when several cases begin like that.
    """
    wanted = ref.strip()
    if wanted.upper().startswith(_NUMBERS):
        match = cases.c.number == wanted.upper()
    else:
        beginning = wanted.lower() if wanted.startswith("case_") else f"case_{wanted.lower()}"
        match = begins_with(cases.c.case_id, beginning, by_bytes=connection.dialect.name == "sqlite")
    query = sa.select(cases).where(cases.c.tenant == tenant, match).order_by(cases.c.case_id).limit(2)
    rows = connection.execute(query).mappings().all() if wanted else []
    if not rows:
        raise NotFound(f"there is no case {ref!r}", field="case", value=ref)
    if len(rows) > 1 and rows[0]["case_id"] != wanted:
        raise Conflict(f"several cases begin with {ref!r}: say more of the id, or the number", field="case", value=ref)
    return from_row(rows[0])


def find(
    connection: Connection, tenant: str, wanted: CaseFilter | None = None, *, limit: int = 50, cursor: str = "",
    sort: Sort = "newest",
) -> Page:  # fmt: skip
    """The newest opened first, or in another order; a page of any depth costs the same.

    Raises BadInput for a cursor that is none of ours, or of another order.
    """
    clauses = _clauses(connection, tenant, wanted or CaseFilter())
    rungs = _rungs(sort)
    after = _position(cursor, rungs) if cursor else None
    column = cases.c.updated_at if sort == "updated" else cases.c.opened_at
    found: list[Case] = []
    for rung in rungs if after is None else rungs[rungs.index(after[0]) :]:
        query = sa.select(cases).where(cases.c.tenant == tenant, *clauses)
        if sort == "severity":
            query = query.where(cases.c.severity == rung)
        if after is not None and rung == after[0]:
            query = query.where(sa.tuple_(column, cases.c.case_id) < sa.tuple_(*map(sa.literal, after[1:])))
        query = query.order_by(column.desc(), cases.c.case_id.desc()).limit(limit + 1 - len(found))
        found += [from_row(row) for row in connection.execute(query).mappings()]
        if len(found) > limit:
            return Page(items=tuple(found[:limit]), next_cursor=_cursor(found[limit - 1], sort))
    return Page(items=tuple(found), next_cursor="")


def facets(connection: Connection, tenant: str, wanted: CaseFilter | None = None) -> dict[str, dict[str, int]]:
    """How many cases of the filter have each state, severity, kind, entity, owner, kind of cause, source and team; the
    most frequent first. One statement: what has few values is counted by all of them together, in the order of an
    index, and those few counts are added up for each; entities, of which there are many, are counted for themselves,
    and a team has what its entities have: a case counts for each team that owns what it is about."""
    where = (cases.c.tenant == tenant, *_clauses(connection, tenant, wanted or CaseFilter()))
    few = [cases.c[name] for name in _FEW]
    together = sa.select(*few, sa.func.count().label("n")).where(*where).group_by(*few).cte("together")
    about = sa.select(cases.c.entity, sa.func.count().label("n")).where(*where).group_by(cases.c.entity).cte("about")
    owned = _owned(connection, tenant).subquery("owned")
    parts = [_counted("entity", about.c.entity, sa.func.sum(about.c.n))]
    parts.append(_counted("team", owned.c.src, sa.func.sum(about.c.n)).where(owned.c.dst == about.c.entity))
    parts += [_counted(name, together.c[name], sa.func.sum(together.c.n)) for name in _FEW]
    result: dict[str, dict[str, int]] = {name: {} for name in (*_FEW, "entity", "team")}
    for facet, value, number in sorted(connection.execute(sa.union_all(*parts)), key=lambda row: (-row[2], row[1])):
        if len(result[facet]) < _MOST_VALUES:
            result[facet][value] = int(number)
    return result


def _counted(name: str, column: sa.ColumnElement[str], number: sa.ColumnElement[int]) -> sa.Select[str, str, int]:
    facet = sa.select(sa.literal(name).label("facet"), column.label("value"), number.label("n"))
    return facet.where(column.is_not(None)).group_by(column)


def _owned(connection: Connection, tenant: str) -> sa.Select[str, str]:
    """Each team (`src`) with each entity (`dst`) that it owns."""
    table = topology_edges.c
    teams = begins_with(table.src, _TEAM, by_bytes=connection.dialect.name == "sqlite")
    return sa.select(table.src, table.dst).where(table.tenant == tenant, table.relation == "owns", teams).distinct()


def _clauses(connection: Connection, tenant: str, wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    table = cases.c
    among = (
        (table.state, wanted.states), (table.severity, wanted.severities), (table.kind, wanted.kinds),
        (table.cause_kind, wanted.causes), (table.source, wanted.sources),
    )  # fmt: skip
    clauses: list[sa.ColumnElement[bool]] = [column.in_(values) for column, values in among if values]
    if wanted.teams:
        owned = _owned(connection, tenant).where(topology_edges.c.src.in_(wanted.teams)).subquery("owned")
        clauses.append(table.entity.in_(sa.select(owned.c.dst)))
    if wanted.entity:
        clauses.append(table.entity == wanted.entity)
    if wanted.assigned_to:
        clauses.append(table.assigned_to == (None if wanted.assigned_to == NOBODY else wanted.assigned_to))
    if wanted.active:
        clauses.append(table.state.not_in(TERMINAL))
    if wanted.since is not None:
        clauses.append(table.opened_at >= wanted.since)
    if wanted.until is not None:
        clauses.append(table.opened_at < wanted.until)
    if text := wanted.text.strip():
        searched = (table.title, table.number, table.entity)
        clauses.append(sa.or_(*(column.icontains(text, autoescape=True) for column in searched)))
    return clauses


def _rungs(sort: Sort) -> tuple[str, ...]:
    """By severity is one severity after the other, each the newest first, so that an index gives the order."""
    return SEVERITIES if sort == "severity" else (sort,)


def _cursor(case: Case, sort: Sort) -> str:
    rung = case.severity if sort == "severity" else sort
    at = case.updated_at if sort == "updated" else case.opened_at
    return base64.urlsafe_b64encode(msgspec.json.encode([rung, at, case.case_id])).decode().rstrip("=")


def _position(cursor: str, rungs: Sequence[str]) -> tuple[str, int, str]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        position = msgspec.json.decode(raw, type=tuple[str, int, str])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise BadInput(f"{cursor!r} is not a cursor of this list", field="cursor", value=cursor) from error
    if position[0] not in rungs:
        raise BadInput(f"{cursor!r} is a cursor of this list in another order", field="cursor", value=cursor)
    return position
