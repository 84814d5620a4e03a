"""Many cases at once over HTTP: one verb for each of them, each in a transaction of its own, with a result for each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers.cases import BulkAnswer
from rootward.api.cases import shown
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.times import moment
from rootward.app import App
from rootward.cases import lifecycle, read
from rootward.cases.merge import merge
from rootward.cases.model import Case
from rootward.errors import BadInput, RootwardError
from rootward.investigations import remember
from rootward.kit.db import Connection
from rootward.kit.redact import redact_text
from rootward.tenancy.principal import Principal

__all__ = ["MOST", "router"]

router = APIRouter(prefix="/api/v1/cases", tags=["cases"], route_class=CommandRoute)
Writer = Annotated[Principal, Depends(may("cases.write"))]
MOST = 500
_AT_ONCE = 50
"""Units that wait for a commit together; the database puts several into one."""

Clean = Annotated[str, AfterValidator(redact_text)]
Verb = Literal["acknowledge", "unacknowledge", "assign", "snooze", "wake", "resolve", "close", "merge"]
Unit = Callable[[Connection, str, str], Case]
"""Of a connection, a tenant and a case's id."""


class Many(BaseModel):
    """What to do with which cases: by id, a unique beginning of it, or number."""

    model_config = ConfigDict(extra="forbid", strict=True)
    verb: Verb
    cases: list[Annotated[str, Field(max_length=100)]] = Field(min_length=1, max_length=MOST)
    to: Clean | None = Field(default=None, max_length=200)  # assign: a person, or null; merge: the case that stays
    until: str = Field(default="", max_length=40)  # snooze: RFC 3339
    reason: Clean = Field(default="", max_length=1000)


@router.post("/bulk")
@answers(BulkAnswer)
async def change_many(given: Many, app: Application, principal: Writer) -> dict[str, Any]:
    """One verb for up to 500 cases. Each is changed or refused for itself, with the same entry on its timeline as
    alone; the results stand in the order of the cases, a refusal with its status, code and sentence."""
    verb = _verb(given, principal)
    results: list[dict[str, Any]] = []
    refs = list(dict.fromkeys(given.cases))
    for start in range(0, len(refs), _AT_ONCE):
        each = [_attempt(app, principal, ref, verb) for ref in refs[start : start + _AT_ONCE]]
        results += await _in_turn(each) if given.verb == "merge" else await asyncio.gather(*each)
    counts = {"changed": 0, "refused": 0} | Counter(str(result["result"]) for result in results)
    return {"items": results, "counts": counts}


async def _in_turn(each: list[Coroutine[Any, Any, dict[str, Any]]]) -> list[dict[str, Any]]:
    """All of them go into one case."""
    return [await one for one in each]


async def _attempt(app: App, principal: Principal, ref: str, verb: Unit) -> dict[str, Any]:
    def unit(connection: Connection) -> Case:
        case = read.get(connection, principal.tenant, ref)
        return verb(connection, principal.tenant, case.case_id)

    try:
        return {"ref": ref, "result": "changed", "case": shown(await app.db.run(unit, tenant=principal.tenant))}
    except RootwardError as error:
        if error.status >= 500:
            raise
        facts = {name: value for name, value in error.facts.items() if name in ("field", "value", "transition")}
        return {"ref": ref, "result": "refused", "status": error.status, "code": error.code, "detail": error.message,
                **facts}  # fmt: skip


def _verb(given: Many, principal: Principal) -> Unit:
    """Raises BadInput for what the verb needs and is not said, or is said and not needed."""
    actor, reason = principal.id, given.reason or "by hand"
    if given.verb in ("merge",) and not given.to:
        raise BadInput("merge needs the case that stays, in `to`", field="to")
    if given.to is not None and given.verb not in ("assign", "merge"):
        raise BadInput(f"{given.verb} takes no `to`", field="to", value=given.to)
    verbs: dict[str, Callable[[], Unit]] = {
        "acknowledge": lambda: partial(lifecycle.acknowledge, actor=actor),
        "unacknowledge": lambda: partial(lifecycle.unacknowledge, actor=actor),
        "assign": lambda: partial(lifecycle.assign, to=given.to, actor=actor),
        "snooze": lambda: partial(lifecycle.snooze, until=_until(given.until), actor=actor, reason=given.reason),
        "wake": lambda: partial(lifecycle.wake, actor=actor),
        "close": lambda: partial(lifecycle.move, to="closed", actor=actor, reason=reason),
        "resolve": lambda: partial(_resolve, actor=actor, reason=reason),
        "merge": lambda: partial(_merge, into=given.to or "", actor=actor, reason=reason),
    }
    return verbs[given.verb]()


def _until(text: str) -> int:
    found = moment(text, "until")
    if found is None:
        raise BadInput("snooze needs the time until which, in `until`", field="until")
    return found


def _resolve(connection: Connection, tenant: str, case_id: str, *, actor: str, reason: str) -> Case:
    told = remember.Told(cause="", entity="", kind="", fixed_by="")
    changed, _ = remember.resolve(connection, tenant, case_id, told=told, actor=actor, reason=reason)
    return changed


def _merge(connection: Connection, tenant: str, case_id: str, *, into: str, actor: str, reason: str) -> Case:
    other = read.get(connection, tenant, into)
    merge(connection, tenant, case_id, into=other.case_id, actor=actor, reason=reason)
    return read.by_id(connection, tenant, case_id)
