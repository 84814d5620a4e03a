"""What the gate costs: a decision without storage, and a governed call of an HTTP tool with its intent durable.

The decision is made with the shipped rules, twenty tools' rules of a tenant, an allow-list and a sequence rule. A
governed call is everything from the message to the outcome: what is read to decide, the intent's commit, the request to
a server on loopback, and the commit of the outcome. The same request without the gate is what it is compared with;
`gate.commits_ms_p50` is what two durable commits cost on this machine by themselves, `gate.bare_commit_ms_p50` what one
row costs that the driver inserts and commits with nothing of ours around it.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from bench.harness import CannotRun, Figures, main, progress
from bench.http import Connection as Line
from bench.servers import postgres
from rootward.audit.sequencer import keep_sequencing
from rootward.governance.action import TOOL, Action, Requester
from rootward.governance.decide import decide
from rootward.governance.policy import compiled
from rootward.governance.surroundings import Past, Surroundings, ToolNow
from rootward.kit import clock, migrate
from rootward.kit.bus import message
from rootward.kit.bus_sql import SqlBus
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database
from rootward.kit.provenance import of_everything
from rootward.packs import store
from rootward.packs.builtin import builtin
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.packs.overlay import overlay
from rootward.schema import messages
from rootward.tenancy import changes, tenants
from rootward.tenancy.principal import DEFAULT
from rootward.tenancy.roles import ROLES
from rootward.tools import actions
from rootward.tools.catalogue import Catalogue
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec
from rootward.tools.execute import Executor
from rootward.tools.outside import closed
from rootward.tools.ports import Everything
from rootward.tools.propose import action_of
from rootward.tools.schemas import fault_of

_ARGUMENTS: dict[str, JSON] = {"namespace": "shop", "name": "checkout", "replicas": 3, "note": "scale it up again"}
_SCHEMA: dict[str, JSON] = {
    "type": "object", "additionalProperties": False, "required": ["namespace", "name"],
    "properties": {
        "namespace": {"type": "string", "maxLength": 63}, "name": {"type": "string", "maxLength": 63},
        "replicas": {"type": "integer", "minimum": 0, "maximum": 50}, "note": {"type": "string", "maxLength": 500},
    },
}  # fmt: skip
_WHO = Requester(
    id="ana", name="Ana", kind="human", role="sre_operator", auth="loopback",
    permissions=tuple(sorted(ROLES["sre_operator"])),
)  # fmt: skip
_ANSWER = b'{"ok":true,"revision":7}'


@dataclass
class Scale:
    """A tool that posts its arguments to a server on loopback."""

    line: Line

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="bench.scale", description="scale a deployment", schema=_SCHEMA, effect="idempotent", risk="medium",
            targets=("deployment:{namespace}/{name}",), rollback="bench.scale",
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        status, body = await self.line.post("/scale", msgspec.json.encode(arguments))
        if status != 200:
            raise CannotRun(f"the server on loopback answered {status}")
        return ToolResult(value=msgspec.json.decode(body), summary="scaled")


def run(figures: Figures) -> None:
    _decisions(figures)
    for name in figures.options.databases.split(","):
        with tempfile.TemporaryDirectory() as folder, postgres() if name == "postgresql" else nullcontext("") as url:
            asyncio.run(_calls(figures, name, url or f"sqlite:///{Path(folder) / 'gate.db'}"))


def _decisions(figures: Figures) -> None:
    rounds = 500 if figures.quick else figures.options.decisions
    pack, action = overlay([builtin(), _tenant_pack()]), _action("k")
    around = Surroundings(
        now=clock.now_ns(), policy=compiled(pack), guardrails=pack.guardrails, permissions=frozenset(_WHO.permissions),
        tool=ToolNow(
            schema_hash=action.schema_hash, permission="actions.request", fault=fault_of(_SCHEMA), targeted=True
        ),
        case={"severity": "high", "kind": "incident", "state": "diagnosed"},
        recent=tuple(Past(tool="other", effect="read", targets=(), at=1, same_case=True) for _ in range(50)),
    )  # fmt: skip
    if decide(action, around).answer != "allow":
        raise CannotRun("the example is not allowed")
    progress(f"{rounds} decisions")
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        decide(action, around)
        took.append(time.perf_counter() - began)
    figures.add("gate.decide_us", 1e6 * statistics.median(took), "us", n=rounds, goal="<= 100")
    figures.add("gate.decide_us_p99", 1e6 * statistics.quantiles(took, n=100)[98], "us", n=rounds)


async def _calls(figures: Figures, name: str, url: str) -> None:
    calls = 50 if figures.quick else figures.options.calls
    database = Database(url)
    try:
        migrate.upgrade(database.write_engine)
        await database.run(tenants.ensure_default, tenant=DEFAULT)
        await database.run(_activate, tenant=DEFAULT)
        numbering = asyncio.create_task(keep_sequencing(database))
        with _server() as serving:
            line = Line(await serving)
            progress(f"{name}: {calls} calls with and without the gate")
            with _inserting(database) as insert:
                governed, bare, asked, commits, inserts = await _measured(database, Scale(line), calls, insert)
            await line.close()
        numbering.cancel()
        await asyncio.gather(numbering, return_exceptions=True)
    finally:
        await database.close()
    ratio = statistics.median(governed) / statistics.median(bare)
    figures.add(
        "gate.call_ms_p50", 1e3 * statistics.median(governed), "ms", n=calls, goal="<= 5", ratio=ratio,
        peer="the call without the gate", db=name,
    )  # fmt: skip
    figures.add("gate.call_ms_p99", 1e3 * statistics.quantiles(governed, n=100)[98], "ms", n=calls, db=name)
    figures.add("gate.commits_ms_p50", 1e3 * statistics.median(commits), "ms", n=calls, db=name)
    figures.add("gate.bare_ms_p50", 1e3 * statistics.median(bare), "ms", n=calls, db=name)
    figures.add("gate.request_ms_p50", 1e3 * statistics.median(asked), "ms", n=calls, db=name)
    inserted = statistics.median(inserts)
    figures.add("gate.bare_commit_ms_p50", 1e3 * inserted, "ms", n=calls, db=name)
    figures.add("gate.call_per_bare_commit", statistics.median(governed) / inserted, "x", n=calls, db=name)


async def _measured(
    database: Database, tool: Scale, calls: int, insert: Callable[[], None]
) -> tuple[list[float], ...]:  # fmt: skip
    """Seconds of governed calls, of bare ones, of asking, of two durable commits of a line each, and of the driver's
    own; alternating, so that all meet the same machine."""
    bus = SqlBus(database, messages, bury=lambda *_: None, lease_s=15, poll_s=0.5, max_attempts=3)
    executor = Executor(database, Everything(tools=Catalogue([tool])), bus, outside=closed)
    asked, governed, bare, commits, inserts = took = tuple(list[float]() for _ in range(5))
    for number in range(calls + calls // 10):
        if number == calls // 10:
            await database.run(_know, tenant=DEFAULT)
        ask = partial(_ask, action=_action(f"act_{number}", tool.spec), bus=bus)
        at = [time.perf_counter()]
        action_id = await database.run(ask, tenant=DEFAULT)
        at.append(time.perf_counter())
        settlement = await executor.carry(message(TOOL, DEFAULT, action_id, {"action_id": action_id}))
        await database.run(settlement, tenant=DEFAULT)
        at.append(time.perf_counter())
        await tool.line.post("/scale", msgspec.json.encode(_ARGUMENTS))
        at.append(time.perf_counter())
        for _ in range(2):
            await database.run(_line, tenant=DEFAULT)
        at.append(time.perf_counter())
        insert()
        at.append(time.perf_counter())
        for seconds, (since, until) in zip(took, pairwise(at), strict=True):
            seconds.append(until - since)
    kept = await database.read(partial(actions.find, tenant=DEFAULT, states=("succeeded",), limit=200), tenant=DEFAULT)
    if len(kept) != min(200, calls + calls // 10):
        raise CannotRun("not every call succeeded")
    warm = calls // 10
    return governed[warm:], bare[warm:], asked[warm:], commits[warm:], inserts[warm:]


def _action(key: str, spec: ToolSpec | None = None) -> Action:
    chosen = spec or Scale(Line(0)).spec
    return action_of(
        chosen, _ARGUMENTS, tenant=DEFAULT, requester=_WHO, reason="the case needs it", key=key,
        provenance=of_everything(_ARGUMENTS, "operator"), confidence=0.97,
    )  # fmt: skip


def _ask(connection: Connection, *, action: Action, bus: SqlBus) -> str:
    return actions.request(connection, DEFAULT, action, bus)


def _line(connection: Connection) -> None:
    """The least that is durable: what two commits cost without any gate."""
    changes.append(connection, DEFAULT, "bench", "line")


@contextmanager
def _inserting(database: Database) -> Iterator[Callable[[], None]]:
    """Inserts one row and commits it, durably, by the driver itself."""
    engine = sa.create_engine(database.url)
    pooled = engine.raw_connection()
    driver: Any = pooled.driver_connection
    driver.execute("CREATE TABLE bench_line (said TEXT NOT NULL)")
    driver.commit()

    def insert() -> None:
        driver.execute("INSERT INTO bench_line VALUES ('a line')")
        driver.commit()

    try:
        yield insert
    finally:
        pooled.close()
        engine.dispose()


def _know(connection: Connection) -> None:
    """Let PostgreSQL know its tables, as it gets to by itself within the first minute of an installation; until then it
    takes a plan for a lookup that reads all that a tenant has, and each call is slower than the one before."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")


