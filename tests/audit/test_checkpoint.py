from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.audit import checkpoint
from rootward.audit.checkpoint import Checkpoint
from rootward.audit.entry import AuditEntry
from rootward.audit.merkle import EMPTY_ROOT
from rootward.errors import BadSyntax
from rootward.kit.db import Database

ROOT = b"\x5d" * 32
TEXT = "rootward/acme/log_1\n8\nXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV0=\n"


def test_a_checkpoint_is_three_lines() -> None:
    assert Checkpoint(origin="rootward/acme/log_1", size=8, root=ROOT).text() == TEXT


@given(
    st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=1),
    st.integers(0, 2**62),
    st.binary(min_size=32, max_size=32),
)
def test_a_checkpoint_is_read_as_it_was_written(origin: str, size: int, root: bytes) -> None:
    written = Checkpoint(origin=origin, size=size, root=root)
    assert checkpoint.parse(written.text()) == written


def test_signatures_under_a_checkpoint_are_read_over() -> None:
    assert checkpoint.parse(TEXT + "\n\u2014 rootward/acme/log_1 c2lnbmF0dXJl\n") == checkpoint.parse(TEXT)


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "three lines"),
        (TEXT.rstrip("\n"), "three lines"),
        (TEXT + "more", "three lines"),
        (TEXT.replace("rootward/acme/log_1", ""), "origin; it is empty"),
        (TEXT.replace("8", "-8"), "a size, not '-8'"),
        (TEXT.replace("8", "08"), "a size, not '08'"),
        (TEXT.replace("8", "\u0668"), "a size"),
        (TEXT.replace("XV1d", "X?1d", 1), "base64"),
        (TEXT.replace("XV1d", "", 1), "32 bytes, not 29"),
    ],
)
def test_anything_else_is_refused_with_the_line(text: str, why: str) -> None:
    with pytest.raises(BadSyntax, match=why):
        checkpoint.parse(text)


def test_a_signed_one_says_what_came_before_it_and_when() -> None:
    text = TEXT + "previous 5\nat 2026-11-30T12:00:00Z\n"
    read = checkpoint.parse(text)
    assert (read.previous, read.at, read.text()) == (5, "2026-11-30T12:00:00Z", text)
    with pytest.raises(BadSyntax, match="what is known of it"):
        checkpoint.parse(TEXT + "previous x\n")


def test_a_witness_keeps_several_one_after_the_other() -> None:
    signed = TEXT + "\n\u2014 rootward c2lnbmF0dXJl\n"
    other = TEXT.replace("acme", "other").replace("8", "9")
    kept = f"# kept by us\n{signed}{other}\nentry 3\n{signed}"
    assert list(checkpoint.notes_in(kept)) == [signed, other, signed]
    assert list(checkpoint.notes_in(kept.replace("\n", "\r\n"))) == [signed, other, signed]
    for text in ("", "# nothing\n", "one\ntwo\nthree\n", "x\n" + TEXT):
        with pytest.raises(BadSyntax):
            list(checkpoint.notes_in(text))


async def test_the_current_checkpoint_is_that_of_the_head(
    database: Database, make: Callable[..., AuditEntry], write: Callable[..., Awaitable[None]]
) -> None:
    empty = await database.read(lambda connection: checkpoint.current(connection, "acme"), tenant="acme")
    assert empty == Checkpoint(origin="rootward/acme/", size=0, root=EMPTY_ROOT)
    await write(make(), make(), tenant="acme")
    now = await database.read(lambda connection: checkpoint.current(connection, "acme"), tenant="acme")
    assert now.origin.startswith("rootward/acme/log_")
    assert now.size == 2
