"""Decompression stops at the limit and says when data is broken."""

from __future__ import annotations

import contextlib
import gzip
import lzma
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadSyntax, RootwardError, TooLarge
from rootward.events.inflate import inflate, plain_blocks


@given(st.binary(max_size=3000))
def test_every_encoding_gives_the_same_bytes_back(body: bytes) -> None:
    assert inflate(gzip.compress(body), "gzip", 10_000) == body
    assert inflate(zlib.compress(body), " Deflate ", 10_000) == body
    assert inflate(body, "", 10_000) == inflate(body, "identity", 10_000) == body
    assert inflate(gzip.compress(body) + gzip.compress(b"more"), "x-gzip", 10_000) == body + b"more"


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_the_limit_counts_plain_bytes(encoding: str) -> None:
    body = b"x" * 1000
    packed = gzip.compress(body) if encoding == "gzip" else body
    assert inflate(packed, encoding, 1000) == body
    with pytest.raises(TooLarge, match="more than 999 bytes"):
        inflate(packed, encoding, 999)


def test_a_bomb_is_stopped_early() -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 1)
    with pytest.raises(TooLarge):
        inflate(bomb, "gzip", 1024 * 1024)


@pytest.mark.parametrize("broken", [b"", b"plain text", gzip.compress(b"x" * 5000)[:-9], gzip.compress(b"x")[:5]])
def test_broken_and_cut_off_data_is_bad_syntax(broken: bytes) -> None:
    with pytest.raises(BadSyntax):
        inflate(broken, "gzip", 10_000)


def test_an_unknown_encoding_is_named() -> None:
    with pytest.raises(BadSyntax, match="'br' is not known"):
        inflate(b"x", "br", 10)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_fail_otherwise(body: bytes) -> None:
    for encoding in ("gzip", "deflate"):
        with contextlib.suppress(RootwardError):
            inflate(body, encoding, 1000)
    for magic in (b"\x1f\x8b", b"\xfd7zXZ\x00", b""):
        with contextlib.suppress(RootwardError):
            list(plain_blocks([magic + body]))


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_files_are_read_in_whatever_blocks_they_come(size: int) -> None:
    plain = b"0123456789" * 5000
    for packed in (plain, gzip.compress(plain), lzma.compress(plain), lzma.compress(plain) + lzma.compress(b"!")):
        blocks = [packed[start : start + size] for start in range(0, len(packed), size)]
        if size == 1:
            blocks = [packed[:8], *blocks[8:]]  # the first block shows what it is
        assert b"".join(plain_blocks(blocks)).removesuffix(b"!") == plain


def test_a_file_that_breaks_off_says_so() -> None:
    for packed in (gzip.compress(b"x" * 9999), lzma.compress(b"x" * 9999)):
        with pytest.raises(BadSyntax, match="cut off"):
            list(plain_blocks([packed[:-4]]))
    with pytest.raises(BadSyntax, match="cannot be read"):
        list(plain_blocks([lzma.compress(b"x" * 9999)[:30] + b"garbage" * 9]))
