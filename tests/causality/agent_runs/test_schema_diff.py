from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.agent_runs.schema_diff import schema_differences
from tests.causality.agent_runs.samples import ORDER_SCHEMA


def differences(arguments: object, schema: object = ORDER_SCHEMA) -> list[str]:
    return [str(item) for item in schema_differences(arguments, schema)]  # type: ignore[arg-type]


def test_arguments_that_fit_have_no_differences() -> None:
    assert differences({"order_id": "1", "customer_id": "2"}) == []
    assert differences('{"order_id": "1", "customer_id": "2"}') == []


def test_a_renamed_field_is_missing_under_one_name_and_unknown_under_the_other() -> None:
    assert differences({"order_number": "1", "customer_id": "2"}) == ["missing order_id", "unknown order_number"]


def test_types_and_choices_are_compared_deeply() -> None:
    schema = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
            "unit": {"enum": ["c", "f"]},
        },
    }
    found = differences({"items": [{"n": 1}, {"n": "2"}, {"n": True}], "unit": "k"}, schema)
    assert found == [
        "type items[1].n (expected integer)",
        "type items[2].n (expected integer)",
        "enum unit (expected c, f)",
    ]


def test_arguments_that_are_no_json_cannot_be_read() -> None:
    assert differences('{"order_id": ') == ["unreadable arguments (expected a JSON object)"]


def test_without_a_schema_nothing_differs() -> None:
    assert differences({"x": 1}, None) == []


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(
    st.text(), x)))  # fmt: skip
def test_any_arguments_can_be_compared(arguments: object) -> None:
    assert len(differences(arguments)) <= 20
