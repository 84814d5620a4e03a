"""The database: units of work on worker threads, many of them in one physical commit.

A *unit* is a plain function of a SQLAlchemy connection. `run` gives it a transaction of its own (a part of one, when
several units share a commit) and answers only when the commit is durable; `read` gives it a read-only snapshot. A unit
may be run again before it is answered (its first run is undone then), so it changes nothing but the database.
Nothing else in the product begins, commits or rolls back. On SQLite one thread writes and every waiting unit joins its
next commit; on PostgreSQL a few threads do, each committing the units of one tenant together, with `app.tenant` set
for row-level security. A tenant's units are committed by one thread, of all processes, at a time: units that share a
transaction hold each other's locks, so that two such transactions would wait for each other in a ring.
"""

from __future__ import annotations

import asyncio
import contextvars
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.types import LargeBinary, TypeDecorator

from rootward.errors import Conflict, TooBusy, Unavailable
from rootward.kit import arrays
from rootward.kit.engines import open_engine, opening, parse_url
from rootward.kit.lanes import Lanes
from rootward.kit.threads import started

__all__ = [
    "DISPATCHER",
    "Connection",
    "Database",
    "Json",
    "add_up",
    "bulk_insert",
    "gather",
    "insert_new",
    "on_commit",
    "parse_url",
    "upsert",
]

Connection = sa.Connection
T = TypeVar("T")
Unit = Callable[[Connection], T]

DISPATCHER = "*"
"""The tenant of units that claim work for everybody; row-level security opens only queue tables to it."""

_MAX_GROUP = 256
_URGENT = "!"
"""The lane of what cannot wait; no tenant is called so."""
_MOST_VALUES = 16_000
"""In one statement of SQLite, which takes twice as many."""


