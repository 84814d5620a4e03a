"""A bounded pool of SQLite connections that makes its callers wait, and gives up after a time."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.trace import SpanKind, Status, StatusCode

from bench.shop.telemetry import Telemetry

Row = tuple[str | int | float | None, ...]
LOCK_WAIT_S = 2.0


class PoolTimeout(Exception):
    """No connection came free in time."""


class Connection:
    """One SQLite connection whose statements are spans and measurements."""

    def __init__(self, path: Path, telemetry: Telemetry) -> None:
        self._db = sqlite3.connect(path, timeout=LOCK_WAIT_S, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._telemetry = telemetry
        self._namespace = path.stem

    def run(self, summary: str, sql: str, values: Sequence[str | int | float] = ()) -> list[Row]:
        """`summary` is "VERB table", the span's name."""
        verb, _, table = summary.partition(" ")
        facts = {"db.system.name": "sqlite", "db.operation.name": verb, "db.namespace": self._namespace}
        if table:
            facts["db.collection.name"] = table
        began = time.perf_counter()
        with self._telemetry.tracer.start_as_current_span(
            summary,
            kind=SpanKind.CLIENT,
            attributes={**facts, "db.query.text": sql},
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                facts["error.type"] = type(error).__name__
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(Status(StatusCode.ERROR, str(error)))
                raise
            finally:
                self._telemetry.query_duration.record(time.perf_counter() - began, facts)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self.run("COMMIT", "COMMIT")


class Pool:
    """At most `size` connections; a caller waits at most `timeout` seconds for one."""

    def __init__(self, path: Path, telemetry: Telemetry, *, size: int, timeout: float) -> None:
        self._name = path.stem
        self._size = size
        self._timeout = timeout
        self._telemetry = telemetry
        self._idle = [Connection(path, telemetry) for _ in range(size)]
        self._free = threading.Condition()
        self._waiting = 0
        self._watch()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        held = self._take()
        try:
            yield held
        finally:
            with self._free:
                self._idle.append(held)
                self._free.notify()

    def _take(self) -> Connection:
        began = time.perf_counter()
        with self._free:
            self._waiting += 1
            try:
                came = self._free.wait_for(lambda: bool(self._idle), self._timeout)
                if not came:
                    raise PoolTimeout(
                        f"no connection to {self._name} within {self._timeout:g} s: pool size {self._size}, "
                        f"{self._size} in use, {self._waiting} waiting"
                    )
                return self._idle.pop()
            finally:
                self._waiting -= 1
                self._telemetry.wait_time.record(time.perf_counter() - began, self._facts())

    def _facts(self) -> dict[str, str]:
        return {"db.client.connection.pool.name": self._name}

    def _watch(self) -> None:
        meter, facts = self._telemetry.meter, self._facts()

        def count(_: CallbackOptions) -> Iterable[Observation]:
            idle = len(self._idle)
            yield Observation(idle, {**facts, "db.client.connection.state": "idle"})
            yield Observation(self._size - idle, {**facts, "db.client.connection.state": "used"})

        def most(_: CallbackOptions) -> Iterable[Observation]:
            yield Observation(self._size, facts)

        def pending(_: CallbackOptions) -> Iterable[Observation]:
            yield Observation(self._waiting, facts)

        meter.create_observable_up_down_counter("db.client.connection.count", [count], "{connection}")
        meter.create_observable_up_down_counter("db.client.connection.max", [most], "{connection}")
        meter.create_observable_up_down_counter("db.client.connection.pending_requests", [pending], "{request}")
