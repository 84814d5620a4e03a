"""Read cases: one by its id, number or a beginning of the id; many by filter, page by page, with counts."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from rootward.cases.model import PREFIXES, TERMINAL, Case, from_row
from rootward.errors import BadInput, Conflict, NotFound
from rootward.kit.db import Connection
from rootward.schema import cases, tenants

__all__ = ["CaseFilter", "Page", "by_id", "facets", "find", "get"]

_FACETS = ("state", "severity", "kind", "entity")
_NUMBERS = tuple(f"{prefix}-" for prefix in PREFIXES.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """An empty field does not filter. `text` is looked for in title, number and entity; `active` leaves out closed and
    merged cases; `since` and `until` bound the time it was opened (ns)."""

    states: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    entity: str = ""
    text: str = ""
    assigned_to: str = ""
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
        match = cases.c.case_id.startswith(beginning, autoescape=True)
    query = sa.select(cases).where(cases.c.tenant == tenant, match).order_by(cases.c.case_id).limit(2)
    rows = connection.execute(query).mappings().all() if wanted else []
    if not rows:
        raise NotFound(f"there is no case {ref!r}", field="case", value=ref)
    if len(rows) > 1 and rows[0]["case_id"] != wanted:
        raise Conflict(f"several cases begin with {ref!r}: say more of the id, or the number", field="case", value=ref)
    return from_row(rows[0])


def find(
    connection: Connection, tenant: str, wanted: CaseFilter | None = None, *, limit: int = 50, cursor: str = ""
) -> Page:
    """The newest opened first. Raises BadInput for a cursor that is none of ours."""
    query = sa.select(cases).where(cases.c.tenant == tenant, *_clauses(wanted or CaseFilter()))
    if cursor:
        opened_at, case_id = _position(cursor)
        query = query.where(
            sa.or_(cases.c.opened_at < opened_at, sa.and_(cases.c.opened_at == opened_at, cases.c.case_id < case_id))
        )
    rows = connection.execute(
        query.order_by(cases.c.opened_at.desc(), cases.c.case_id.desc()).limit(limit + 1)
    ).mappings()
    found = [from_row(row) for row in rows]
    more = len(found) > limit
    return Page(items=tuple(found[:limit]), next_cursor=_cursor(found[limit - 1]) if more else "")


def facets(connection: Connection, tenant: str, wanted: CaseFilter | None = None) -> dict[str, dict[str, int]]:
    """How many cases of the filter have each state, severity, kind and entity; the most frequent first."""
    clauses = _clauses(wanted or CaseFilter())
    result = {}
    for name in _FACETS:
        column, count = cases.c[name], sa.func.count().label("n")
        query = sa.select(column, count).where(cases.c.tenant == tenant, *clauses).group_by(column)
        rows = connection.execute(query.order_by(count.desc(), column).limit(100))
        result[name] = {str(value): int(number) for value, number in rows}
    return result


def _clauses(wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    table = cases.c
    among = ((table.state, wanted.states), (table.severity, wanted.severities), (table.kind, wanted.kinds))
    equal = ((table.entity, wanted.entity), (table.assigned_to, wanted.assigned_to))
    clauses: list[sa.ColumnElement[bool]] = [column.in_(values) for column, values in among if values]
    clauses += [column == value for column, value in equal if value]
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


def _cursor(case: Case) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode([case.opened_at, case.case_id])).decode().rstrip("=")


def _position(cursor: str) -> tuple[int, str]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(raw, type=tuple[int, str])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise BadInput(f"{cursor!r} is not a cursor of this list", field="cursor", value=cursor) from error
