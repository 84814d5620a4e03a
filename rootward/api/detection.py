"""Detection over HTTP: what is watched, how far it has been evaluated, and what is unusual now."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from rootward.api.access import Application, may
from rootward.api.answers import cases as shape
from rootward.api.described import answers
from rootward.cases.detect import FALSE_A_DAY, load_watch
from rootward.kit import clock
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/detection", tags=["cases"])
Reader = Annotated[Principal, Depends(may("cases.read"))]


@router.get("")
@answers(shape.Detection)
async def get_detection(app: Application, principal: Reader) -> dict[str, Any]:
    """The sensitivity (a pack's `cases.detection`) with the false cases a day it allows, and what goes on."""
    pack = await app.pack_of(principal.tenant)
    watch = await app.db.read(partial(load_watch, tenant=principal.tenant), tenant=principal.tenant)
    sensitivity = pack.cases.detection.sensitivity
    active = sorted(watch.active.items()) if watch else []
    return {
        "sensitivity": sensitivity,
        "false_cases_a_day": FALSE_A_DAY.get(sensitivity, 0.0),
        "evaluated_until": clock.format_ns(watch.until) if watch else None,
        "series": len(watch.tracks) if watch else 0,
        "entities": len({track.entity for track in watch.tracks}) if watch else 0,
        "active": [
            {"entity": entity, "since": clock.format_ns(one.since), "found": clock.format_ns(one.found)}
            for entity, one in active
        ],
    }
