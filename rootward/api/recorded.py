"""Recorded incidents: those that come with the product, loaded in one click so that there is something to look at."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from rootward.api.access import Application, may
from rootward.api.commands import CommandRoute
from rootward.demo import incidents
from rootward.errors import Conflict, NotFound
from rootward.plugins.sources import bundle
from rootward.tenancy.principal import DEFAULT, Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/recorded-incidents", tags=["recorded incidents"], route_class=CommandRoute)
Writer = Annotated[Principal, Depends(may("events.write"))]


class Recorded(BaseModel):
    name: str
    title: str
    start: str
    end: str


class RecordedList(BaseModel):
    items: list[Recorded]


class Loaded(BaseModel):
    """`pieces` bodies were read; of their items so many were accepted, duplicate or rejected."""

    name: str
    pieces: int
    bytes: int
    counts: dict[str, int]


@router.get("")
async def list_recorded(_principal: Writer) -> RecordedList:
    """What can be loaded."""
    known = incidents.available().items()
    return RecordedList(
        items=[Recorded(name=name, title=one["title"], start=one["start"], end=one["end"]) for name, one in known]
    )


@router.post("/{name}/load")
async def load_recorded(name: str, app: Application, principal: Writer) -> Loaded:
    """Read it as it was received; nothing of it has an effect before all of it is stored. Loading it again changes
    nothing. Only where one machine does everything: meanwhile nothing else is worked on."""
    if name not in incidents.available():
        raise NotFound(f"there is no recorded incident {name!r}", field="name", value=name)
    if not app.db.is_sqlite or principal.tenant != DEFAULT:
        raise Conflict("recorded incidents are loaded into the embedded tenant only", field="tenant")
    counts, pieces, size = Counter[str](), 0, 0
    with incidents.folder(name) as path, app.holding():
        coming = bundle.pieces(path)
        while (piece := await asyncio.to_thread(next, coming, None)) is not None:
            if piece.body:
                results = await app.receive(principal.tenant, piece.kind, piece.body, piece.headers)
                counts.update(str(result.status) for result in results)
                pieces, size = pieces + 1, size + len(piece.body)
    return Loaded(name=name, pieces=pieces, bytes=size, counts=dict(counts))
