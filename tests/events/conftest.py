"""Transactions as the database gives them to a unit: behind the wall of one tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import sqlalchemy as sa

from rootward.kit.db import Connection, Database


@pytest.fixture
def enter() -> Callable[[Connection, str], None]:
    """Go on as another tenant."""

    def change(connection: Connection, tenant: str) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.set_config("app.tenant", tenant, True)))

    return change


@pytest.fixture
def undone(
    database: Database, enter: Callable[[Connection, str], None]
) -> Callable[[], AbstractContextManager[Connection]]:
    """Begin a transaction of tenant `t` that is undone at the end of its block."""

    @contextmanager
    def begin() -> Iterator[Connection]:
        with database.write_engine.connect() as connection, connection.begin() as transaction:
            enter(connection, "t")
            yield connection
            transaction.rollback()

    return begin


@pytest.fixture
def connection(undone: Callable[[], AbstractContextManager[Connection]]) -> Iterator[Connection]:
    """A transaction of tenant `t`."""
    with undone() as opened:
        yield opened
