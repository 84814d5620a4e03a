"""A checkpoint: how large a log was and under which root, in the lines of a C2SP note, to be kept somewhere else.

    origin
    size
    root in base64

Signature lines may follow after an empty line; they are read over here.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.audit.merkle import EMPTY_ROOT, HASH_SIZE
from rootward.errors import BadSyntax
from rootward.kit.db import Connection
from rootward.schema import audit_heads

__all__ = ["Checkpoint", "current", "origin_of", "parse"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


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
    if len(lines) < 4 or lines[3] != "":
        raise BadSyntax("a checkpoint is three lines: origin, size and root", field="checkpoint")
    origin, size, encoded = lines[:3]
    if not origin:
        raise BadSyntax("line 1 of a checkpoint is its origin; it is empty", field="origin")
    if not size.isascii() or not size.isdecimal() or str(int(size)) != size:
        raise BadSyntax(f"line 2 of a checkpoint is a size, not {size!r}", field="size", value=size[:100])
    try:
        root = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSyntax(f"line 3 of a checkpoint is a root in base64, not {encoded[:100]!r}", field="root") from error
    if len(root) != HASH_SIZE:
        raise BadSyntax(f"the root of a checkpoint has {HASH_SIZE} bytes, not {len(root)}", field="root")
    return Checkpoint(origin=origin, size=int(size), root=root)
