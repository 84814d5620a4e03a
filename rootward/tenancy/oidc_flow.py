"""A login at the identity provider that has begun: it ends in the browser in which it began, once, within ten minutes.

The browser keeps a random text in a cookie; the nonce and PKCE's verifier are made from it, so that what is stored is
of no use to anybody. Every function that takes a connection runs as kit.db.DISPATCHER.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

import sqlalchemy as sa

from rootward.errors import TooBusy, Unauthenticated
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection
from rootward.schema import sign_in_flows as table
from rootward.tenancy import credential

__all__ = ["LIFE_S", "MOST", "Flow", "begin", "made_of", "new", "take"]

LIFE_S = 600
MOST = 5000
"""Logins under way at the same time, in the whole installation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """`browser` goes into the cookie, `state` through the provider and back."""

    browser: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def new(key: bytes) -> Flow:
    """`key` is the installation's own secret."""
    return made_of(key, browser=credential.random_text(), state=credential.random_text())


def made_of(key: bytes, *, browser: str, state: str) -> Flow:
    """What belongs to these two, the same each time."""

    def derived(purpose: str) -> str:
        return hmac.new(key, f"oidc {purpose}\n{browser}\n{state}".encode(), "sha256").hexdigest()

    return Flow(browser=browser, state=state, nonce=derived("nonce"), verifier=derived("verifier"))


def begin(connection: Connection, *, flow: Flow, goes_to: str) -> None:
    """Remember a login, and where in the dashboard it leads; forget those that were never ended. Raises TooBusy where
    very many are under way: anybody may begin one."""
    now = clock.now_ns()
    connection.execute(table.delete().where(table.c.tenant == DISPATCHER, table.c.expires_at < now))
    under_way = sa.select(sa.func.count()).select_from(table).where(table.c.tenant == DISPATCHER)
    if (connection.execute(under_way).scalar() or 0) >= MOST:
        raise TooBusy("too many logins are under way", retry_after=60)
    row = {
        "tenant": DISPATCHER, "state_digest": credential.digest_of(flow.state),
        "browser_digest": credential.digest_of(flow.browser), "goes_to": goes_to,
        "expires_at": now + LIFE_S * 1_000_000_000,
    }  # fmt: skip
    connection.execute(table.insert(), row)


def take(connection: Connection, *, state: str, browser: str) -> str:
    """Take a login out, and say where it leads. Raises Unauthenticated for one that is unknown, was taken before, is
    over, or began in another browser."""
    mine = sa.and_(table.c.tenant == DISPATCHER, table.c.state_digest == credential.digest_of(state))
    row = connection.execute(sa.select(table).where(mine).with_for_update()).first()
    if row is None or row.expires_at <= clock.now_ns():
        raise Unauthenticated("this login is over; begin again", field="oidc", claim="state")
    if not hmac.compare_digest(row.browser_digest, credential.digest_of(browser)):
        raise Unauthenticated("this login began in another browser; begin again", field="oidc", claim="state")
    connection.execute(table.delete().where(mine))
    return str(row.goes_to)
