"""Rows in bulk."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from rootward.events.rows import IN_ONE_STATEMENT, insert_rows, one_of, sliced
from rootward.kit.db import Connection
from rootward.schema import evidence_items, log_templates, metric_series


def test_rows_of_every_kind_of_cell_arrive_and_the_first_of_a_key_stays(connection: Connection) -> None:
    def row(name: str, bounds: bytes | None) -> tuple[str | bytes | int | None, ...]:
        return ("t", "1", name, "s", "gauge", "service:a", b'{"k":"v"}', bounds, 7)

    insert_rows(connection, metric_series, [row("first", None), row("second", b"[1.5]")])
    insert_rows(connection, metric_series, [row("third", None)])
    insert_rows(connection, metric_series, [])
    found = connection.execute(sa.select(metric_series)).mappings().one()
    assert (found["name"], found["attributes"], found["bounds"], found["seq"]) == ("first", {"k": "v"}, None, 7)


def test_numbers_with_a_fraction_arrive(connection: Connection) -> None:
    cells = ("t", "ev", "k", "e", "found", b"{}", 1, 2, b"{}", None, "up", 0.5, 1.25, "", "structured", 2**62)
    insert_rows(connection, evidence_items, [cells])
    found = connection.execute(sa.select(evidence_items)).one()
    assert (found.onset, found.magnitude, found.score, found.created_at) == (None, 0.5, 1.25, 2**62)


@pytest.mark.parametrize("text", ["a\x00b", "é\U0001f600", "", "'; DROP TABLE spans; --"])
def test_any_text_can_be_stored(connection: Connection, text: str) -> None:
    insert_rows(connection, log_templates, [("t", "1", text, 1)])
    found = connection.execute(sa.select(log_templates.c.text)).scalar_one()
    assert found in (text, text.replace("\x00", "�"))


def test_any_number_of_values_can_be_asked_for(connection: Connection) -> None:
    known = ["a", "it's", 'a "b"', "é", "{c}"]
    insert_rows(connection, log_templates, [("t", one, "text", 1) for one in known])

    def found(values: list[str]) -> set[str]:
        column = log_templates.c.template_id
        query = sa.select(column).where(log_templates.c.tenant == "t", one_of(connection, column, values))
        return set(connection.execute(query).scalars())

    assert found([*known, *(str(number) for number in range(50_000))]) == set(known)
    assert found(["é", "none"]) == {"é"}
    assert found([]) == set()


def test_values_are_sliced_to_fit_a_statement() -> None:
    values = [str(number) for number in range(2 * IN_ONE_STATEMENT + 1)]
    parts = sliced(values)
    assert [len(part) for part in parts] == [IN_ONE_STATEMENT, IN_ONE_STATEMENT, 1]
    assert [value for part in parts for value in part] == values
    assert sliced([]) == []
