"""Whether tampering with the audit log is found: the whole matrix, in the tables themselves, on both databases.

A log is written by the product, checkpoints signed by a key outside the database, a witness kept in a file. Then each
tampering is done by whoever owns the database (a superuser on PostgreSQL), the triggers torn down, in a transaction
that is undone after the log was verified: with the public key alone, and with the witness too. `tamper.placed` counts
where the first bad entry was named rightly: by its number, or among the entries since the last root that was right.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from bench.harness import CannotRun, Figures, main, progress
from bench.servers import postgres
from bench.tamperings import TENANT, Hand, Tampering, tamperings
from rootward.audit import checkpoint, log, signing
from rootward.audit.entry import Actor, AuditEntry
from rootward.audit.keys import KeyFolder, Keys
from rootward.audit.verify import Verdict, verify
from rootward.audit.witness_file import FileWitness
from rootward.kit import migrate
from rootward.kit.db import Connection, Database
from rootward.kit.engines import open_engine
from rootward.schema import audit_entries
from rootward.tenancy import tenants
from rootward.tenancy.principal import LOCAL

EVERY = 6  # entries a checkpoint


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written: the database, the keys and the witness's notes, each somewhere else."""

    url: str
    older: str
    keys: Keys
    notes: list[str]
    size: int
    signed: list[int]
    at: int  # an outcome in its middle


@dataclass(frozen=True, kw_only=True)
class Found:
    detected: int
    placed: int


def run(figures: Figures) -> None:
    for name in figures.options.databases.split(","):
        folder = Path(tempfile.mkdtemp(prefix="rootward-tamper-"))
        try:
            with postgres() if name == "postgresql" else nullcontext("") as url:
                written = asyncio.run(
                    _write(folder, url or f"sqlite:///{folder / 'audit.db'}", figures.options.entries)
                )
                _matrix(figures, name, written)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _matrix(figures: Figures, name: str, written: Written) -> None:
    every = list(tamperings(written.size, written.signed, written.at))
    total = len(every) + 1
    progress(f"{name}: {total} tamperings with a log of {written.size} entries")
    for has_witness in (False, True):
        witness, hidden = ("yes", 0) if has_witness else ("no", sum(one.needs_witness for one in every))
        found = _tried(written, every, f"{name}, witness {witness}", written.notes if has_witness else [])
        unseen = 0 if has_witness else hidden + 1
        figures.add("tamper.detected", found.detected, "tamperings", n=total, goal=f">= {total - unseen}", db=name,
                    witness=witness)  # fmt: skip
        figures.add("tamper.total", total, "tamperings", n=total, db=name, witness=witness)
        figures.add("tamper.placed", found.placed, "tamperings", n=found.detected, goal=f">= {total - unseen}",
                    db=name, witness=witness)  # fmt: skip


def _tried(written: Written, every: Sequence[Tampering], where: str, notes: Sequence[str]) -> Found:
    """Each in turn, and an older backup at the end. Raises CannotRun for an untouched log that is not clean."""
    with _opened(written.url) as connection:
        clean = _verified(connection, written, notes)
    if clean.status != ("witnessed" if notes else "unwitnessed"):
        raise CannotRun(f"the log is not clean before anybody touches it: {clean.message}")
    detected = placed = 0
    for one in every:
        with _opened(written.url) as connection:
            one.act(Hand(connection))
            verdict = _verified(connection, written, notes)
        detected, placed = detected + (verdict.status == "tampered"), placed + _is_placed(verdict, one.first)
        _say(where, one.name, verdict, one.first)
    with _opened(written.older) as connection:
        verdict = _verified(connection, written, notes)
    _say(where, "restore an older backup", verdict, verdict.size + 1)
    return Found(
        detected=detected + (verdict.status == "tampered"), placed=placed + _is_placed(verdict, verdict.size + 1)
    )


def _say(where: str, name: str, verdict: Verdict, first: int | None) -> None:
    if verdict.status != "tampered":
        progress(f"{where}: not seen: {name}")
    elif not _is_placed(verdict, first):
        progress(f"{where}: {name} is at {first}, said {verdict.bad_seq} to {verdict.bad_until} ({verdict.kind})")


def _is_placed(verdict: Verdict, true: int | None) -> bool:
    if verdict.status != "tampered" or true is None:
        return verdict.status == "tampered"
    first, last = verdict.bad_seq, verdict.bad_until or verdict.bad_seq
    return first is not None and last is not None and first <= true <= last


