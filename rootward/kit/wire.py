"""Wire: a connection to PostgreSQL on which statements travel together, and only who needs an answer waits for one.

What is sent waits for what is asked next, or for the commit; all of it goes to the server at once and in its order, so
that it is as if each had been carried out when it was sent. The beginning of a transaction travels in the same way. An
error of what was sent comes up where it is waited for: the transaction is undone either way. Statements are prepared
once a connection and speak the server's binary form, through libpq itself: the driver's own way takes longer than the
server takes for a small statement.
"""

from __future__ import annotations

import select
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["PACKED", "Said", "Wire"]

Values = Sequence[bytes | None]
_MOST_KNOWN = 400
"""Statements that a connection keeps ready; what is pushed out is prepared anew."""
_BINARY = 1


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A statement with `$1`, `$2`… for what is given, of these types (PostgreSQL's numbers)."""

    sql: str
    types: tuple[int, ...] = ()


class Wire:
    """Of one connection of the driver (psycopg), which nobody else uses meanwhile. Raises the driver's errors."""

    def __init__(self, driver: Any, dbapi: Any) -> None:
        self._driver, self._server, self._dbapi = driver, driver.pgconn, dbapi
        self._status = dbapi.pq.ExecStatus
        self._waiting: list[tuple[Said, Values]] = []
        self._opening = 0
        self._known: dict[Said, bytes] = {}
        self._numbered = 0
        self._poll = select.poll()
        self._poll.register(self._server.socket, select.POLLIN)
        self.has_begun = False
        """Whether the server has answered within the transaction; until then it can be begun anew elsewhere."""

    @property
    def is_dead(self) -> bool:
        return bool(self._driver.closed)

    def start(self, *opening: tuple[Said, Values]) -> None:
        """A transaction, of which the server hears with the first statement."""
        self._waiting, self._opening, self.has_begun = list(opening), len(opening), False

    def send(self, said: Said, values: Values) -> None:
        """To be carried out before whatever comes after it; its answer is nothing to anybody."""
        self._waiting.append((said, values))

    def ask(self, said: Said, values: Values) -> list[tuple[Any, ...]]:
        """The rows that are found."""
        answer = self._together([*self._taken(), (said, values)])
        makers = [_MAKERS[answer.ftype(column)] for column in range(answer.nfields)]
        cell = answer.get_value
        return [
            tuple([None if (raw := cell(row, column)) is None else make(raw) for column, make in enumerate(makers)])
            for row in range(answer.ntuples)
        ]

    def catch_up(self) -> None:
        """Carry out what waits: a statement follows that goes another way."""
        if self._waiting:
            self._together(self._taken())

    def commit(self) -> None:
        """With all that waits; a transaction in which nothing was said is none. Raises OperationalError for one that
        has failed: the server would undo it without a word."""
        if not self.has_begun and len(self._waiting) <= self._opening:
            self._waiting = []
            return
        if not self.has_begun:  # a connection that died before is found out now: after a commit nobody could tell
            self.catch_up()
        answer = self._together([*self._taken(), (_COMMIT, ())])
        if answer.command_status != b"COMMIT":
            raise self._dbapi.OperationalError("the transaction had failed, and was undone")

    def forget(self) -> None:
        """What waits is not carried out."""
        self._waiting = []

    def rollback(self) -> None:
        """What waits is not carried out, and what was is undone; not by the driver, which would let the server forget
        all that it keeps ready, for us too."""
        self.forget()
        if not self.is_dead and self._server.transaction_status != _IDLE:
            self._together([(_ROLLBACK, ())])

    def prepare_anew(self) -> None:
        """The server keeps nothing ready any more."""
        self._known.clear()

    def _taken(self) -> list[tuple[Said, Values]]:
        taken, self._waiting = self._waiting, []
        return taken

    def _together(self, batch: Sequence[tuple[Said, Values]]) -> Any:
        """One way to the server; its answer to the last."""
        try:
            learnt = self._send(batch)
            results = self._received()
        except BaseException:
            self._driver.close()  # nobody knows where it stands
            raise
        for (said, name), result in zip(learnt, results, strict=False):
            if said is not None and result.status == self._status.COMMAND_OK:
                self._known[said] = name
        self.has_begun = self.has_begun or not self.is_dead
        for result in results:  # what comes after the first that failed was not carried out
            if result.status not in (self._status.COMMAND_OK, self._status.TUPLES_OK):
                error = self._dbapi.errors.error_from_result(result, "utf-8")
                if error.sqlstate == _NOT_PREPARED:  # somebody has told the server to forget
                    self.prepare_anew()
                raise error
        return results[-1]

    def _send(self, batch: Sequence[tuple[Said, Values]]) -> list[tuple[Said | None, bytes]]:
        """For each answer that is to come: what the server has learnt then, and by which name."""
        server, names, learnt = self._server, dict[Said, bytes](), list[tuple[Said | None, bytes]]()
        server.enter_pipeline_mode()
        while len(self._known) > _MOST_KNOWN and server.transaction_status != _FAILED:
            old = self._known.pop(next(iter(self._known)))
            server.send_query_params(b"DEALLOCATE " + old, None)
            learnt.append((None, old))
        for said, values in batch:
            name = self._known.get(said) or names.get(said)
            if name is None:
                self._numbered += 1
                name = names[said] = b"said_%d" % self._numbered
                server.send_prepare(name, said.sql.encode(), said.types)
                learnt.append((said, name))
            server.send_query_prepared(name, values, [_BINARY] * len(values), _BINARY)
            learnt.append((None, name))
        server.pipeline_sync()
        return learnt

    def _received(self) -> list[Any]:
        server, results = self._server, []
        while server.flush():
            self._poll.modify(server.socket, select.POLLIN | select.POLLOUT)
            if self._poll.poll()[0][1] & select.POLLIN:  # it may write only when somebody reads
                server.consume_input()
        self._poll.modify(server.socket, select.POLLIN)
        while True:
            while server.is_busy():
                self._poll.poll()
                server.consume_input()
            result = server.get_result()
            if result is None:  # the end of one answer
                if server.status:
                    raise self._dbapi.OperationalError("the connection is lost")
                continue
            if result.status == self._status.PIPELINE_SYNC:
                break
            results.append(result)
            if server.status:  # it died while it answered
                return results
        server.exit_pipeline_mode()
        return results


PACKED: dict[int, Callable[[Any], bytes]] = {
    16: struct.Struct("!?").pack, 17: bytes, 20: struct.Struct("!q").pack, 23: struct.Struct("!i").pack,
    25: str.encode, 701: struct.Struct("!d").pack,
}  # fmt: skip
"""What is given, in binary, by PostgreSQL's number of its type."""


def _text(raw: bytes) -> str:
    return raw.decode()


def _whole(raw: bytes) -> int:
    return int.from_bytes(raw, "big", signed=True)


def _float(raw: bytes) -> float:
    return _FLOAT.unpack(raw)[0]  # type: ignore[no-any-return]


def _boolean(raw: bytes) -> bool:
    return raw == b"\x01"


def _bytes(raw: bytes) -> bytes:
    return raw


_FLOAT = struct.Struct("!d")
_COMMIT, _ROLLBACK = Said("COMMIT"), Said("ROLLBACK")
_IDLE, _FAILED = 0, 3  # states of a transaction, by libpq
_NOT_PREPARED = "26000"
_MAKERS: dict[int, Callable[[bytes], Any]] = {  # by PostgreSQL's number of the type
    16: _boolean, 17: _bytes, 20: _whole, 21: _whole, 23: _whole, 25: _text, 701: _float, 1043: _text, 2278: _bytes,
}  # fmt: skip