class Json(TypeDecorator[Any]):
    """A JSON value kept as compact UTF-8 bytes, the same on both databases; keys keep their order."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> bytes | None:
        return None if value is None else msgspec.json.encode(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value)


@dataclass(slots=True, eq=False)
class _Job:
    unit: Unit[Any]
    tenant: str
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]
    context: contextvars.Context = field(default_factory=contextvars.copy_context)


_Outcome = tuple[_Job, Any, BaseException | None]


class Database:
    """One database URL: `sqlite:///path` or `postgresql://user@host/name`. Close it when done."""

    def __init__(self, url: str, *, readers: int = 4, writers: int = 4, max_waiting: int = 20_000) -> None:
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._write_engine = open_engine(self.url, writing=True, size=1 if self.is_sqlite else writers)
        self._read_engine = open_engine(self.url, writing=False, size=readers)
        self._jobs: Lanes[_Job] = Lanes()
        self._max_waiting = max_waiting
        self._readers = started(readers, "db-read")
        self._writers = [
            threading.Thread(target=self._write_forever, name=f"db-write-{n}", daemon=True)
            for n in range(1 if self.is_sqlite else writers)
        ]
        for thread in self._writers:
            thread.start()

    async def run(self, unit: Unit[T], *, tenant: str, urgent: bool = False) -> T:
        """Do `unit` in one atomic transaction; return when it is durable. What is `urgent` goes before all that waits
        and is never too much: the little that must be possible when nothing else is.

        Raises what the unit raised (its writes are undone, its neighbours' are not), TooBusy when too many units wait,
        Unavailable when the database failed.
        """
        if len(self._jobs) > self._max_waiting and not urgent:
            raise TooBusy(f"{self._max_waiting} writes are waiting for the database", retry_after=2)
        loop = asyncio.get_running_loop()
        job = _Job(unit=unit, tenant=tenant, loop=loop, done=loop.create_future())
        self._jobs.put(_URGENT if urgent else "" if self.is_sqlite else tenant, job, first=urgent)
        result: T = await job.done
        return result

    async def read(self, unit: Unit[T], *, tenant: str) -> T:
        """Do `unit` on a read-only snapshot. Raises Unavailable when the database failed."""
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, context.run, self._read, unit, tenant)

    async def close(self) -> None:
        """Finish what waits, then let go of every thread and connection."""
        self._jobs.close()
        for thread in self._writers:
            await asyncio.to_thread(thread.join)
        self._readers.shutdown(wait=True)
        self._write_engine.dispose()
        self._read_engine.dispose()

    @property
    def waiting(self) -> int:
        """How many units wait for a commit; the measure of backpressure."""
        return len(self._jobs)

    @property
    def write_engine(self) -> sa.Engine:
        """For migrations and bulk loads that own the whole database; never inside a request."""
        return self._write_engine

    def _read(self, unit: Unit[T], tenant: str) -> T:
        try:
            with self._entered(self._read_engine, tenant, alone=False) as connection:
                return unit(connection)
        except OperationalError as error:
            raise Unavailable("the database did not answer", who="database") from error

    def _write_forever(self) -> None:
        while (taken := self._jobs.take(_MAX_GROUP)) is not None:
            lane, group = taken
            try:
                self._commit(group)
            finally:
                self._jobs.done(lane)

    def _commit(self, group: Sequence[_Job], *, apart: bool = False) -> None:
        """Without savepoints, which cost more than most units; where one fails, all once more and `apart`."""
        outcomes: list[_Outcome] = []
        callbacks: list[Callable[[], None]] = []
        try:
            tenant = group[0].tenant  # claims for everybody pass over what others hold, and need not wait
            with self._entered(self._write_engine, tenant, alone=tenant != DISPATCHER) as connection:
                callbacks = connection.info["on_commit"] = []
                self._do(connection, group, outcomes, apart=apart)
        except _Undo:
            if len(group) > 1:
                self._commit(group, apart=True)
                return
        except Exception as error:
            if len(group) > 1 and isinstance(error, DBAPIError):
                for job in group:  # a deadlock or a dead connection hits all of them: each once more, alone
                    self._commit([job])
                return
            failure = Unavailable("the database could not commit", who="database", why=str(error)[:200])
            failure.__cause__ = error
            outcomes, callbacks = [(job, None, failure) for job in group], []
        _resolve(outcomes, callbacks)

    @contextmanager
    def _entered(self, engine: sa.Engine, tenant: str, *, alone: bool) -> Iterator[Connection]:
        """A transaction of the tenant. A connection of the pool that has died since its last use is replaced: to ask
        before each use whether it lives would cost as much as a small unit."""
        for may_be_stale in (True, False):
            connection = engine.connect()
            try:
                if not self.is_sqlite:
                    opening(connection, tenant, alone=alone)
                transaction = connection.begin()
            except BaseException as error:
                connection.close()
                if may_be_stale and isinstance(error, DBAPIError) and error.connection_invalidated:
                    continue  # with it, all of the pool were given up
                raise
            with connection, transaction:
                yield connection
            return

    def _do(self, connection: Connection, group: Sequence[_Job], outcomes: list[_Outcome], *, apart: bool) -> None:
        """Every unit, and then what they have left to be written together."""
        info = connection.info  # of a connection that has died by then it cannot be had
        gathered: dict[Callable[[Connection, list[Any]], None], list[Any]] = {}
        info["gathered"] = gathered
        try:
            for job in group:
                outcomes.append(self._attempt(connection, job, apart=apart))
                if not apart and outcomes[-1][2] is not None:
                    raise _Undo
            for flush, items in gathered.items():
                flush(connection, items)
        finally:
            del info["gathered"]

    def _attempt(self, connection: Connection, job: _Job, *, apart: bool) -> _Outcome:
        if not apart:
            try:
                return job, job.context.run(job.unit, connection), None
            except Exception as error:
                return job, None, _plain(error)
        connection.exec_driver_sql("SAVEPOINT unit")
        gathered = connection.info["gathered"]
        before = {flush: len(items) for flush, items in gathered.items()}
        try:
            result = job.context.run(job.unit, connection)
        except Exception as error:
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT unit")
            for flush, items in gathered.items():
                del items[before.get(flush, 0) :]
            connection.exec_driver_sql("RELEASE SAVEPOINT unit")
            return job, None, _plain(error)
        connection.exec_driver_sql("RELEASE SAVEPOINT unit")
        return job, result, None


def insert_new(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose primary key is new; the others stay as they are."""
    if rows:
        connection.execute(_insert(connection.dialect.name, table).on_conflict_do_nothing(), list(rows))


def bulk_insert(
    connection: Connection, table: sa.Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], *,
    new_only: bool = False,
) -> int:  # fmt: skip
    """Insert many rows of plain values (JSON columns as bytes already) at the speed of the driver.

    Returns how many were inserted: with `new_only`, rows whose primary key is there already are passed over.
    """
    if not rows:
        return 0
    cursor: Any = connection.connection.cursor()
    try:
        if connection.dialect.name == "sqlite":
            return _many_values(cursor, table, columns, rows, new_only)
        statement = arrays.insert_statement(table, tuple(columns), new_only=new_only)
        cursor.execute(statement, arrays.as_arrays(table, columns, rows), prepare=True)
        return int(cursor.rowcount)
    except sqlite3.IntegrityError as error:
        raise Conflict(f"a row of {table.name} is there already", table=table.name) from error
    except connection.dialect.loaded_dbapi.OperationalError as error:  # the driver's own: SQLAlchemy is not between
        raise Unavailable("the database failed", who="database", why=str(error)[:200]) from error
    finally:
        cursor.close()


