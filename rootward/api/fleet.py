"""The fleet of agents over HTTP: runs, how each version does, failures that are alike, what became worse; one run."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query

from rootward.api.access import Application, may
from rootward.api.answers import runs as shape
from rootward.api.answers.fleet import ClusterPage, Fleet
from rootward.api.described import answers
from rootward.causality.agent_runs.diagnose import diagnose
from rootward.causality.agent_runs.signatures import run_signatures_of
from rootward.causality.fleet.clusters import Cluster, clusters
from rootward.causality.fleet.dearer import dearer
from rootward.causality.fleet.past import history_from
from rootward.causality.fleet.regressions import compared
from rootward.causality.fleet.standing import DIMENSIONS, standings
from rootward.errors import BadInput
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.runs.compare import compare_runs
from rootward.runs.facts import RunFacts, Wanted, agents_since, facts_of, failing_tools, first_seen, list_runs
from rootward.runs.history import history_of
from rootward.runs.stored import find_row, read_run, run_of
from rootward.runs.timeline import timeline_of
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/agent-runs", tags=["agent runs"])
Reader = Annotated[Principal, Depends(may("runs.read"))]
Hours = Annotated[int, Query(ge=1, le=8760)]
Word = Annotated[str, Query(max_length=500)]
_HOUR_NS = 3600 * 1_000_000_000
_MOST = 50_000


@router.get("")
@answers(shape.RunPage)
async def list_agent_runs(
    app: Application, principal: Reader, agent: Word = "", version: Word = "", status: Word = "", signature: Word = "",
    model: Word = "", origin: Literal["sent", "own", ""] = "sent", limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Word = "",
) -> dict[str, Any]:  # fmt: skip
    """The newest first; `origin` sent, own, or empty for both."""
    wanted = Wanted(origin=origin, agent=agent, version=version, status=status, signature=signature, model=model)
    unit = partial(list_runs, tenant=principal.tenant, wanted=wanted, limit=limit, after=_place(cursor))
    found = await app.db.read(unit, tenant=principal.tenant)
    more = f"{found[-1].created_at}.{found[-1].run_id}" if len(found) == limit else None
    return {"items": [_shown(one) for one in found], "next": more}


@router.get("/fleet")
@answers(Fleet)
async def get_fleet(app: Application, principal: Reader, hours: Hours = 168, agent: Word = "") -> dict[str, Any]:
    """How agents, versions, prompts and models do, what became worse and when, the tools that fail most, and failures
    that are alike; of runs that came within the last hours."""
    since = app.now() - hours * _HOUR_NS
    wanted = Wanted(since=since, agent=agent)

    def unit(connection: Connection) -> dict[str, Any]:
        runs = facts_of(connection, principal.tenant, wanted, limit=_MOST)
        tools = failing_tools(connection, principal.tenant, wanted)
        return _told(runs) | {
            "hours": hours, "truncated": len(runs) == _MOST, "failing_tools": tools,
            "clusters": [_cluster(one) for one in _clusters(connection, principal.tenant, runs, since)[:20]],
        }  # fmt: skip

    return await app.db.read(unit, tenant=principal.tenant)


@router.get("/clusters")
@answers(ClusterPage)
async def list_clusters(
    app: Application, principal: Reader, hours: Hours = 168, agent: Word = "", new: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50, cursor: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:  # fmt: skip
    """Failures that are alike, the most frequent first; with `new` only kinds that were never seen before."""
    since = app.now() - hours * _HOUR_NS

    def unit(connection: Connection) -> list[Cluster]:
        runs = facts_of(connection, principal.tenant, Wanted(since=since, agent=agent), limit=_MOST)
        return _clusters(connection, principal.tenant, runs, since)

    every = await app.db.read(unit, tenant=principal.tenant)
    found = [one for one in every if one.is_new or not new]
    page = found[cursor : cursor + limit]
    more = str(cursor + limit) if len(found) > cursor + limit else None
    return {"items": [_cluster(one) for one in page], "next": more}


@router.get("/{run_id}")
@answers(shape.Run)
async def get_run(run_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """A run with everything that is known of it, and its timeline for replay."""

    def unit(connection: Connection) -> dict[str, Any]:
        row = find_row(connection, principal.tenant, run_id)
        run = run_of(connection, principal.tenant, row)
        facts = RunFacts(**{name: row[name] for name in RunFacts.__slots__})
        return _shown(facts) | {
            "task": run.task, "trace_id": run.trace_id, "correlation_ids": list(run.correlation_ids),
            "cost": asdict(run.cost), "tools": [asdict(tool) for tool in run.tools], "kind": row["kind"],
            "timeline": timeline_of(run),
        }  # fmt: skip

    return await app.db.read(unit, tenant=principal.tenant)


@router.get("/{run_id}/diagnosis")
@answers(shape.Diagnosis)
async def get_diagnosis(run_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """What the run itself says of why it failed, computed as it is read: nothing is recorded, no case is opened. One
    of our own runs is read in the same way."""
    signatures = run_signatures_of([await app.pack_of(principal.tenant)])

    def unit(connection: Connection) -> dict[str, Any]:
        row = find_row(connection, principal.tenant, run_id)
        run = run_of(connection, principal.tenant, row)
        past = history_of(connection, principal.tenant, run.agent_name, origin=row["origin"], besides=run_id)
        history = history_from(past)
        return {"run_id": run_id, "origin": row["origin"], **asdict(diagnose(run, history, signatures))}

    return await app.db.read(unit, tenant=principal.tenant)


@router.get("/{run_id}/diff")
@answers(shape.RunDiff)
async def get_diff(run_id: str, app: Application, principal: Reader, since: Word) -> dict[str, Any]:
    """What this run did differently from the run `since`."""

    def unit(connection: Connection) -> dict[str, Any]:
        before, after = (read_run(connection, principal.tenant, name) for name in (since, run_id))
        return compare_runs(before, after)

    return await app.db.read(unit, tenant=principal.tenant)


def _told(runs: list[RunFacts]) -> dict[str, Any]:
    made, figures = compared(runs), dearer(runs)
    groups = {by: [_timed(asdict(one)) for one in standings(runs, by)] for by in DIMENSIONS}
    return {
        "runs": len(runs), "failed": sum(one.failed for one in runs), "standing": groups,
        "statuses": dict(Counter(one.status for one in runs)),
        "regressions": [_timed(asdict(one)) for one in made if one.is_regression],
        "dearer": [_timed(asdict(one)) for one in figures if one.is_regression],
        "comparisons": len(made),
    }  # fmt: skip


def _clusters(connection: Connection, tenant: str, runs: list[RunFacts], since: int) -> list[Cluster]:
    signatures = sorted({one.signature for one in runs if one.failed and one.signature})
    seen: dict[str, int] = {}
    for start in range(0, len(signatures), 500):
        seen |= first_seen(connection, tenant, signatures[start : start + 500])
    return clusters(runs, since=since, first_seen=seen, agent_since=agents_since(connection, tenant))


def _cluster(one: Cluster) -> dict[str, Any]:
    return _timed(asdict(one) | {"shapes": [{"shape": shape, "failures": count} for shape, count in one.shapes[:10]]})


def _shown(one: RunFacts) -> dict[str, Any]:
    shown = {name: getattr(one, name) for name in RunFacts.__slots__} | {"duration_ms": one.duration_ms}
    return _timed(shown)


def _timed(values: dict[str, Any]) -> dict[str, Any]:
    names = ("started_at", "ended_at", "created_at", "first_at", "last_at")
    return values | {
        name: None if values[name] is None else clock.format_ns(values[name]) for name in names if name in values
    }


def _place(cursor: str) -> tuple[int, str] | None:
    at, dot, run_id = cursor.partition(".")
    if not cursor:
        return None
    if not dot or not at.isascii() or not at.isdigit() or len(at) > 19:
        raise BadInput(f"{cursor[:80]!r} is not a cursor of this list", field="cursor", value=cursor[:80])
    return int(at), run_id
