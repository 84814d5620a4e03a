"""Pulses over HTTP: how each of some cases went, for the rows of a list that are on the screen."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from rootward.api.access import Application, may
from rootward.api.answers import cases as shape
from rootward.api.described import answers
from rootward.cases import pulse
from rootward.kit import clock
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/case-pulses", tags=["cases"])
Reader = Annotated[Principal, Depends(may("cases.read"))]
Id = Annotated[str, Query(max_length=100)]


@router.get("")
@answers(shape.PulseList)
async def list_pulses(
    app: Application, principal: Reader, case: Annotated[list[Id], Query(min_length=1, max_length=pulse.MOST_CASES)]
) -> dict[str, Any]:
    """Events of each case in equal parts of the time from its first one until its end, or now; `case` is an id, and
    what is none is left out. Where they have very many events together, the largest have no counts."""
    unit = partial(pulse.pulses, tenant=principal.tenant, case_ids=case, now=clock.now_ns())
    found = await app.db.read(unit, tenant=principal.tenant)
    return {"items": [_shown(one) for one in found]}


def _shown(one: pulse.Pulse) -> dict[str, Any]:
    times = {"since": clock.format_ns(one.since), "until": clock.format_ns(one.until)}
    return asdict(one) | times | {"counts": list(one.counts)}
