from __future__ import annotations

import sqlalchemy as sa

from rootward.cases.load import load_standing
from rootward.cases.merge import merge
from rootward.cases.rules import rules_of
from rootward.cases.symptom import Symptom, read_symptom
from rootward.events.model import Event
from rootward.packs.builtin import builtin
from tests.cases.conftest import MINUTE, START, Desk, firing

RULES = rules_of(builtin())
WEEK = 7 * 24 * 60 * MINUTE


def symptom(made: Event) -> Symptom:
    found = read_symptom(made, RULES)
    assert isinstance(found, Symptom)
    return found


def test_what_a_merged_case_went_into_is_loaded_with_it(desk: Desk) -> None:
    desk.take(firing("A", "web", START), firing("B", "mail", START), firing("C", "search", START))
    first, second, third = (case.case_id for case in desk.cases())
    desk.run(lambda c: merge(c, "acme", first, into=second, actor="x", reason="y"))
    desk.run(lambda c: merge(c, "acme", second, into=third, actor="x", reason="y"))
    found = [symptom(firing("A", "web", START + WEEK // 2))]
    standing = desk.run(lambda c: load_standing(c, "acme", found, RULES, {}, START + WEEK))
    case = standing.final(standing.alerts["alertmanager:A/web"].case_id)
    assert case is not None and case.case_id == third


def test_keys_too_old_to_matter_are_left_where_they_are(desk: Desk) -> None:
    desk.take(firing("A", "web", START))
    found = [symptom(firing("B", "web", START + 2 * WEEK))]
    standing = desk.run(lambda c: load_standing(c, "acme", found, RULES, {}, START + 2 * WEEK))
    assert standing.keys == {} and standing.cases == {}


def test_a_batch_of_thousands_is_loaded_in_few_statements(desk: Desk) -> None:
    found = [symptom(firing(f"R{n}", f"s{n}", START)) for n in range(3000)]
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    def unit(connection: sa.Connection) -> None:
        sa.event.listen(connection, "before_cursor_execute", count)
        load_standing(connection, "acme", found, RULES, {}, START)
        sa.event.remove(connection, "before_cursor_execute", count)

    desk.run(unit)
    assert len(statements) < 30
