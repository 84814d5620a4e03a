"""Inflate: compressed bytes made plain, a block at a time, never more of them than allowed."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterable, Iterator

from rootward.errors import BadSyntax, TooLarge

__all__ = ["inflate", "plain_blocks"]

BLOCK = 256 * 1024
_XZ_MEMORY = 256 * 1024 * 1024
_GZIP_MAGIC, _XZ_MAGIC = b"\x1f\x8b", b"\xfd7zXZ\x00"
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 47}
"""zlib's window bits: 31 is gzip, 47 is zlib or gzip by its header (senders of `deflate` mean zlib)."""


def inflate(body: bytes, encoding: str, limit: int) -> bytes:
    """Undo a Content-Encoding (`gzip`, `deflate`, `identity` or none).

    Raises TooLarge as soon as the plain bytes exceed `limit`, BadSyntax for an unknown encoding and for data that is
    broken or cut off.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        blocks: Iterable[bytes] = (body,)
    elif name in _WINDOWS:
        blocks = _unzip((body,), _WINDOWS[name])
    else:
        raise BadSyntax(f"content-encoding {encoding!r} is not known; use gzip", field="content-encoding")
    parts: list[bytes] = []
    size = 0
    for part in blocks:
        size += len(part)
        if size > limit:
            raise TooLarge(f"the body has more than {limit} bytes, counted after decompression", limit=limit)
        parts.append(part)
    return b"".join(parts)


def plain_blocks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks of a file as plain bytes: gzip and xz are known by their first bytes. Raises BadSyntax."""
    rest = iter(blocks)
    first = next(rest, b"")
    again = _chain(first, rest)
    if first.startswith(_GZIP_MAGIC):
        return _unzip(again, 31)
    if first.startswith(_XZ_MAGIC):
        return _unxz(again)
    return again


def _unzip(blocks: Iterable[bytes], window: int) -> Iterator[bytes]:
    """The members of a gzip file follow each other, perhaps with NULs between them."""
    inflater = zlib.decompressobj(window)
    try:
        for block in blocks:
            rest = block
            while True:
                if inflater.eof:
                    rest = rest.lstrip(b"\0")
                    if not rest:
                        break
                    inflater = zlib.decompressobj(window)
                part = inflater.decompress(rest, BLOCK)
                rest = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
                if part:
                    yield part
                elif not rest and not inflater.eof:
                    break
    except zlib.error as error:
        raise BadSyntax(f"the compressed data cannot be read: {error}", field="content-encoding") from error
    if not inflater.eof:
        raise BadSyntax("the compressed data is cut off", field="content-encoding")


def _unxz(blocks: Iterable[bytes]) -> Iterator[bytes]:
    inflater = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
    try:
        for block in blocks:
            rest = block
            while True:
                if inflater.eof:
                    rest = rest.lstrip(b"\0")
                    if not rest:
                        break
                    inflater = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
                part = inflater.decompress(rest, BLOCK)
                rest = inflater.unused_data if inflater.eof else b""
                if part:
                    yield part
                elif inflater.needs_input and not inflater.eof:
                    break
    except lzma.LZMAError as error:
        raise BadSyntax(f"the compressed data cannot be read: {error}", field="content-encoding") from error
    if not inflater.eof:
        raise BadSyntax("the compressed data is cut off", field="content-encoding")


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
