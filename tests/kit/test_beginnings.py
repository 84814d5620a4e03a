"""Beginnings: the range holds exactly what begins so, whatever the characters; other orders do not use it."""

from __future__ import annotations

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from rootward.kit.beginnings import begins_with

NAMES = sa.table("names", sa.column("name", sa.Text))
COLUMN: sa.Column[str] = NAMES.c.name
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=4)


@given(st.lists(TEXTS, max_size=8, unique=True), TEXTS)
def test_a_range_holds_what_begins_so_and_nothing_else(names: list[str], text: str) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE names (name TEXT)")
        if names:
            connection.execute(NAMES.insert(), [{"name": name} for name in names])
        query = sa.select(COLUMN).where(begins_with(COLUMN, text, by_bytes=True))
        found = set(connection.execute(query).scalars())
    engine.dispose()
    assert found == {name for name in names if name.startswith(text) and name[len(text) :] < "\U0010ffff"}


def test_where_a_language_orders_texts_they_are_compared_one_by_one() -> None:
    compared = str(begins_with(COLUMN, "a_", by_bytes=False))
    assert "LIKE" in compared and "<" not in compared
