"""Signed checkpoints in memory: whatever somebody does to them, a fault names the first that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rootward.audit import stored
from rootward.audit.check import Known
from rootward.audit.checkpoint import Checkpoint
from rootward.audit.note import Signer, signer_of
from rootward.audit.stored import Stored
from rootward.errors import BadSyntax
from rootward.kit import clock

NOON = 1_790_000_000_000_000_000
ORIGIN = "rootward/acme/log_1"
OURS, THEIRS = signer_of(b"k" * 32), signer_of(b"x" * 32)
KEYS = [OURS.verifier]
SIZES = (3, 5, 9)


def _note(size: int, previous: int, *, origin: str = ORIGIN, by: Signer = OURS, at: int = NOON) -> str:
    root = bytes([size]) * 32
    stated = Checkpoint(origin=origin, size=size, root=root, previous=previous, at=clock.format_ns(at + size))
    return by.sign(stated.text())


def _row(size: int, previous: int, **how: Any) -> Stored:
    by = how.get("by", OURS)
    return size, bytes([size]) * 32, _note(size, previous, **how).encode(), by.verifier.key_id, NOON + size


ROWS = [_row(size, previous) for size, previous in zip(SIZES, (0, *SIZES), strict=False)]


def test_sound_checkpoints_say_which_roots_there_must_be() -> None:
    found = stored.kept(ROWS, origin=ORIGIN, keys=KEYS)
    assert found.fault is None
    assert found.signed_to == 9
    assert found.known == tuple(Known(size=size, root=bytes([size]) * 32, kind="checkpoint") for size in SIZES)


def test_keys_of_before_a_rotation_count() -> None:
    rows = [ROWS[0], ROWS[1], _row(9, 5, by=THEIRS)]
    assert stored.kept(rows, origin=ORIGIN, keys=[*KEYS, THEIRS.verifier]).fault is None


Tampering = Callable[[list[Stored]], list[Stored]]
TAMPERINGS: dict[str, tuple[Tampering, str, int | None, int | None]] = {
    "another size": (lambda rows: [rows[0], (6, *rows[1][1:]), rows[2]], "checkpoint", 6, None),
    "another root": (lambda rows: [rows[0], (5, b"y" * 32, *rows[1][2:]), rows[2]], "checkpoint", 5, None),
    "another key": (lambda rows: [rows[0], (*rows[1][:3], "00000000", NOON + 5), rows[2]], "checkpoint", 5, None),
    "another time": (lambda rows: [rows[0], (*rows[1][:4], NOON), rows[2]], "checkpoint", 5, None),
    "another text": (
        lambda rows: [rows[0], (*rows[1][:2], bytes(rows[1][2]).replace(b"acme", b"also"), *rows[1][3:]), rows[2]],  # type: ignore[call-overload]
        "signature", 4, 5,
    ),
    "no note": (lambda rows: [rows[0], (*rows[1][:2], b"note", *rows[1][3:]), rows[2]], "checkpoint", 5, None),
    "another type": (lambda rows: [rows[0], (*rows[1][:2], "note", *rows[1][3:]), rows[2]], "checkpoint", 5, None),
    "of another key": (lambda rows: [rows[0], _row(5, 3, by=THEIRS), rows[2]], "signature", 4, 5),
    "of another log": (lambda rows: [_row(3, 0, origin="rootward/acme/log_2"), *rows[1:]], "checkpoint", 1, 3),
    "dropped": (lambda rows: [rows[0], rows[2]], "checkpoint", 5, None),
    "the first dropped": (lambda rows: rows[1:], "checkpoint", 3, None),
    "one between": (lambda rows: [rows[0], _row(4, 3), *rows[1:]], "checkpoint", 5, None),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_where_it_happened(name: str) -> None:
    tamper, kind, seq, until = TAMPERINGS[name]
    fault = stored.kept(tamper(list(ROWS)), origin=ORIGIN, keys=KEYS).fault
    assert fault is not None
    assert (fault.kind, fault.seq, fault.until) == (kind, seq, until)


def test_without_keys_signatures_are_not_looked_at() -> None:
    rows = [ROWS[0], _row(5, 3, by=THEIRS), ROWS[2]]
    assert stored.kept(rows, origin=ORIGIN, keys=None).fault is None
    assert stored.kept(rows, origin=ORIGIN, keys=[]).fault is not None


def test_the_last_one_dropped_is_missed_by_a_witness_alone() -> None:
    beside = stored.kept(ROWS[:2], origin=ORIGIN, keys=KEYS)
    assert beside.fault is None
    seen = stored.witnessed([_note(9, 5)], tenant="acme", log_id="log_1", keys=KEYS)
    fault = stored.missing(beside, seen)
    assert fault is not None
    assert (fault.kind, fault.seq) == ("checkpoint", 9)
    unsigned = Checkpoint(origin=ORIGIN, size=9, root=b"\t" * 32).text()
    assert stored.missing(beside, stored.witnessed([unsigned], tenant="acme", log_id="log_1", keys=KEYS)) is None


def test_a_witness_speaks_of_its_own_log() -> None:
    other = _note(4, 0, origin="rootward/other/log_1")
    seen = stored.witnessed([other, _note(3, 0)], tenant="acme", log_id="log_1", keys=KEYS)
    assert [one.size for one in seen.known] == [3]
    before = stored.witnessed([_note(3, 0, origin="rootward/acme/log_0")], tenant="acme", log_id="log_1", keys=KEYS)
    assert before.fault is not None
    assert (before.known, before.fault.kind) == ((), "witness")


def test_a_witness_that_somebody_else_signed_is_refused() -> None:
    with pytest.raises(BadSyntax, match="no known signature"):
        stored.witnessed([_note(3, 0, by=THEIRS)], tenant="acme", log_id="log_1", keys=KEYS)