def upsert(
    connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, update: Iterable[str]
) -> None:
    """Insert the rows; where the primary key is there already, overwrite the columns in `update`."""
    if rows:
        connection.execute(_overwriting(connection.dialect.name, table, tuple(update)), list(rows))


def add_up(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, add: Iterable[str]) -> None:
    """Insert the rows; where the primary key is there already, add the columns in `add` to what is there."""
    if rows:
        connection.execute(_adding(connection.dialect.name, table, tuple(add)), list(rows))


def on_commit(connection: Connection, callback: Callable[[], None]) -> None:
    """Call `callback` in the event loop of the unit's caller once its commit is durable. It may be called although
    the unit was undone, so it may only wake somebody up, never carry a fact."""
    connection.info.setdefault("on_commit", []).append(callback)


def gather(connection: Connection, flush: Callable[[Connection, list[T]], None], item: T) -> None:
    """Have `flush` called once with every item that the units of one commit leave, just before it; where it fails, all
    of them do. What a unit that fails has left is forgotten."""
    gathered = connection.info.get("gathered")
    if gathered is None:  # a transaction that somebody else has begun
        flush(connection, [item])
    else:
        gathered.setdefault(flush, []).append(item)


class _Undo(Exception):
    """Leaves the transaction of a unit that failed, without a commit."""


def _many_values(
    cursor: Any, table: sa.Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], new_only: bool
) -> int:
    """Several hundred rows a statement: the driver lets other threads run at every statement, and under load a thread
    that lets go waits milliseconds until it is its turn again."""
    done = inserted = 0
    for size in (_MOST_VALUES // len(columns), 256, 64, 16, 4, 1):
        statement = _insert_values(table, tuple(columns), size, new_only)
        while len(rows) - done >= size:
            cursor.execute(statement, list(chain.from_iterable(rows[done : done + size])))
            inserted += cursor.rowcount
            done += size
    return inserted


@cache
def _insert_values(table: sa.Table, columns: Sequence[str], rows: int, new_only: bool) -> str:
    marks = ", ".join([f"({', '.join('?' * len(columns))})"] * rows)
    conflict = " ON CONFLICT DO NOTHING" if new_only else ""
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {marks}{conflict}"  # noqa: S608 our own names


# Made once for each table: making them takes longer than carrying them out.
@cache
def _overwriting(dialect: str, table: sa.Table, update: tuple[str, ...]) -> Any:
    statement = _insert(dialect, table)
    return _where_there(statement, table, {name: statement.excluded[name] for name in update})


@cache
def _adding(dialect: str, table: sa.Table, add: tuple[str, ...]) -> Any:
    statement = _insert(dialect, table)
    return _where_there(statement, table, {name: table.c[name] + statement.excluded[name] for name in add})


def _where_there(statement: Any, table: sa.Table, changes: dict[str, Any]) -> Any:
    keys = [column.name for column in table.primary_key]
    return statement.on_conflict_do_update(index_elements=keys, set_=changes)


def _insert(name: str, table: sa.Table) -> Any:
    dialect: Any = sqlite if name == "sqlite" else postgresql
    return dialect.insert(table)


def _plain(error: BaseException) -> BaseException:
    """The unit's own error, or Unavailable for a driver's (a constraint that broke stays what it is)."""
    if isinstance(error, OperationalError):
        failure = Unavailable("the database failed", who="database", why=str(error.orig)[:200])
        failure.__cause__ = error
        return failure
    return error


def _resolve(outcomes: Sequence[_Outcome], callbacks: Sequence[Callable[[], None]]) -> None:
    """Wake the waiting tasks, with one call into each event loop."""
    loops = {job.loop for job, _, _ in outcomes}
    for loop in loops:
        mine = [outcome for outcome in outcomes if outcome[0].loop is loop]
        if not loop.is_closed():
            loop.call_soon_threadsafe(_wake, mine, callbacks)


def _wake(outcomes: Sequence[_Outcome], callbacks: Sequence[Callable[[], None]]) -> None:
    for callback in callbacks:
        callback()
    for job, result, error in outcomes:
        if job.done.done():
            continue
        if error is None:
            job.done.set_result(result)
        else:
            job.done.set_exception(error)
