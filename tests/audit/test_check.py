"""Tampering with a log in memory: whatever somebody does to the rows under a head, the check meets a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.audit.check import Fault, Known, LogCheck, OpenIntent, Row
from rootward.audit.entry import Actor, AuditEntry, Record, content, parse, seal
from rootward.audit.merkle import Frontier, leaf_hash
from rootward.kit.canonical import JSON, canonical

NOON = 1_790_000_000_000_000_000
SIZE = 12


def _log(size: int = SIZE, *, tenant: str = "acme", reason: str = "as ever") -> list[Row]:
    """Entries with the pair of an intent (4) and its outcome (7) among them."""
    rows = []
    for seq in range(1, size + 1):
        action = {4: "tool.call.intent", 7: "tool.call.outcome"}.get(seq, "case.opened")
        entry = AuditEntry(
            actor=Actor(id="prn_ada", kind="human", auth="console"),
            action=action,
            resource="case:INC-1",
            entry_id=f"aud_{seq}",
            reason=reason,
            args_sha256="a" * 64,
            rule_ids=("r1",),
            intent="aud_4" if seq == 7 else None,
            outcome="succeeded" if seq == 7 else None,
        )
        at = NOON + seq * 500_000_000
        data = seal(content(entry, at), log_id="log_1", tenant=tenant, seq=seq)
        rows.append((seq, at, action, data, leaf_hash(data)))
    return rows


LOG = _log()
HEAD = Frontier().extend(row[4] for row in LOG)


def _seen(rows: list[Row], kind: Literal["checkpoint", "witness"] = "witness") -> Known:
    tree = Frontier().extend(row[4] for row in rows)
    return Known(size=tree.size, root=tree.root(), kind=kind)


def _check(rows: list[Row], head: Frontier = HEAD, *known: Known) -> Fault | None:
    check = LogCheck(tenant="acme", log_id="log_1", known=known)
    fault = check.take(rows[:5]) or check.take(rows[5:])
    return fault or check.end(size=head.size, root=head.root(), frontier=head.packed())


def _changed(row: Row, **fields: JSON) -> Row:
    """The row with other fields in its entry, hashed anew."""
    data = canonical({**json.loads(row[3]), **fields})
    return (row[0], row[1], row[2], data, leaf_hash(data))


def test_an_untouched_log_has_no_fault() -> None:
    assert _check(LOG) is None
    assert _check(LOG, HEAD, _seen(LOG)) is None
    for size in range(SIZE):
        assert _check(LOG, HEAD, _seen(LOG[:size])) is None


OTHER: dict[str, Any] = {
    "v": 2,
    "log_id": "log_2",
    "seq": 99,
    "ts": "2026-09-21T14:13:20Z",
    "tenant": "other",
    "entry_id": "aud_x",
    "actor": {"id": "prn_mallory", "kind": "human", "auth": "console"},
    "on_behalf_of": "prn_x",
    "action": "case.closed",
    "resource": "case:INC-2",
    "tool": "t",
    "tool_schema": "1",
    "args_sha256": "b" * 64,
    "idempotency_key": "k",
    "policy_sha256": "c" * 64,
    "rule_ids": ["r2"],
    "decision": "allow",
    "reason": "changed",
    "approval_ids": ["apr_1"],
    "approvers": ["prn_x"],
    "risk": "low",
    "provenance": ["model"],
    "budget_before": {"usd": "1"},
    "budget_after": {"usd": "0"},
    "trace_id": "d" * 32,
    "intent": "aud_4",
    "outcome": "failed",
    "result_sha256": "e" * 64,
    "commitments": {"p": "f" * 64},
    "facts": {"x": 1},
}


def test_every_field_of_an_entry_has_another_value_to_try() -> None:
    assert set(OTHER) == {field.name for field in msgspec.structs.fields(Record)}


@pytest.mark.parametrize("name", OTHER)
def test_an_edit_of_any_single_field_is_found_at_its_entry(name: str) -> None:
    edited = _changed(LOG[8], **{name: OTHER[name]})
    fault = _check([*LOG[:8], (*edited[:4], LOG[8][4]), *LOG[9:]])
    assert fault is not None
    assert (fault.kind, fault.seq) == ("leaf", 9)


@pytest.mark.parametrize("name", OTHER)
def test_an_edit_of_any_single_field_with_its_hash_is_found(name: str) -> None:
    fault = _check([*LOG[:8], _changed(LOG[8], **{name: OTHER[name]}), *LOG[9:]])
    assert fault is not None
    if name in ("log_id", "seq", "ts", "tenant", "action"):
        assert (fault.kind, fault.seq) == ("field", 9)
    elif name == "v":
        assert (fault.kind, fault.seq) == ("unreadable", 9)
    elif name == "intent":
        assert (fault.kind, fault.seq) == ("pair", 9)
    else:
        assert (fault.kind, fault.seq, fault.until) == ("root", 1, 12)


@pytest.mark.parametrize(
    "column, value",
    [(1, NOON), (1, -(10**30)), (1, "2026"), (2, "case.closed"), (2, None), (3, "text"), (4, b"x" * 32)],
)
def test_a_changed_column_is_found_at_its_entry(column: int, value: object) -> None:
    row: list[Any] = list(LOG[8])
    row[column] = value
    fault = _check([*LOG[:8], (row[0], row[1], row[2], row[3], row[4]), *LOG[9:]])
    assert fault is not None
    assert fault.seq == 9


Tampering = Callable[[list[Row]], list[Row]]
TAMPERINGS: dict[str, tuple[Tampering, str, int]] = {
    "delete": (lambda log: log[:5] + log[6:], "gap", 6),
    "delete the first": (lambda log: log[1:], "gap", 1),
    "delete and renumber": (lambda log: log[:5] + [(row[0] - 1, *row[1:]) for row in log[6:]], "field", 6),
    "cut off": (lambda log: log[:-1], "gap", 12),
    "empty": (lambda log: [], "gap", 1),
    "swap": (lambda log: [*log[:2], (3, *log[4][1:]), log[3], (5, *log[2][1:]), *log[5:]], "field", 3),
    "swap the numbers too": (
        lambda log: [*log[:2], _changed((3, *log[4][1:]), seq=3), log[3], _changed((5, *log[2][1:]), seq=5), *log[5:]],
        "root",
        1,
    ),
    "insert": (lambda log: [*log, _changed((13, *log[-1][1:]), seq=13)], "extra", 13),
    "insert before the first": (lambda log: [(0, *log[0][1:]), *log], "extra", 0),
    "insert and push": (
        lambda log: [*log[:3], (4, *log[2][1:]), *((row[0] + 1, *row[1:]) for row in log[3:])],
        "field",
        4,
    ),
    "duplicate": (lambda log: [*log[:3], log[2], *log[3:]], "extra", 3),
    "duplicate at the end": (lambda log: [*log, (13, *log[-1][1:])], "field", 13),
    "not an entry": (lambda log: [*log[:2], (3, NOON, "a.b", b"{}", leaf_hash(b"{}")), *log[3:]], "unreadable", 3),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_with_rows_is_found_where_it_happened(name: str) -> None:
    tamper, kind, seq = TAMPERINGS[name]
    fault = _check(tamper(list(LOG)))
    assert fault is not None
    assert (fault.kind, fault.seq or 0) == (kind, seq)


@given(st.data())
def test_any_flipped_bit_is_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, SIZE - 1))
    column = data.draw(st.sampled_from([3, 4]))
    row: list[Any] = list(LOG[at])
    bit = data.draw(st.integers(0, len(row[column]) * 8 - 1))
    changed = bytearray(row[column])
    changed[bit // 8] ^= 1 << bit % 8
    row[column] = bytes(changed)
    assert _check([*LOG[:at], (row[0], row[1], row[2], row[3], row[4]), *LOG[at + 1 :]]) is not None


@given(st.lists(st.integers(0, SIZE - 1), max_size=SIZE + 3))
def test_any_other_choice_of_the_rows_is_found(chosen: list[int]) -> None:
    fault = _check([LOG[index] for index in chosen])
    assert (fault is None) == (chosen == list(range(SIZE)))


def test_a_log_written_anew_is_found_by_its_witness_only() -> None:
    anew = _log(reason="something else")
    head = Frontier().extend(row[4] for row in anew)
    assert _check(anew, head) is None
    fault = _check(anew, head, _seen(LOG[:9]))
    assert fault is not None
    assert (fault.kind, fault.seq, fault.until) == ("witness", 1, 9)


def test_roots_that_were_signed_say_between_which_entries_one_was_changed() -> None:
    """An entry is written anew with its hash, and the head as well: only the roots known from before show it."""
    sizes = (2, 5, 8, 12)
    known = [_seen(LOG[:size], "checkpoint") for size in sizes]
    for changed in range(1, SIZE + 1):
        log = [*LOG[: changed - 1], _changed(LOG[changed - 1], reason="x"), *LOG[changed:]]
        fault = _check(log, Frontier().extend(row[4] for row in log), *known)
        assert fault is not None
        assert fault.kind == "checkpoint"
        last = next(size for size in sizes if size >= changed)
        first = max((size + 1 for size in sizes if size < changed), default=1)
        assert (fault.seq, fault.until) == (first, last)


def test_a_checkpoint_over_more_than_there_is_shows_that_the_end_is_gone() -> None:
    head = Frontier().extend(row[4] for row in LOG[:8])
    fault = _check(LOG[:8], head, _seen(LOG[:6], "checkpoint"), _seen(LOG, "checkpoint"))
    assert fault is not None
    assert (fault.kind, fault.seq) == ("checkpoint", 9)


def test_intents_that_are_open_are_named_with_their_time() -> None:
    check = LogCheck(tenant="acme", log_id="log_1")
    assert check.take(LOG[:6]) is None
    assert list(check.open_intents.values()) == [
        OpenIntent(seq=4, entry_id="aud_4", action="tool.call", at=parse(LOG[3][3]).ts)
    ]
    assert check.take(LOG[6:]) is None
    assert check.open_intents == {}


def test_a_log_cut_off_with_its_head_is_found_by_its_witness() -> None:
    head = Frontier().extend(row[4] for row in LOG[:8])
    assert _check(LOG[:8], head) is None
    fault = _check(LOG[:8], head, _seen(LOG[:9]))
    assert fault is not None
    assert (fault.kind, fault.seq) == ("witness", 9)


def test_a_log_moved_to_another_tenant_is_found() -> None:
    moved = _log(tenant="other")
    fault = _check(moved, Frontier().extend(row[4] for row in moved))
    assert fault is not None
    assert (fault.kind, fault.seq) == ("field", 1)


@pytest.mark.parametrize(
    "seq, fields",
    [
        (7, {"intent": None}),
        (7, {"intent": "aud_3"}),
        (7, {"intent": "aud_8"}),
        (7, {"outcome": None}),
        (4, {"intent": "aud_3"}),
        (5, {"intent": "aud_4"}),
    ],
)
def test_an_outcome_must_answer_one_open_intent(seq: int, fields: dict[str, JSON]) -> None:
    log = [*LOG[: seq - 1], _changed(LOG[seq - 1], **fields), *LOG[seq:]]
    fault = _check(log, Frontier().extend(row[4] for row in log))
    assert fault is not None
    assert (fault.kind, fault.seq) == ("pair", seq)


def test_an_intent_has_one_outcome_of_its_own_action() -> None:
    again = _changed((9, LOG[8][1], "tool.call.outcome", *LOG[6][3:]), seq=9, ts=parse(LOG[8][3]).ts)
    log = [*LOG[:8], again, *LOG[9:]]
    fault = _check(log, Frontier().extend(row[4] for row in log))
    assert fault is not None
    assert (fault.kind, fault.seq) == ("pair", 9)
    other = _changed((7, LOG[6][1], "tool.stop.outcome", *LOG[6][3:]), action="tool.stop.outcome")
    log = [*LOG[:6], other, *LOG[7:]]
    fault = _check(log, Frontier().extend(row[4] for row in log))
    assert fault is not None
    assert (fault.kind, fault.seq) == ("pair", 7)


def test_entries_passed_over_count_by_their_hashes() -> None:
    check = LogCheck(tenant="acme", log_id="log_1", known=[_seen(LOG[:3])])
    assert check.pass_over([(row[0], row[4]) for row in LOG[:5]]) is None
    assert check.take(LOG[5:9]) is None
    assert check.pass_over([(row[0], row[4]) for row in LOG[9:]]) is None
    assert check.end(size=HEAD.size, root=HEAD.root(), frontier=HEAD.packed()) is None
    assert check.checked == 4
    assert check.unmatched == {"aud_4": (7, "tool.call")}


def test_entries_passed_over_must_be_there_and_give_the_root() -> None:
    check = LogCheck(tenant="acme", log_id="log_1")
    fault = check.pass_over([(row[0], row[4]) for row in LOG if row[0] != 3])
    assert fault is not None
    assert (fault.kind, fault.seq) == ("gap", 3)
    check = LogCheck(tenant="acme", log_id="log_1")
    assert check.pass_over([(row[0], row[4] if row[0] != 3 else b"x" * 32) for row in LOG]) is None
    fault = check.end(size=HEAD.size, root=HEAD.root())
    assert fault is not None
    assert fault.kind == "root"
    fault = LogCheck(tenant="acme", log_id="log_1").pass_over([(1, "not bytes")])
    assert fault is not None
    assert (fault.kind, fault.seq) == ("field", 1)


def test_a_frontier_that_is_not_that_of_the_entries_is_found() -> None:
    check = LogCheck(tenant="acme", log_id="log_1")
    assert check.take(LOG) is None
    fault = check.end(size=HEAD.size, root=HEAD.root(), frontier=HEAD.packed()[::-1])
    assert fault is not None
    assert fault.kind == "head"
