"""A checkpoint: how large a log was and under which root, in the lines of a C2SP note, to be kept somewhere else.

    origin
    size
    root in base64
    previous 17                      the size of the checkpoint before it, 0 for the first: one that is gone is missed
    at 2026-11-30T12:00:00Z

The last two lines stand in those that are signed. Signatures follow after an empty line; they are read over here.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.audit.merkle import EMPTY_ROOT, HASH_SIZE
from rootward.errors import BadSyntax
from rootward.kit.db import Connection
from rootward.schema import audit_heads

__all__ = ["Checkpoint", "current", "notes_in", "origin_of", "parse"]

_PREVIOUS, _AT = "previous ", "at "


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes
    previous: int | None = None
    at: str | None = None

    def text(self) -> str:
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode()]
        lines += [] if self.previous is None else [f"{_PREVIOUS}{self.previous}"]
        lines += [] if self.at is None else [_AT + self.at]
        return "\n".join([*lines, ""])


def origin_of(tenant: str, log_id: str) -> str:
    return f"rootward/{tenant}/{log_id}"


def current(connection: Connection, tenant: str) -> Checkpoint:
    """The checkpoint of the tenant's log as it is; of size 0 and without a log id when nothing was ever written."""
    columns = audit_heads.c
    row = connection.execute(
        sa.select(columns.log_id, columns.size, columns.root).where(columns.tenant == tenant)
    ).first()
    if row is None:
        return Checkpoint(origin=origin_of(tenant, ""), size=0, root=EMPTY_ROOT)
    return Checkpoint(origin=origin_of(tenant, row.log_id), size=row.size, root=row.root)


def parse(text: str) -> Checkpoint:
    """Read a checkpoint, with or without signatures. Raises BadSyntax saying which line is wrong."""
    lines = text.split("\n")
    end = lines.index("") if "" in lines else 0
    if not lines[0] and len(lines) > 3:
        raise BadSyntax("line 1 of a checkpoint is its origin; it is empty", field="origin")
    if end < 3:
        raise BadSyntax("a checkpoint is three lines: origin, size and root", field="checkpoint")
    origin, size, encoded, *more = lines[:end]
    if not _is_number(size):
        raise BadSyntax(f"line 2 of a checkpoint is a size, not {size[:100]!r}", field="size", value=size[:100])
    try:
        root = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSyntax(f"line 3 of a checkpoint is a root in base64, not {encoded[:100]!r}", field="root") from error
    if len(root) != HASH_SIZE:
        raise BadSyntax(f"the root of a checkpoint has {HASH_SIZE} bytes, not {len(root)}", field="root")
    previous, at = _more(more)
    return Checkpoint(origin=origin, size=int(size), root=root, previous=previous, at=at)


def notes_in(text: str) -> Iterator[str]:
    """Each checkpoint of a text with several of them, one after the other, with its signatures: what a witness keeps.

    Comments (`#`) and the first line of a receipt (`entry 17`) are read over. Raises BadSyntax for text without one.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")]
    kept = [line for line in lines if line and not line.startswith(("#", "entry "))]
    starts = [at for at in range(len(kept) - 2) if _is_number(kept[at + 1])]
    if not starts or starts[0] != 0:
        raise BadSyntax("a witness holds checkpoints: origin, size and root", field="witness")
    for start, end in zip(starts, [*starts[1:], len(kept)], strict=True):
        part = kept[start:end]
        stated = [line for line in part if not line.startswith("\u2014 ")]
        yield "\n".join([*stated, "", *part[len(stated) :], ""] if len(stated) < len(part) else [*stated, ""])


def _more(lines: list[str]) -> tuple[int | None, str | None]:
    """`previous` and `at`, in this order, each once; another program's extension lines are not known here."""
    previous = at = None
    if lines and lines[0].startswith(_PREVIOUS) and _is_number(lines[0].removeprefix(_PREVIOUS)):
        previous = int(lines.pop(0).removeprefix(_PREVIOUS))
    if lines and lines[0].startswith(_AT):
        at = lines.pop(0).removeprefix(_AT)
    if lines:
        raise BadSyntax(f"a checkpoint is three lines and what is known of it, not {lines[0][:100]!r}", field="note")
    return previous, at


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
