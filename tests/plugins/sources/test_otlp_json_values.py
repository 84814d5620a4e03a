"""The values of OTLP/JSON."""

from __future__ import annotations

import math
from typing import Any

import pytest

from rootward.errors import BadInput
from rootward.kit.canonical import JSON
from rootward.plugins.sources.otlp_json_values import attributes_of, hex_id, integer, moment, number, value_of
from rootward.plugins.sources.otlp_resource import MAX_DEPTH


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ({"stringValue": "a\0"}, "a\ufffd"),
        ({"intValue": "9223372036854775807"}, 2**63 - 1),
        ({"intValue": -3}, -3),
        ({"boolValue": False}, False),
        ({"doubleValue": 3}, 3.0),
        ({"doubleValue": "NaN"}, "NaN"),
        ({"bytesValue": "_-8"}, "/+8="),
        ({"arrayValue": {"values": [{"intValue": 1}, {}]}}, [1, None]),
        ({"arrayValue": {}}, []),
        ({"kvlistValue": {"values": [{"key": "k", "value": {"stringValue": "v"}}]}}, {"k": "v"}),
        ({"somethingNew": 1}, None),
        ({"stringValue": None, "intValue": 4}, 4),
        ({}, None),
        (None, None),
    ],
)
def test_any_value(value: Any, read: Any) -> None:
    assert value_of(value, "a") == read


@pytest.mark.parametrize(
    "value",
    [7, {"stringValue": 7}, {"boolValue": "true"}, {"intValue": True}, {"intValue": 2**63}, {"doubleValue": "much"},
     {"doubleValue": 10**400}, {"bytesValue": "§"}, {"arrayValue": []}, {"arrayValue": {"values": 3}},
     {"kvlistValue": 3}],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_name(value: Any) -> None:
    with pytest.raises(BadInput) as caught:
        value_of(value, "a")
    assert str(caught.value.facts["field"]).startswith(("a", "values"))


def test_nesting_ends() -> None:
    value: Any = {"intValue": 1}
    for _ in range(MAX_DEPTH - 1):
        value = {"arrayValue": {"values": [value]}}
    assert value_of(value, "a")
    with pytest.raises(BadInput, match="nested deeper"):
        value_of({"arrayValue": {"values": [value]}}, "a")


def test_the_last_of_a_doubled_attribute_counts() -> None:
    pairs: list[JSON] = [{"key": "a", "value": {"intValue": 1}}, {"key": "a", "value": {"intValue": 2}}, {"key": "b"}]
    assert attributes_of({"attributes": pairs}) == {"a": 2, "b": None}


def test_numbers_are_read_as_protobufs_json_writes_them() -> None:
    assert [integer(value, "n") for value in (None, "7", 7, 7.0)] == [0, 7, 7, 7]
    assert [number(value, "n") for value in (None, "-Infinity", 2, "1e3")] == [0.0, -math.inf, 2.0, 1000.0]
    wrongs: tuple[JSON, ...] = ("", "0x7", "7.5", 7.5, True, [], -1, "18446744073709551616")
    for wrong in wrongs:
        with pytest.raises(BadInput):
            integer(wrong, "n")
    with pytest.raises(BadInput):
        moment({"t": str(2**63)}, "t")


def test_ids_are_hex_of_their_length() -> None:
    assert hex_id({"id": "AbCdEf0123456789"}, "id", 16, needed=True) == "abcdef0123456789"
    for absent in (None, "", "0" * 16):
        assert hex_id({"id": absent}, "id", 16, needed=False) == ""
        with pytest.raises(BadInput):
            hex_id({"id": absent}, "id", 16, needed=True)
    for wrong in ("abc", "g" * 16, 7, "a" * 17):
        with pytest.raises(BadInput, match="16 hex digits"):
            hex_id({"id": wrong}, "id", 16, needed=False)
