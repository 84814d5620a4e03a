"""A query is planned by the index that was made for it, however little or much is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from rootward.kit import migrate
from rootward.kit.engines import open_engine, parse_url
from rootward.kit.planner import tell_planner
from rootward.schema import events, metadata

INDEXES = sorted(
    ((index.name or "", index) for table in metadata.sorted_tables for index in table.indexes), key=lambda item: item[0]
)


@pytest.fixture
def planned(tmp_path: Path) -> sa.Engine:
    url = parse_url(f"sqlite:///{tmp_path / 'planned.db'}")
    engine = open_engine(url, writing=True, size=1)
    migrate.upgrade(engine)
    engine.dispose()
    return open_engine(url, writing=False, size=1)


def _plan(engine: sa.Engine, query: sa.Select[tuple[object, ...]]) -> str:
    text = str(query.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True}))
    with engine.connect() as connection:
        return " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))


@pytest.mark.parametrize("index", [index for _, index in INDEXES], ids=[name for name, _ in INDEXES])
def test_what_an_index_was_made_for_is_found_by_it(planned: sa.Engine, index: sa.Index) -> None:
    columns = [column for column in index.columns if not isinstance(column.type, sa.LargeBinary)]
    query = sa.select(index.table).where(*(column == sa.literal(_some(column)) for column in columns))
    plan = _plan(planned, query)
    assert "SCAN" not in plan
    assert "(tenant=?)" not in plan


def test_what_is_asked_for_in_order_is_still_looked_up_by_its_id(planned: sa.Engine) -> None:
    wanted = sa.select(events).where(events.c.tenant == "t", events.c.seq == 5)
    assert "events_by_seq" in _plan(planned, wanted.order_by(events.c.ts, events.c.id).limit(5))


def test_a_stretch_of_time_is_read_in_its_order(planned: sa.Engine) -> None:
    stretch = sa.select(events).where(events.c.tenant == "t", events.c.ts >= 5, events.c.ts < 9, events.c.seq <= 7)
    plan = _plan(planned, stretch.order_by(events.c.ts, events.c.id))
    assert "PRIMARY KEY (tenant=? AND ts>? AND ts<?)" in plan and "TEMP B-TREE" not in plan


def test_telling_twice_is_telling_once(tmp_path: Path) -> None:
    engine = open_engine(parse_url(f"sqlite:///{tmp_path / 'twice.db'}"), writing=True, size=1)
    migrate.upgrade(engine)
    read = "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx"
    with engine.begin() as connection:
        once = connection.exec_driver_sql(read).all()
        tell_planner(connection)
        assert connection.exec_driver_sql(read).all() == once and len(once) > len(metadata.tables) / 2


def _some(column: sa.Column[object]) -> object:
    return 1 if isinstance(column.type, sa.Integer) else "x"
