"""What travels together: in its order, as if each had been carried out when it was sent; and what dies on the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from rootward.kit.wire import Said, Wire

pytestmark = pytest.mark.skipif(
    not os.environ.get("ROOTWARD_TEST_POSTGRES"), reason="ROOTWARD_TEST_POSTGRES names no database"
)
_TEXT = 25
_COUNT = Said("SELECT count(*) FROM kept")
_ADD = Said("INSERT INTO kept (a) VALUES ($1)", (_TEXT,))
_BEGIN = (Said("BEGIN"), ())


@pytest.fixture
def connect(server_url: str) -> Iterator[Callable[[], Any]]:
    """Opens connections of the driver to one schema that goes with the test."""
    opened: list[Any] = []
    plain = sa.make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)

    def new() -> Any:
        opened.append(psycopg.connect(plain, autocommit=True))
        return opened[-1]

    new().execute("CREATE TABLE kept (a text PRIMARY KEY)")
    yield new
    for one in opened:
        one.close()


@pytest.fixture
def driver(connect: Callable[[], Any]) -> Any:
    return connect()


@pytest.fixture
def wire(driver: Any) -> Wire:
    return Wire(driver, psycopg)


def _begun(wire: Wire) -> Wire:
    wire.start(_BEGIN)
    return wire


def test_what_was_sent_is_there_for_what_is_asked(wire: Wire, driver: Any) -> None:
    _begun(wire).send(_ADD, [b"x"])
    wire.send(_ADD, [b"y"])
    assert wire.ask(_COUNT, ()) == [(2,)]
    assert driver.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
    wire.commit()
    assert driver.execute("SELECT a FROM kept ORDER BY a").fetchall() == [("x",), ("y",)]


def test_values_come_back_as_they_went_and_nothing_is_none(wire: Wire) -> None:
    said = Said(
        "SELECT $1 || 'ß', $2 - 1, $3 * 2, $4, $5, NULL::text, 7::smallint, 'v'::varchar", (_TEXT, 20, 701, 16, 17)
    )
    given = ["ä".encode(), (2**40).to_bytes(8, "big"), b"?\xf8" + bytes(6), b"\x01", b"\x00\xff"]
    assert _begun(wire).ask(said, given) == [("äß", 2**40 - 1, 3.0, True, b"\x00\xff", None, 7, "v")]
    assert wire.ask(said, [None] * 5) == [(None, None, None, None, None, None, 7, "v")]


def test_a_transaction_with_nothing_in_it_is_none(wire: Wire, driver: Any) -> None:
    _begun(wire).commit()
    assert not wire.has_begun
    assert driver.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_what_is_forgotten_is_not_carried_out(wire: Wire, driver: Any) -> None:
    _begun(wire).send(_ADD, [b"x"])
    wire.forget()
    assert driver.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_an_error_comes_up_where_it_is_waited_for_and_nothing_after_it_happens(wire: Wire, driver: Any) -> None:
    _begun(wire).send(_ADD, [b"x"])
    wire.send(_ADD, [b"x"])
    wire.send(_ADD, [b"z"])
    with pytest.raises(psycopg.errors.UniqueViolation):
        wire.commit()
    driver.rollback()
    assert driver.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    _begun(wire).send(_ADD, [b"x"])  # the same connection goes on
    wire.commit()
    assert driver.execute("SELECT count(*) FROM kept").fetchone() == (1,)


def test_a_transaction_that_has_failed_is_not_said_to_be_committed(wire: Wire, driver: Any) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        _begun(wire).ask(Said("SELECT 1 FROM nowhere"), ())
    with pytest.raises(psycopg.OperationalError, match="undone"):
        wire.commit()


def test_a_connection_that_died_before_the_transaction_is_known_by_it(wire: Wire, connect: Callable[[], Any]) -> None:
    assert _begun(wire).ask(_COUNT, ()) == [(0,)]
    (pid,) = wire.ask(Said("SELECT pg_backend_pid()"), ())[0]
    wire.commit()
    connect().execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pytest.raises(psycopg.OperationalError):
        _begun(wire).ask(_COUNT, ())
    assert wire.is_dead and not wire.has_begun


def test_so_it_is_when_nothing_was_asked_before_the_commit(wire: Wire, connect: Callable[[], Any]) -> None:
    (pid,) = _begun(wire).ask(Said("SELECT pg_backend_pid()"), ())[0]
    wire.commit()
    other = connect()
    other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    _begun(wire).send(_ADD, [b"x"])
    with pytest.raises(psycopg.OperationalError):
        wire.commit()
    assert wire.is_dead and not wire.has_begun
    assert other.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_transaction_that_dies_once_it_was_answered_has_begun(wire: Wire, connect: Callable[[], Any]) -> None:
    (pid,) = _begun(wire).ask(Said("SELECT pg_backend_pid()"), ())[0]
    wire.send(_ADD, [b"x"])
    connect().execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pytest.raises(psycopg.OperationalError):
        wire.commit()
    assert wire.is_dead and wire.has_begun


def test_many_large_statements_go_together(wire: Wire, driver: Any) -> None:
    echo = Said("SELECT $1 || $1", (_TEXT,))
    _begun(wire)
    for _ in range(300):  # more in both directions than any buffer between holds
        wire.send(echo, [b"x" * 100_000])
    assert wire.ask(_COUNT, ()) == [(0,)]
    wire.commit()


def test_only_so_many_statements_are_kept_ready(wire: Wire, driver: Any) -> None:
    _begun(wire)
    for number in range(450):
        assert wire.ask(Said(f"SELECT {number}"), ()) == [(number,)]
    wire.commit()
    (kept,) = driver.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'said%'").fetchone()
    assert 390 <= kept <= 402
