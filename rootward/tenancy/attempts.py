"""Attempts: how often a login failed for an e-mail and from an address, and how long the next one has to wait.

An attempt counts as failed before the password is looked at, and is taken back when it was right: who tries many at
once gains nothing. E-mails are kept under a keyed hash, for people type passwords where their address belongs. Every
function runs as kit.db.DISPATCHER.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.errors import TooBusy
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection, insert_new
from rootward.schema import sign_in_attempts as table

__all__ = ["Counted", "count", "counted", "take_back"]

_FREE = {"email": 5, "address": 30}
_LONGEST_S = 900
_FORGOTTEN_NS = 86_400 * 1_000_000_000
_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """What is counted: `key` says it without naming it; the first `free` failures cost no time."""

    key: str
    free: int


def counted(key: bytes, *, email: str, address: str) -> tuple[Counted, ...]:
    """The two counts of a login. `key` is the installation's own secret."""
    given = {"email": email.strip().lower(), "address": address}
    return tuple(
        Counted(key=f"{kind}:{hmac.new(key, f'login {kind} {text}'.encode(), 'sha256').hexdigest()}", free=_FREE[kind])
        for kind, text in given.items()
    )


def count(connection: Connection, what: Sequence[Counted]) -> None:
    """Count an attempt. Raises TooBusy when it comes too early; then it is not counted, nor is the password looked
    at."""
    now = clock.now_ns()
    connection.execute(table.delete().where(table.c.tenant == DISPATCHER, table.c.last_at < now - _FORGOTTEN_NS))
    fresh = [{"tenant": DISPATCHER, "key": one.key, "failures": 0, "last_at": now} for one in what]
    insert_new(connection, table, sorted(fresh, key=lambda row: str(row["key"])))
    waits = [_wait(connection, one, now) for one in what]
    if (longest := max(waits)) > 0:
        raise TooBusy(
            "too many logins have failed; wait before the next one",
            retry_after=math.ceil(longest / _SECOND_NS), field="password",
        )  # fmt: skip
    for one in what:
        mine = sa.and_(table.c.tenant == DISPATCHER, table.c.key == one.key)
        connection.execute(table.update().where(mine).values(failures=table.c.failures + 1, last_at=now))


def take_back(connection: Connection, what: Sequence[Counted]) -> None:
    """The attempt was right: the e-mail starts anew, the address has one failure less."""
    for one in what:
        mine = sa.and_(table.c.tenant == DISPATCHER, table.c.key == one.key)
        if one.key.startswith("email:"):
            connection.execute(table.delete().where(mine))
        else:
            connection.execute(table.update().where(mine, table.c.failures > 0).values(failures=table.c.failures - 1))


def _wait(connection: Connection, one: Counted, now: int) -> int:
    """Nanoseconds until the next attempt; the row is locked until the commit where rows can be."""
    mine = sa.and_(table.c.tenant == DISPATCHER, table.c.key == one.key)
    row = connection.execute(sa.select(table).where(mine).with_for_update()).one()
    over: int = row.failures - one.free
    if over < 0:
        return 0
    pause_s: int = min(2 ** min(over, 20), _LONGEST_S)
    return int(row.last_at) + pause_s * _SECOND_NS - now