def _verified(connection: Connection, written: Written, notes: Sequence[str]) -> Verdict:
    return verify(connection, TENANT, witness=notes, keys=written.keys.verifiers)


@contextmanager
def _opened(url: str) -> Iterator[Connection]:
    """A transaction of whoever owns the database, undone at the end."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg", username="owner")
    engine = open_engine(parsed, writing=True, size=1)
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()
    engine.dispose()


async def _write(folder: Path, url: str, entries: int) -> Written:
    """Two tenants' logs through the product's own functions; a backup is taken before the last third."""
    keys = KeyFolder(folder=folder / "keys").keys()
    witness = FileWitness(folder / "witness")
    database = Database(url)
    try:
        migrate.upgrade(database.write_engine)
        for tenant in ("other", TENANT):
            await database.run(partial(tenants.create, tenant=tenant, name=tenant, by=LOCAL), tenant=tenant)
            older = ""
            for number in range(entries):
                await database.run(partial(_act, tenant=tenant, number=number), tenant=tenant)
                if number % EVERY == EVERY - 1 or number == entries - 1:
                    await _sign(database, tenant, keys, witness)
                if tenant == TENANT and number == entries * 2 // 3:
                    await _sign(database, tenant, keys, witness)
                    older = await asyncio.to_thread(_backup, url, folder)
        text = await witness.seen() or ""
        notes = [note for note in checkpoint.notes_in(text) if note.startswith(f"rootward/{TENANT}/")]
        signed = [checkpoint.parse(note).size for note in notes]
        at = await database.read(_an_outcome, tenant=TENANT)
    finally:
        await database.close()
    return Written(url=url, older=older, keys=keys, notes=notes, size=signed[-1], signed=signed, at=at)


async def _sign(database: Database, tenant: str, keys: Keys, witness: FileWitness) -> None:
    await database.run(partial(log.sequence, tenant=tenant), tenant=tenant)
    note = await database.run(partial(signing.sign, tenant=tenant, signer=keys.signer), tenant=tenant)
    if note is not None:
        await witness.keep(note)


def _act(connection: Connection, *, tenant: str, number: int) -> None:
    """Each third act is one on the outside, with its outcome."""
    entry = AuditEntry(
        actor=Actor(id=f"prn_{number % 3}", kind="agent", auth="run"), action="tool.call", resource=f"action:{number}",
        on_behalf_of="prn_1", tool="k8s.restart", tool_schema="f" * 64, args_sha256="a" * 64, decision="allow",
        idempotency_key=f"act_{number}", policy_sha256="b" * 64, rule_ids=("r1",), reason="as proposed", risk="medium",
        approval_ids=("apr_1",), approvers=("prn_2",), provenance=("telemetry",), budget_before={"usd": 1.5},
        trace_id="c" * 32, commitments={"payload": "d" * 64}, facts={"number": number},
    )  # fmt: skip
    if number % 3 == 0:
        stated = log.intent(connection, tenant, entry)
        log.outcome(connection, tenant, stated, "succeeded", result_sha256="e" * 64, budget_after={"usd": 1.25})
    else:
        log.append(connection, tenant, entry)


def _an_outcome(connection: Connection) -> int:
    entries = audit_entries.c
    query = sa.select(entries.seq).where(entries.tenant == TENANT, entries.action == "tool.call.outcome")
    numbers = list(connection.execute(query.order_by(entries.seq)).scalars())
    return int(numbers[len(numbers) // 2])


def _backup(url: str, folder: Path) -> str:
    """URL of a copy of the database as it is now."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with sa.create_engine(parsed).connect() as connection:
            connection.exec_driver_sql(f"VACUUM INTO '{folder / 'older.db'}'")
        return f"sqlite:///{folder / 'older.db'}"
    owner = parsed.set(drivername="postgresql+psycopg", username="owner", database="postgres")
    with sa.create_engine(owner, isolation_level="AUTOCOMMIT").connect() as connection:
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'rootward'"
        connection.exec_driver_sql(end)
        connection.exec_driver_sql("DROP DATABASE IF EXISTS older")
        connection.exec_driver_sql("CREATE DATABASE older TEMPLATE rootward")
    return parsed.set(database="older").render_as_string(hide_password=False)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite, postgresql or both")
    parser.add_argument("--entries", type=int, default=40, help="acts in each log")


if __name__ == "__main__":
    main("tamper", run, _options)
