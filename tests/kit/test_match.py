"""Conditions: checked when loaded, no match or refused when undecidable, bounded whatever is written or read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.errors import BadInput
from rootward.kit.match import ConditionError, bind, compile_condition
from rootward.kit.redact import JSON

EVENT = {"event": "map"}
SAMPLE: JSON = {
    "severity": "high",
    "count": 12,
    "labels": {"team": "pay", "app.kubernetes.io/name": "checkout"},
    "tags": ["a", "b"],
    "message": "Back-off pulling image",
    "score": 0.75,
    "muted": False,
    "at": "2026-11-20T12:00:00Z",
}


@pytest.mark.parametrize(
    "source",
    [
        "event.severity == 'high' && event.count > 10",
        "event.labels['app.kubernetes.io/name'] == 'checkout'",
        "event.severity in ['high', 'critical']",
        "event.tags.exists(tag, tag == 'b') && event.tags.all(tag, tag.size() == 1)",
        "event.message.matches('(?i)back-off') && event.message.startsWith('Back')",
        "has(event.labels.team) && !has(event.labels.owner)",
        "event.score >= 0.5 && !event.muted",
        "timestamp(event.at) > timestamp('2026-01-01T00:00:00Z')",
        "event.missing == 'x' || event.severity == 'high'",
        "event.message.contains('.map(') || true",
    ],
)
def test_a_condition_that_is_true_holds(source: str) -> None:
    condition = compile_condition(source, EVENT)
    assert condition.holds({"event": SAMPLE})
    assert condition.decide({"event": SAMPLE})


def test_a_condition_that_is_false_does_not_hold() -> None:
    condition = compile_condition("event.severity == 'low'", EVENT)
    assert not condition.holds({"event": SAMPLE})
    assert condition.decide({"event": SAMPLE}) is False


@pytest.mark.parametrize(
    ("source", "line", "column", "why"),
    [
        ("evnt.severity == 'high'", 1, 5, "undeclared reference to 'evnt.severity'"),
        ("event.severity ==", 1, 18, "Syntax error"),
        ("\ncount == 'a'", 2, 7, "no matching overload"),
        ("event.message.lower() == 'a'", 1, 20, "undeclared reference to 'lower'"),
        ("", 1, 1, "Syntax error"),
    ],
)
def test_a_mistake_is_found_when_loading_with_its_place(source: str, line: int, column: int, why: str) -> None:
    with pytest.raises(ConditionError, match=why) as caught:
        compile_condition(source, {**EVENT, "count": "int"})
    assert isinstance(caught.value, BadInput)
    assert caught.value.facts == {"field": "condition", "value": source, "line": line, "column": column}
    assert f"line {line}, column {column}" in caught.value.message


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("event.count + 1", "dyn|int, not a boolean"),
        ("'high'", "string, not a boolean"),
        ("event.tags.map(tag, tag + tag) == []", "`map` is not part of the language"),
        ("event.tags.filter(tag, true) == []", "`filter` is not part of the language"),
        ("(" * 50 + "true" + ")" * 50, "nests too deeply"),
        ("true || " * 600 + "true", "more than 4096"),
    ],
)
def test_what_is_no_bounded_boolean_is_refused_when_loading(source: str, why: str) -> None:
    with pytest.raises(ConditionError, match=why):
        compile_condition(source, EVENT)


@pytest.mark.parametrize("kind", ["strng", "map<int, string>", "list<>", "list<foo>", "", "a.b.C"])
def test_an_unknown_type_of_a_variable_is_refused(kind: str) -> None:
    with pytest.raises(ConditionError, match="cannot have the type") as caught:
        compile_condition("true", {"n": kind})
    assert caught.value.facts == {"field": "n", "value": kind}


def test_typed_variables_are_checked_to_the_inner_type() -> None:
    variables = {"names": "list<string>", "limits": "map<string, int>", "when": "timestamp"}
    assert compile_condition("'a' in names && limits.a > 1", variables).holds({"names": ["a"], "limits": {"a": 2}})
    with pytest.raises(ConditionError, match="no matching overload"):
        compile_condition("limits.a == 'x'", variables)


@pytest.mark.parametrize(
    "source",
    [
        "event.missing == 'x'",
        "event.missing != 'x'",
        "!(event.missing == 'x')",
        "event.labels.team.deeper == 1",
        "event.count.startsWith('a')",
        "event.message.matches('(')",
        "event.severity",
        "1 / (event.count - 12) == 1",
    ],
)
def test_what_cannot_be_decided_is_no_match_in_a_rule_and_an_error_in_policy(source: str) -> None:
    condition = compile_condition(source, EVENT)
    undecidable: list[dict[str, JSON]] = [{"event": SAMPLE}, {"event": {}}, {}]
    for values in undecidable:
        assert not condition.holds(values)
        with pytest.raises(ConditionError, match="cannot be decided"):
            condition.decide(values)


@pytest.mark.parametrize(
    "odd", [2**64, -(2**80), 10**400, "\ud800", float("nan"), (1, 2), {1: 2}, ValueError("x"), [[["x"] * 70]]]
)
def test_an_odd_value_elsewhere_does_not_spoil_a_match(odd: JSON) -> None:
    event: JSON = {"severity": "high", "odd": odd}
    assert compile_condition("event.severity == 'high'", EVENT).holds({"event": event})
    assert compile_condition("event.odd == event.odd || has(event.odd)", EVENT).holds({"event": event})


@pytest.mark.parametrize("depth", [70, 900, 200_000])
def test_deep_values_are_cut_and_do_not_end_the_process(depth: int) -> None:
    value: JSON = "leaf"
    for _ in range(depth):
        value = {"a": [value]} if depth < 1000 else [value]
    values: dict[str, JSON] = {"event": {"severity": "high", "deep": value}}
    assert compile_condition("event.severity == 'high' && has(event.deep)", EVENT).holds(values)


@pytest.mark.parametrize(
    "source",
    [
        "xs.all(a, xs.all(b, xs.all(c, a + b + c >= 0)))",
        "xs.exists(a, xs.exists(b, a + b == -1))",
        "xs.all(a, xs.exists_one(b, a == b))",
    ],
)
def test_a_condition_that_iterates_too_long_is_stopped(source: str) -> None:
    condition = compile_condition(source, {"xs": "list"})
    values: dict[str, JSON] = {"xs": list(range(400))}
    assert not condition.holds(values)
    with pytest.raises(ConditionError, match="budget"):
        condition.decide(values)


def test_a_regular_expression_costs_linear_time() -> None:
    condition = compile_condition("text.matches('^(a+)+$')", {"text": "string"})
    assert not condition.holds({"text": "a" * 1_000_000 + "b"})


def test_a_condition_is_compiled_once() -> None:
    source = "event.severity == 'compiled-once'"
    assert compile_condition(source, {"event": "map", "n": "int"}) is compile_condition(
        source, {"n": "int", "event": "map"}
    )
    assert compile_condition(source, EVENT) is not compile_condition(source, {"event": "dyn"})


def test_values_bound_once_serve_many_conditions() -> None:
    bound = bind({"event": {"n": 2**70, "severity": "high"}}, EVENT)
    assert compile_condition("event.severity == 'high'", EVENT).holds(bound)
    assert compile_condition("event.n > 1.0", EVENT).holds(bound)
    assert not compile_condition("event.severity == 'low'", EVENT).holds(bound)


def test_one_condition_serves_many_threads() -> None:
    condition = compile_condition("event.n % 3 == 0 && event.tags.exists(tag, tag == 'x')", EVENT)

    def count(offset: int) -> int:
        return sum(condition.holds({"event": {"n": n + offset, "tags": ["a", "x"]}}) for n in range(900))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(count, range(16))) == [300] * 16


json_values: st.SearchStrategy[JSON] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=200, deadline=None)
@given(json_values, st.text("abe()[]{}.'&|=!<>+-*/%?:,x1 ", max_size=30))
def test_any_source_and_any_value_give_an_answer_or_a_condition_error(value: JSON, source: str) -> None:
    try:
        condition = compile_condition(source, {"a": "dyn", "b": "map", "x": "list"})
        condition.holds({"a": value})
        condition.decide({"a": value, "b": {"a": value}, "x": [value]})
    except ConditionError as error:
        assert error.message
