"""Stream: the records of a file that may be larger than memory, one after the other.

A file holds one record a line, or one JSON array of records, or a single document; what it is shows at its beginning.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

import msgspec

from rootward.errors import BadSyntax, TooLarge
from rootward.events.inflate import BLOCK, plain_blocks
from rootward.events.model import Reject

__all__ = ["Record", "Records", "Shape"]

Shape = Literal["lines", "array", "document"]
_KEPT_OF_A_REJECT = 64 * 1024
_WHITE = " \t\r\n"
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One record as it stands in the file; `reject` instead when it cannot be taken out of it."""

    index: int
    raw: bytes = b""
    reject: Reject | None = None


class Records:
    """Iterate once over the records of `file` (plain, gzip or xz), holding no more than about `limit` bytes of it.

    `done` is how many bytes of the file have been read so far. Raises BadSyntax where compressed data breaks off,
    TooLarge for a single document above `limit`.
    """

    def __init__(self, file: BinaryIO, *, limit: int) -> None:
        self.done = 0
        self._file = file
        self._limit = limit
        self._blocks = plain_blocks(self._read())
        self._head = b""
        self.shape: Shape = self._find_shape()

    def __iter__(self) -> Iterator[Record]:
        if self.shape == "array":
            return self._elements()
        if self.shape == "lines":
            return self._lines()
        return self._document()

    def _read(self) -> Iterator[bytes]:
        while block := self._file.read(BLOCK):
            self.done += len(block)
            yield block

    def _find_shape(self) -> Shape:
        """Look as far as the end of the first line that is not empty."""
        parts: list[bytes] = []
        size = 0
        shape: Shape = "document"
        for block in self._blocks:
            if not parts and _CONTROL.search(block[:64]):
                parts = [block]
                break
            part = block if parts else block.removeprefix(codecs.BOM_UTF8).lstrip()
            if not part:
                continue
            parts.append(part)
            size += len(part)
            if parts[0].startswith(b"["):
                shape = "array"
                break
            if b"\n" in part:
                line = b"".join(parts).partition(b"\n")[0]
                shape = "lines" if _is_json(line) or not line.startswith(b"{") else "document"
                break
            if size > self._limit:
                break
        self._head = b"".join(parts)
        return shape

    def _lines(self) -> Iterator[Record]:
        index, size, skipping = 0, 0, False
        parts: list[bytes] = []
        for block in self._from_the_head():
            *whole, tail = block.split(b"\n")
            for line in whole:
                line = b"".join(parts) + line
                parts, size = [], 0
                if line and not line.isspace() and not skipping:
                    too_long = len(line) > self._limit
                    yield self._too_long(index, line) if too_long else Record(index=index, raw=line.rstrip(b"\r"))
                    index += 1
                skipping = False
            if skipping:
                continue
            parts.append(tail)
            size += len(tail)
            if size > self._limit:
                yield self._too_long(index, b"".join(parts))
                parts, size, skipping = [], 0, True
                index += 1
        last = b"".join(parts)
        if last and not last.isspace():
            yield Record(index=index, raw=last.rstrip(b"\r"))

    def _elements(self) -> Iterator[Record]:
        decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        parser = json.JSONDecoder()
        buffer, at, index = decode(self._head), 1, 0
        self._head = b""
        while True:
            start = _skip(buffer, at, _WHITE + ("," if index else ""))
            if buffer[start : start + 1] == "]":
                return
            end = _end_of_value(parser, buffer, start)
            if end:
                yield Record(index=index, raw=buffer[start:end].encode("utf-8", "surrogateescape"))
                index, at = index + 1, end
                continue
            rest = buffer[start:]
            more = self._more(len(rest)) if len(rest) <= self._limit else b""
            if not more:
                yield self._broken(index, rest.encode("utf-8", "surrogateescape"))
                return
            buffer, at = rest + decode(more), 0

    def _document(self) -> Iterator[Record]:
        parts: list[bytes] = []
        size = 0
        for block in self._from_the_head():
            parts.append(block)
            size += len(block)
            if size > self._limit:
                raise TooLarge(f"a document of more than {self._limit} bytes is not read whole", limit=self._limit)
        raw = b"".join(parts)
        if raw and not raw.isspace():
            yield Record(index=0, raw=raw)

    def _from_the_head(self) -> Iterator[bytes]:
        head, self._head = self._head, b""
        yield head
        yield from self._blocks

    def _more(self, size: int) -> bytes:
        """As much again as there is, so that a long record is not parsed again for every block."""
        parts: list[bytes] = []
        found = 0
        while found <= size:
            block = next(self._blocks, b"")
            if not block:
                break
            parts.append(block)
            found += len(block)
        return b"".join(parts)

    def _too_long(self, index: int, raw: bytes) -> Record:
        reason = f"a line has more than {self._limit} bytes; its beginning is kept"
        return _rejected(index, reason, raw, TooLarge.code)

    def _broken(self, index: int, raw: bytes) -> Record:
        reason = f"the JSON array breaks at record {index}; nothing after it could be read"
        return _rejected(index, reason, raw, BadSyntax.code)


def _rejected(index: int, reason: str, raw: bytes, code: str) -> Record:
    return Record(index=index, reject=Reject(index=index, reason=reason, raw=raw[:_KEPT_OF_A_REJECT], code=code))


def _end_of_value(parser: json.JSONDecoder, text: str, start: int) -> int:
    """Where the JSON value at `start` ends, 0 when it does not end in this text or is none.

    What follows must be seen too: a number may go on in the next block.
    """
    try:
        _, end = parser.raw_decode(text, start)
    except (ValueError, RecursionError):
        return 0
    after = _skip(text, end, _WHITE)
    return end if text[after : after + 1] in (",", "]") else 0


def _skip(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True
