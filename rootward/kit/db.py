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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.types import LargeBinary, TypeDecorator

from rootward.errors import Conflict, TooBusy, Unavailable
from rootward.kit import arrays
from rootward.kit.engines import catch_up, open_engine, opening, parse_url, wire_of
from rootward.kit.lanes import Lanes
from rootward.kit.ready import Ready
from rootward.kit.threads import started
from rootward.kit.wire import Said

__all__ = [
    "DISPATCHER",
    "Connection",
    "Database",
    "Json",
    "add_up",
    "bulk_insert",
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
            return self._within(self._read_engine, tenant, unit, alone=False)
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
        tenant = group[0].tenant
        alone = tenant != DISPATCHER  # claims for everybody pass over what others hold, and need not wait
        try:
            outcomes, callbacks = self._within(
                self._write_engine, tenant, partial(self._do, group=group, apart=apart), alone=alone
            )
        except _Undo as undone:
            if len(group) > 1:
                self._commit(group, apart=True)
                return
            outcomes, callbacks = undone.outcomes, ()
        except Exception as error:
            if len(group) > 1 and isinstance(error, DBAPIError):
                for job in group:  # a deadlock or a dead connection hits all of them: each once more, alone
                    self._commit([job])
                return
            outcomes, callbacks = [(job, None, _uncommitted(error)) for job in group], ()
        _resolve(outcomes, callbacks)

    def _within(self, engine: sa.Engine, tenant: str, do: Callable[[Connection], T], *, alone: bool) -> T:
        """In a transaction of the tenant, which is committed. A connection of the pool that has died since its last use
        is replaced: to ask before each use whether it lives would cost as much as a small unit."""
        for may_be_stale in (True, False):
            with engine.connect() as connection:
                wire = wire_of(connection)
                if wire is not None:
                    opening(connection, tenant, alone=alone)
                try:
                    with connection.begin():
                        return do(connection)
                except Exception:
                    if wire is None or not may_be_stale or wire.has_begun or not wire.is_dead:
                        raise  # else all of the pool were given up with it
        raise AssertionError("unreachable")

    def _do(
        self, connection: Connection, group: Sequence[_Job], *, apart: bool
    ) -> tuple[Sequence[_Outcome], Sequence[Callable[[], None]]]:
        """Every unit; and whom to call after the commit."""
        outcomes: list[_Outcome] = []
        callbacks: list[Callable[[], None]] = []
        connection.info["on_commit"] = callbacks
        for job in group:
            outcomes.append(self._attempt(connection, job, apart=apart))
            if not apart and outcomes[-1][2] is not None:
                raise _Undo(outcomes)
        return outcomes, callbacks

    def _attempt(self, connection: Connection, job: _Job, *, apart: bool) -> _Outcome:
        if not apart:
            try:
                return job, job.context.run(job.unit, connection), None
            except Exception as error:
                return job, None, _plain(error)
        _say(connection, _SAVEPOINT)
        catch_up(connection)  # what waits from here on is the unit's own
        try:
            result = job.context.run(job.unit, connection)
            catch_up(connection)
        except Exception as error:
            _undo(connection)
            return job, None, _plain(error)
        _say(connection, _RELEASE)
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
    catch_up(connection)
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
        statement = _adding(connection.dialect.name, table, tuple(rows[0]), tuple(add))
        for row in rows:
            statement.later(connection, row)


def on_commit(connection: Connection, callback: Callable[[], None]) -> None:
    """Call `callback` in the event loop of the unit's caller once its commit is durable. It may be called although
    the unit was undone, so it may only wake somebody up, never carry a fact."""
    connection.info.setdefault("on_commit", []).append(callback)


_SAVEPOINT, _BACK = Said("SAVEPOINT unit"), Said("ROLLBACK TO SAVEPOINT unit")
_RELEASE = Said("RELEASE SAVEPOINT unit")


def _say(connection: Connection, said: Said) -> None:
    wire = wire_of(connection)
    if wire is None:
        connection.exec_driver_sql(said.sql)
    else:
        wire.send(said, ())


def _undo(connection: Connection) -> None:
    """All since the savepoint, and what was not carried out yet."""
    wire = wire_of(connection)
    if wire is not None:
        wire.forget()
    _say(connection, _BACK)
    _say(connection, _RELEASE)


class _Undo(Exception):
    """Leaves the transaction of a unit that failed, without a commit."""

    def __init__(self, outcomes: Sequence[_Outcome]) -> None:
        self.outcomes = outcomes


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
def _adding(dialect: str, table: sa.Table, names: tuple[str, ...], add: tuple[str, ...]) -> Ready:
    statement = _insert(dialect, table).values({name: sa.bindparam(name) for name in names})
    sums = {name: table.c[name] + statement.excluded[name] for name in add}
    return Ready(_where_there(statement, table, sums))


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


def _uncommitted(error: Exception) -> Exception:
    """Of what was sent and not waited for, what is wrong with it comes up here."""
    if isinstance(error, IntegrityError | DataError):
        return error
    failure = Unavailable("the database could not commit", who="database", why=str(error)[:200])
    failure.__cause__ = error
    return failure


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
