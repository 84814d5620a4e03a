"""The bus: messages between stages; sent with the work that causes them, settled with the work they cause.

A *subscriber* decides first (it may wait for the outside as long as it likes) and returns a *settlement*: a unit that
runs in the same transaction in which the message disappears. So a message has exactly one effect however often it is
delivered, and what the settlement sends leaves with that effect (outbox and inbox in one).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection

__all__ = ["Bus", "Message", "Settlement", "Subscriber", "Weight", "message"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One fact for a stage. Messages of one `key` are handled one at a time, in order of sending: one that is to be
    handled later (`not_before`, ns) needs a key of its own, or those behind it wait with it."""

    id: str
    tenant: str
    topic: str
    key: str
    body: dict[str, JSON]
    created_at: int
    attempts: int = 0
    not_before: int = 0


Settlement = Callable[[Connection], None]
Weight = Callable[[Message], int]
Subscriber = Callable[[Message], Awaitable[Settlement]]


class Bus(Protocol):
    """Three verbs: send inside a unit, consume with a subscriber, close."""

    def send(self, connection: Connection, *messages: Message) -> None:
        """Enqueue within the caller's transaction; subscribers hear of it after the commit."""
        ...

    def absorb(self, connection: Connection, message: Message, *, most: int, weight: Weight) -> list[Message]:
        """The messages of the same key that wait right behind `message`, as long as their weights add up to no more
        than `most`: they are settled with it, in the caller's transaction. None behind one that has failed before, so
        that what cannot be handled fails alone."""
        ...

    async def consume(self, topic: str, subscriber: Subscriber, *, concurrency: int) -> None:
        """Hand every message of `topic` to `subscriber` until cancelled."""
        ...


def message(topic: str, tenant: str, key: str, body: dict[str, JSON], *, not_before: int = 0) -> Message:
    """A new message with an id and a time, to be handled at once or not before a time (ns)."""
    return Message(
        id=clock.new_id("msg"), tenant=tenant, topic=topic, key=key, body=body, created_at=clock.now_ns(),
        not_before=not_before,
    )  # fmt: skip
