"""The bus on SQL: a table of messages, claimed with a lease and deleted with the work they cause.

The lease token fences: a worker that lost its lease cannot settle (its transaction is undone). A message that failed
`max_attempts` times is handed to `bury`, which writes the dead letter in the transaction that deletes the message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError

from rootward.errors import Fenced, RootwardError, Unavailable
from rootward.kit import clock
from rootward.kit.bus import Message, Settlement, Subscriber, Weight
from rootward.kit.db import DISPATCHER, Connection, Database, on_commit
from rootward.kit.ready import Ready

__all__ = ["Bury", "SqlBus"]

Bury = Callable[[Connection, Message, str], None]
log = structlog.get_logger()
_SECOND = 1_000_000_000
_DEADLY = 10  # times max_attempts
_BEHIND = 500  # messages that are absorbed at once


@dataclass(frozen=True, slots=True)
class _Claim:
    message: Message
    token: int


class SqlBus:
    """`table` is schema.messages; `bury` writes a dead letter. `lease_s`: how long a dead worker holds one."""

    def __init__(
        self, db: Database, table: sa.Table, *, bury: Bury, lease_s: float, poll_s: float, max_attempts: int
    ) -> None:
        self._db, self._table, self._bury = db, table, bury
        self._lease_ns, self._poll_s, self._max_attempts = int(lease_s * _SECOND), poll_s, max_attempts
        self._bells: dict[str, asyncio.Event] = {}
        self._active = 0
        self._holds, self._going = 0, asyncio.Event()
        self._going.set()
        self._sql = _Statements(table)

    def send(self, connection: Connection, *messages: Message) -> None:
        if messages:
            for item in messages:
                self._sql.insert.later(connection, _row(item))
            topics = {item.topic for item in messages}
            on_commit(connection, lambda: self._ring(topics))

    def absorb(self, connection: Connection, message: Message, *, most: int, weight: Weight) -> list[Message]:
        if message.attempts > 1:
            return []
        asked = {"whose": message.tenant, "which": message.id, "topic": message.topic, "key": message.key}
        found: list[Message] = []
        now = clock.now_ns()
        for row in self._sql.behind.rows(connection, asked):
            item = _message(row)
            most -= weight(item)
            if row["attempts"] or row["available_at"] > now or most < 0:
                break  # what comes after it must wait for it
            found.append(item)
        for item in found:
            self._sql.absorbed.later(connection, {"whose": item.tenant, "which": item.id})
        return found

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Meanwhile the consumers of this process begin with nothing new: what comes in is one whole."""
        self._holds += 1
        self._going.clear()
        try:
            yield
        finally:
            self._holds -= 1
            if not self._holds:
                self._going.set()

    async def consume(self, topic: str, subscriber: Subscriber, *, concurrency: int) -> None:
        bell = self._bells.setdefault(topic, asyncio.Event())
        slots = asyncio.Semaphore(concurrency)
        async with asyncio.TaskGroup() as tasks:
            while True:
                await slots.acquire()
                await self._going.wait()
                bell.clear()
                claim = await self._claim_or_none(topic)
                if claim is None:
                    slots.release()
                    with suppress(TimeoutError):  # not wait_for: up to 3.11 it swallows a cancellation
                        async with asyncio.timeout(self._poll_s):
                            await bell.wait()
                    continue
                self._active += 1
                tasks.create_task(self._one(claim, subscriber, slots, bell))

    async def idle(self) -> bool:
        """Nothing waits and nothing is being handled: everything sent so far has had its effect, but for what is meant
        for later."""
        if self._active:
            return False
        count = sa.select(sa.func.count()).select_from(self._table).where(self._is_work())
        waiting = await self._db.read(lambda c: c.execute(count).scalar_one(), tenant=DISPATCHER)
        return waiting == 0 and self._active == 0

    async def depth(self) -> dict[str, int]:
        """Messages waiting or being handled, by topic; a topic consumed here is there with 0 too. What is meant for
        later does not wait for anybody."""
        count = sa.select(self._table.c.topic, sa.func.count()).where(self._is_work()).group_by(self._table.c.topic)
        rows = await self._db.read(lambda c: c.execute(count).all(), tenant=DISPATCHER)
        return dict.fromkeys(self._bells, 0) | {str(topic): int(number) for topic, number in rows}

    def _is_work(self) -> sa.ColumnElement[bool]:
        """Due, or tried before and given back: not what was sent to be handled later."""
        return sa.or_(self._table.c.available_at <= clock.now_ns(), self._table.c.attempts > 0)

    def _ring(self, topics: set[str]) -> None:
        """Wake the consumers of this process, so that they need not wait for their next poll."""
        for topic in topics & self._bells.keys():
            self._bells[topic].set()

    async def _claim_or_none(self, topic: str) -> _Claim | None:
        """The next message whose key nobody holds; a database that is away is waited for."""
        try:
            asked = {"topic": topic, "now": clock.now_ns()}
            if not await self._db.read(lambda c: self._sql.any.tuples(c, asked), tenant=DISPATCHER):
                return None
            return await self._db.run(lambda c: self._claim(c, topic), tenant=DISPATCHER)
        except (RootwardError, DBAPIError) as error:
            log.warning("bus.claim_failed", topic=topic, reason=str(error)[:500])
            return None

    def _claim(self, connection: Connection, topic: str) -> _Claim | None:
        if self._holds:
            return None
        now = clock.now_ns()
        found = self._sql.next.rows(connection, {"topic": topic, "now": now})
        if not found:
            return None
        row = found[0]
        token = int(row["lease_token"]) + 1
        lease = {"token": token, "until": now + self._lease_ns, "tries": row["attempts"] + 1}
        self._sql.lease.later(connection, {"whose": row["tenant"], "which": row["message_id"]} | lease)
        return _Claim(_message(row), token)

    async def _one(self, claim: _Claim, subscriber: Subscriber, slots: asyncio.Semaphore, bell: asyncio.Event) -> None:
        keeper = asyncio.create_task(self._keep(claim))
        try:
            self._refuse_deadly(claim)
            settlement = await subscriber(claim.message)
            await self._db.run(lambda c: self._settle(c, claim, settlement), tenant=claim.message.tenant)
        except Fenced:
            log.warning("bus.fenced", topic=claim.message.topic, message=claim.message.id)
        except Exception as error:  # the bus loop is one of the three places that may catch everything
            await self._failed(claim, error)
        finally:
            keeper.cancel()
            self._active -= 1
            slots.release()
            bell.set()

    def _refuse_deadly(self, claim: _Claim) -> None:
        """Whoever was killed beside a message did not fail at it; but one at which every worker dies must not go on."""
        begun = claim.message.attempts - 1
        if begun >= _DEADLY * self._max_attempts:
            raise Unavailable(f"{begun} workers began with it and none came to an end", who="worker")

    async def _keep(self, claim: _Claim) -> None:
        """Heartbeat: extend the lease at a third of its length while the work goes on."""
        while True:
            await asyncio.sleep(self._lease_ns / _SECOND / 3)
            until = clock.now_ns() + self._lease_ns
            with suppress(RootwardError):
                await self._db.run(partial(self._extend, claim=claim, until=until), tenant=claim.message.tenant)

    def _extend(self, connection: Connection, *, claim: _Claim, until: int) -> None:
        self._sql.extend.later(connection, _fenced(claim) | {"until": until})

    def _settle(self, connection: Connection, claim: _Claim, settlement: Settlement) -> None:
        if not self._sql.delete.tuples(connection, _fenced(claim)):
            raise Fenced(f"message {claim.message.id} was taken over by another worker")
        settlement(connection)

    async def _failed(self, claim: _Claim, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"[:500]
        last = claim.message.attempts >= self._max_attempts
        log.error(
            "bus.failed", topic=claim.message.topic, message=claim.message.id, reason=reason, last=last,
            exc_info=not isinstance(error, RootwardError),
        )  # fmt: skip
        try:
            await self._db.run(lambda c: self._give_back(c, claim, reason, last), tenant=claim.message.tenant)
        except Exception as failure:  # it stays as it is until its lease ends; the other messages must go on
            log.error("bus.not_given_back", topic=claim.message.topic, message=claim.message.id, reason=str(failure))

    def _give_back(self, connection: Connection, claim: _Claim, reason: str, last: bool) -> None:
        if last:
            if self._sql.delete.tuples(connection, _fenced(claim)):
                self._bury(connection, claim.message, reason)
            return
        again = clock.now_ns() + _SECOND * 2 ** min(claim.message.attempts, 6) // 4
        self._sql.give_back.later(connection, _fenced(claim) | {"again": again})


class _Statements:
    """Made once for a table: every message needs them, and making them costs more than carrying them out."""

    def __init__(self, table: sa.Table) -> None:
        held, now = table.alias("held"), sa.bindparam("now", type_=sa.BigInteger)
        until = sa.bindparam("until", type_=sa.BigInteger)
        due = sa.and_(table.c.topic == sa.bindparam("topic"), table.c.available_at <= now)
        earlier = sa.exists().where(  # another message of this key is being handled, or came first
            held.c.tenant == table.c.tenant,
            held.c.topic == table.c.topic,
            held.c.key == table.c.key,
            held.c.message_id < table.c.message_id,
        )
        one = sa.and_(table.c.tenant == sa.bindparam("whose"), table.c.message_id == sa.bindparam("which"))
        mine = sa.and_(one, table.c.lease_token == sa.bindparam("token"))
        self.insert = Ready(table.insert())
        free = sa.and_(due, table.c.lease_until <= now, ~earlier)
        self.any = Ready(sa.select(table.c.message_id).where(free).limit(1))  # of a reader: most bells ring in vain
        self.next = Ready(
            sa.select(table)
            .where(free)
            .order_by(table.c.available_at, table.c.message_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        taken = {"lease_token": sa.bindparam("token"), "lease_until": until, "attempts": sa.bindparam("tries")}
        self.lease = Ready(table.update().where(one).values(**taken))
        self.extend = Ready(table.update().where(mine).values(lease_until=until))
        self.delete = Ready(table.delete().where(mine).returning(table.c.message_id))
        self.absorbed = Ready(table.delete().where(one))
        self.behind = Ready(
            sa.select(table)
            .where(table.c.tenant == sa.bindparam("whose"), table.c.message_id > sa.bindparam("which"))
            .where(table.c.topic == sa.bindparam("topic"), table.c.key == sa.bindparam("key"))
            .order_by(table.c.message_id)
            .limit(_BEHIND)
            .with_for_update()
        )
        self.give_back = Ready(table.update().where(mine).values(lease_until=0, available_at=sa.bindparam("again")))


def _fenced(claim: _Claim) -> dict[str, object]:
    """The message, as long as its lease is ours."""
    return {"whose": claim.message.tenant, "which": claim.message.id, "token": claim.token}


def _row(item: Message) -> dict[str, object]:
    return {
        "tenant": item.tenant, "message_id": item.id, "topic": item.topic, "key": item.key, "body": item.body,
        "created_at": item.created_at, "available_at": max(item.created_at, item.not_before), "attempts": 0,
        "lease_token": 0, "lease_until": 0,
    }  # fmt: skip


def _message(row: Mapping[str, Any]) -> Message:
    fields = {name: row[name] for name in ("tenant", "topic", "key", "body", "created_at")}
    return replace(Message(id=row["message_id"], **fields), attempts=int(row["attempts"]) + 1)
