"""Arrays: what the driver itself would have sent, and rows that arrive as they were."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from psycopg import pq
from psycopg.adapt import Transformer

from rootward import schema
from rootward.kit.arrays import as_arrays, insert_statement
from rootward.kit.db import Connection, Database, Json, bulk_insert

table = sa.Table(
    "things", sa.MetaData(), sa.Column("name", sa.Text), sa.Column("at", sa.BigInteger), sa.Column("size", sa.Integer),
    sa.Column("score", sa.Float), sa.Column("good", sa.Boolean), sa.Column("raw", sa.LargeBinary),
    sa.Column("body", Json),
)  # fmt: skip
NAMES = tuple(column.name for column in table.columns)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
CELLS = (
    TEXTS, st.integers(-(2**63), 2**63 - 1), st.integers(-(2**31), 2**31 - 1), st.floats(allow_nan=False),
    st.booleans(), st.binary(max_size=8), st.binary(max_size=8),
)  # fmt: skip
rows_of_cells = st.lists(st.tuples(*(st.none() | cell for cell in CELLS)), min_size=1, max_size=6)


def _read(raw: bytes, oid: int) -> Any:
    return Transformer().get_loader(oid, pq.Format.BINARY).load(raw)


@given(rows_of_cells)
def test_every_cell_is_read_again_as_it_was(rows: list[tuple[Any, ...]]) -> None:
    arrays = as_arrays(table, NAMES, rows)
    columns = [_read(array.raw, array.oid) for array in arrays]
    assert [tuple(row) for row in zip(*columns, strict=True)] == rows


def test_a_column_with_one_value_is_as_long_as_the_others() -> None:
    [array] = as_arrays(table, ("name",), [("same",)] * 3)
    assert _read(array.raw, array.oid) == ["same"] * 3


def test_a_column_of_an_unknown_type_is_refused() -> None:
    odd = sa.Table("odd", sa.MetaData(), sa.Column("when", sa.Date))
    with pytest.raises(TypeError, match="nothing of ours is kept as Date"):
        as_arrays(odd, ("when",), [(None,)])


def test_the_statement_names_its_columns_and_passes_over_what_is_there_only_when_asked() -> None:
    assert insert_statement(table, ("name", "at"), new_only=False) == (
        "INSERT INTO things (name, at) SELECT * FROM unnest(%b, %b)"
    )
    assert insert_statement(table, ("name",), new_only=True).endswith("ON CONFLICT DO NOTHING")


async def test_rows_in_bulk_arrive_on_both_databases(database: Database) -> None:
    columns = [column.name for column in schema.dead_letters.columns]
    given_row = {
        "tenant": "acme", "id": "d", "kind": "ingest", "source": "s", "reason": "naïve \u2603", "field": None,
        "raw": b"\x00\xff", "headers": b'{"a":1}', "received_at": 2**62, "attempts": 3, "state": "open",
        "settled_by": None, "settled_at": None,
    }  # fmt: skip
    rows = [tuple((given_row | {"id": f"d{n:04}", "field": f"f{n}" if n % 2 else None}).values()) for n in range(1030)]

    def write(connection: Connection) -> list[int]:
        first = bulk_insert(connection, schema.dead_letters, columns, rows[:1000])
        return [first, bulk_insert(connection, schema.dead_letters, columns, rows, new_only=True)]

    assert await database.run(write, tenant="acme") == [1000, 30]
    query = sa.select(schema.dead_letters).order_by(schema.dead_letters.c.id)
    found = await database.read(lambda c: c.execute(query).all(), tenant="acme")
    plain = [(*tuple(row)[:7], b'{"a":1}', *tuple(row)[8:]) for row in found]
    assert plain == rows
    assert found[0].headers == {"a": 1}
