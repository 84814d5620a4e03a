from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.audit.entry import Actor, AuditEntry, Record, content, parse, seal
from rootward.errors import BadInput, BadSyntax, TooLarge
from rootward.kit.canonical import JSON, canonical

NOON = 1_790_000_000_000_000_000
Make = Callable[..., AuditEntry]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def _sealed(entry: AuditEntry, at: int = NOON) -> bytes:
    return seal(content(entry, at), log_id="log_1", tenant="acme", seq=7)


def test_an_entry_is_canonical_json_with_every_field() -> None:
    actor = Actor(id="prn_ada", kind="human", auth="console")
    entry = AuditEntry(actor=actor, action="tenant.created", resource="tenant:acme", entry_id="aud_1")
    assert _sealed(entry).decode() == (
        '{"action":"tenant.created","actor":{"auth":"console","id":"prn_ada","kind":"human"},"approval_ids":[],'
        '"approvers":[],"args_sha256":null,"budget_after":null,"budget_before":null,"commitments":{},"decision":null,'
        '"entry_id":"aud_1","facts":{},"idempotency_key":null,"intent":null,"log_id":"log_1","on_behalf_of":null,'
        '"outcome":null,"policy_sha256":null,"provenance":[],"reason":null,"resource":"tenant:acme",'
        '"result_sha256":null,"risk":null,"rule_ids":[],"seq":7,"tenant":"acme","tool":null,"tool_schema":null,'
        '"trace_id":null,"ts":"2026-09-21T14:13:20Z","v":1}'
    )


def test_everything_a_caller_states_is_in_the_bytes(make: Make) -> None:
    entry = make(intent="aud_0", outcome="succeeded", result_sha256="e" * 64)
    record = parse(_sealed(entry))
    for field in fields(entry):
        if field.name not in ("budget_before", "budget_after", "facts"):
            assert getattr(record, field.name) == getattr(entry, field.name), field.name
    assert {field.name for field in fields(entry)} | {"v", "log_id", "seq", "ts", "tenant"} == {
        field.name for field in msgspec.structs.fields(Record)
    }


def test_floats_and_whole_numbers_that_readers_round_become_text(make: Make) -> None:
    facts: dict[str, JSON] = {
        "ratio": 0.1,
        "ns": 2**53,
        "below": 2**53 - 1,
        "deep": [{"nan": float("nan")}],
        "on": True,
    }
    record = parse(_sealed(make(facts=facts, budget_before={"usd": 1e-07}, budget_after=None)))
    assert record.facts == {
        "ratio": "0.1",
        "ns": "9007199254740992",
        "below": 9007199254740991,
        "deep": [{"nan": "nan"}],
        "on": True,
    }
    assert record.budget_before == {"usd": "1e-07"}
    assert record.budget_after is None


@given(st.dictionaries(st.text(max_size=5), json_values, max_size=3), st.text())
def test_any_facts_give_bytes_that_another_json_library_reads_alike(facts: dict[str, JSON], reason: str) -> None:
    actor = Actor(id="a", kind="service", auth="token")
    data = _sealed(AuditEntry(actor=actor, action="a.b", resource="r:1", reason=reason, facts=facts))

    def refuse(text: str) -> float:
        raise AssertionError(f"a float: {text}")

    read = json.loads(data, parse_float=refuse, parse_constant=refuse)
    assert read["reason"] == reason
    assert canonical(read) == data
    assert parse(data).facts == read["facts"]


@pytest.mark.parametrize("action", ["", "created", "Token.created", "token.", "token.created ", "tøken.made", "a.b\n"])
def test_an_action_must_be_dotted_and_plain(make: Make, action: str) -> None:
    with pytest.raises(BadInput, match="is not a dotted action"):
        content(make(action), NOON)


def test_an_entry_needs_a_resource(make: Make) -> None:
    with pytest.raises(BadInput, match="needs a resource"):
        content(make(resource=""), NOON)


def test_text_that_is_not_unicode_is_refused(make: Make) -> None:
    with pytest.raises(BadInput, match="not Unicode"):
        _sealed(make(reason="\ud800"))


def test_an_entry_has_a_largest_size(make: Make) -> None:
    with pytest.raises(TooLarge, match="65536 bytes"):
        _sealed(make(reason="x" * 65536))


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 100_000, b'{"facts":' + b"[" * 50_000])
def test_other_bytes_are_not_an_entry(data: bytes) -> None:
    with pytest.raises(BadSyntax, match="not an audit entry"):
        parse(data)


def test_an_entry_with_an_unknown_field_or_format_is_refused(make: Make) -> None:
    with pytest.raises(BadSyntax, match="unknown field `extra`"):
        parse(_sealed(make()).replace(b'{"action"', b'{"extra":1,"action"'))
    with pytest.raises(BadSyntax, match="format 2"):
        parse(_sealed(make()).replace(b'"v":1', b'"v":2'))
