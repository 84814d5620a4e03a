"""Monthly partitions: rows land in their month, nothing is refused, and the wall between tenants stands in each."""

from __future__ import annotations

import sqlalchemy as sa

from rootward.kit import clock, migrate
from rootward.kit.partitions import create_months
from rootward.schema import events, metadata

_DECEMBER = clock.parse_ns("2026-12-15T00:00:00Z")
_JANUARY = clock.parse_ns("2027-01-01T00:00:00Z")
_LONG_AGO = clock.parse_ns("2020-02-02T00:00:00Z")


def test_months_are_made_once_and_cross_the_year(postgres: sa.Engine) -> None:
    assert _create(postgres, months=1) == ["events_2026_12", "events_2027_01"]
    assert _create(postgres, months=2) == ["events_2027_02"]
    assert migrate.check(postgres, metadata) == []


def test_a_row_lands_in_its_month_and_any_other_in_the_default(postgres: sa.Engine) -> None:
    _create(postgres, months=1)
    for ts in (_DECEMBER, _JANUARY - 1, _JANUARY, _LONG_AGO):
        _insert(postgres, "one", ts)
    assert _where(postgres, "one") == {
        _DECEMBER: "events_2026_12", _JANUARY - 1: "events_2026_12", _JANUARY: "events_2027_01",
        _LONG_AGO: "events_default",
    }  # fmt: skip


def test_a_month_that_was_missing_takes_its_rows_of_every_tenant_from_the_default(postgres: sa.Engine) -> None:
    for tenant in ("one", "two"):
        _insert(postgres, tenant, _DECEMBER)
    _create(postgres, months=0)
    assert _where(postgres, "one") == _where(postgres, "two") == {_DECEMBER: "events_2026_12"}


def test_a_partition_is_behind_the_wall_by_its_own_name(postgres: sa.Engine) -> None:
    _create(postgres, months=0)
    _insert(postgres, "one", _DECEMBER)
    seen = {}
    for tenant in ("one", "two"):
        with postgres.begin() as connection:
            connection.execute(sa.select(sa.func.set_config("app.tenant", tenant, True)))
            seen[tenant] = connection.exec_driver_sql("SELECT count(*) FROM events_2026_12").scalar_one()
    assert seen == {"one": 1, "two": 0}


def test_on_sqlite_there_is_nothing_to_do() -> None:
    with sa.create_engine("sqlite://").begin() as connection:
        assert create_months(connection, "events", "ts", months=3) == []


def _create(engine: sa.Engine, *, months: int) -> list[str]:
    with clock.fixed(_DECEMBER), engine.begin() as connection:
        return create_months(connection, "events", "ts", months=months)


def _insert(engine: sa.Engine, tenant: str, ts: int) -> None:
    row: dict[str, object] = {column.name: "x" for column in events.c}
    row |= {"entity": {}, "correlation_ids": {}, "payload": {}, "marks": [], "received_at": 0, "seq": 1}
    with engine.begin() as connection:
        connection.execute(sa.select(sa.func.set_config("app.tenant", tenant, True)))
        connection.execute(sa.insert(events).values(row | {"tenant": tenant, "ts": ts, "id": f"evt_{ts}"}))


def _where(engine: sa.Engine, tenant: str) -> dict[int, str]:
    with engine.begin() as connection:
        connection.execute(sa.select(sa.func.set_config("app.tenant", tenant, True)))
        rows = connection.exec_driver_sql("SELECT ts, tableoid::regclass::text FROM events")
        return {int(ts): str(name).rpartition(".")[2] for ts, name in rows}
