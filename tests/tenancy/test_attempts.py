from __future__ import annotations

from functools import partial

import pytest

from rootward.errors import TooBusy
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Database
from rootward.tenancy import attempts

NOON = 1_790_000_000_000_000_000
SECOND = 1_000_000_000
KEY = b"installation"


async def _try(database: Database, at: int, email: str = "ana@example.com", address: str = "192.0.2.7") -> None:
    what = attempts.counted(KEY, email=email, address=address)
    with clock.fixed(at):
        await database.run(partial(attempts.count, what=what), tenant=DISPATCHER)


async def test_after_five_failures_each_next_one_waits_twice_as_long(database: Database) -> None:
    for _ in range(5):
        await _try(database, NOON)
    at = NOON
    for wait in (1, 2, 4, 8):
        with pytest.raises(TooBusy) as refusal:
            await _try(database, at + wait * SECOND - 1)
        assert refusal.value.retry_after == 1
        with pytest.raises(TooBusy) as refusal:
            await _try(database, at)
        assert refusal.value.retry_after == wait
        at += wait * SECOND
        await _try(database, at)


async def test_nobody_waits_longer_than_a_quarter_of_an_hour_and_a_day_forgets(database: Database) -> None:
    at = NOON
    for _ in range(20):
        await _try(database, at)
        at += 900 * SECOND
    with pytest.raises(TooBusy) as refusal:
        await _try(database, at - 900 * SECOND)
    assert refusal.value.retry_after == 900
    at += 86_401 * SECOND
    for _ in range(5):
        await _try(database, at)


async def test_many_addresses_do_not_help_and_one_address_does_not_try_everybody(database: Database) -> None:
    for number in range(5):
        await _try(database, NOON, address=f"192.0.2.{number}")
    with pytest.raises(TooBusy):
        await _try(database, NOON, address="198.51.100.1")
    for number in range(30):
        await _try(database, NOON, email=f"x{number}@example.com", address="198.51.100.2")
    with pytest.raises(TooBusy):
        await _try(database, NOON, email="y@example.com", address="198.51.100.2")


async def test_what_was_right_is_taken_back(database: Database) -> None:
    what = attempts.counted(KEY, email="ana@example.com", address="192.0.2.7")
    for _ in range(40):
        await _try(database, NOON)
        await database.run(partial(attempts.take_back, what=what), tenant=DISPATCHER)


def test_what_was_typed_is_not_kept() -> None:
    email, address = attempts.counted(KEY, email=" Hunter2-my-password ", address="192.0.2.7")
    assert "unter" not in email.key and "192" not in address.key
    assert email == attempts.counted(KEY, email="hunter2-my-password", address="x")[0]
    assert email != attempts.counted(b"other", email="hunter2-my-password", address="x")[0]