def _activate(connection: Connection) -> None:
    pack = _tenant_pack()
    store.save(connection, DEFAULT, pack, actor="bench")
    store.activate(connection, DEFAULT, name=pack.name, which=pack.digest, actor="bench")


def _tenant_pack() -> Pack:
    sure = {
        "id": "sure", "tools": ["bench.*"], "effect": "allow", "message": "the report is sure enough",
        "when": 'has(action.confidence) && action.confidence >= 0.95 && requester.role in ["sre_operator", "admin"]',
    }  # fmt: skip
    rails = {
        "allow": [{"name": "shop", "tools": ["bench.*"], "targets": ["deployment:shop/*"]}],
        "sequences": [{"name": "after", "after": {"tools": ["vault.*"]}, "then": {"tools": ["**"]}, "message": "no"}],
    }  # fmt: skip
    tools = {f"tool{n}.write": {"require_approval": True, "rate_limit_per_minute": 10} for n in range(20)}
    policies = {"rules": [sure], "tools": tools}
    whole = {"name": "tenant", "version": "1", "requires": ["sre"], "policies": policies, "guardrails": rails}
    return load_body(whole)


@contextmanager
def _server() -> Iterator[asyncio.Future[int]]:
    """Answers every POST at once; gives its port."""
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(_serve(port))
    try:
        yield port
    finally:
        serving.cancel()


async def _serve(port: asyncio.Future[int]) -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    port.set_result(int(server.sockets[0].getsockname()[1]))
    await asyncio.Event().wait()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(_ANSWER)}\r\n\r\n".encode()
    try:
        while True:
            asked = await reader.readuntil(b"\r\n\r\n")
            length = int(asked.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            await reader.readexactly(length)
            writer.write(head + _ANSWER)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite, postgresql or both")
    parser.add_argument("--decisions", type=int, default=20_000)
    parser.add_argument("--calls", type=int, default=1000)


if __name__ == "__main__":
    main("gate", run, _options)
