"""Proofs for somebody who has a checkpoint but not the log: that an entry is in it, that it only grew."""

from __future__ import annotations

import binascii
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from rootward.audit import checkpoint, signing
from rootward.audit.checkpoint import Checkpoint
from rootward.audit.merkle import (
    Frontier,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from rootward.errors import BadInput, BadSyntax, NotFound
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import audit_entries

__all__ = ["prove", "prove_consistency", "verify_consistency_proof", "verify_proof"]


def prove(connection: Connection, tenant: str, seq: int) -> dict[str, JSON]:
    """That entry `seq` is in the log: under the newest signed checkpoint, `note`, or, when that does not reach it yet,
    under the log as it is. Hashes are hex; `entry` is the stored text, byte for byte.

    Reads every leaf but the entry's own once. Raises NotFound for a number the log does not have.
    """
    now = checkpoint.current(connection, tenant)
    columns = audit_entries.c
    entry = connection.execute(
        sa.select(columns.entry).where(columns.tenant == tenant, columns.seq == seq, columns.seq <= now.size)
    ).scalar()
    if entry is None:
        raise NotFound(f"the audit log has no entry {seq}", field="seq", value=seq)
    note = signing.newest(connection, tenant)
    under = checkpoint.parse(note) if note else now
    if under.size < seq:
        under, note = now, None
    path = [_root(connection, tenant, *range_) for range_ in inclusion_ranges(seq - 1, under.size)]
    return {
        "kind": "inclusion",
        "origin": under.origin,
        "size": under.size,
        "root": under.root.hex(),
        "seq": seq,
        "leaf_index": seq - 1,
        "entry": bytes(entry).decode(errors="replace"),
        "path": [node.hex() for node in path],
        "note": note,
    }


def prove_consistency(connection: Connection, tenant: str, old: int, new: int | None = None) -> dict[str, JSON]:
    """That the log of `old` entries is the beginning of the log of `new` (None: as it is now).

    Raises BadInput for sizes that the log never had.
    """
    now = checkpoint.current(connection, tenant)
    new = now.size if new is None else new
    if not 0 <= old <= new <= now.size:
        raise BadInput(f"the log has {now.size} entries; {old} to {new} is not a growth of it", field="old", value=old)
    path = [_root(connection, tenant, *range_) for range_ in consistency_ranges(old, new)]
    return {
        "kind": "consistency",
        "origin": now.origin,
        "old_size": old,
        "old_root": _root(connection, tenant, 0, old).hex(),
        "new_size": new,
        "new_root": (now.root if new == now.size else _root(connection, tenant, 0, new)).hex(),
        "path": [node.hex() for node in path],
    }


def verify_proof(proof: Mapping[str, JSON], known: Checkpoint) -> bool:
    """Whether `proof` puts its entry into the tree of `known`, a checkpoint one trusts. Pure.

    Raises BadSyntax for something that is no proof of inclusion.
    """
    leaf = leaf_hash(_text(proof, "entry").encode())
    return (
        _text(proof, "origin") == known.origin
        and _number(proof, "size") == known.size
        and _number(proof, "seq") == _number(proof, "leaf_index") + 1
        and verify_inclusion(
            leaf=leaf, index=_number(proof, "leaf_index"), size=known.size, path=_path(proof), root=known.root
        )
    )


def verify_consistency_proof(proof: Mapping[str, JSON], old: Checkpoint, new: Checkpoint) -> bool:
    """Whether `proof` shows that the tree of `new` begins with that of `old`. Pure.

    Raises BadSyntax for something that is no proof of consistency.
    """
    return (
        _text(proof, "origin") == old.origin == new.origin
        and (_number(proof, "old_size"), _number(proof, "new_size")) == (old.size, new.size)
        and verify_consistency(old=old.size, new=new.size, old_root=old.root, new_root=new.root, path=_path(proof))
    )


def _root(connection: Connection, tenant: str, start: int, end: int) -> bytes:
    """The root over the leaves of the half-open range, read in order. Raises NotFound where one is missing."""
    columns = audit_entries.c
    statement = (
        sa.select(columns.leaf)
        .where(columns.tenant == tenant, columns.seq > start, columns.seq <= end)
        .order_by(columns.seq)
        .execution_options(yield_per=5000)
    )
    frontier = Frontier()
    with connection.execute(statement) as rows:
        for batch in rows.scalars().partitions():
            frontier = frontier.extend(batch)
    if frontier.size != end - start:
        raise NotFound(f"the audit log lacks entries between {start + 1} and {end}", field="seq", value=start + 1)
    return frontier.root()


def _text(proof: Mapping[str, JSON], key: str) -> str:
    value = proof.get(key)
    if not isinstance(value, str):
        raise BadSyntax(f"{key} of a proof must be a string, not {value!r}", field=key)
    return value


def _number(proof: Mapping[str, JSON], key: str) -> int:
    value = proof.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadSyntax(f"{key} of a proof must be a whole number, not {value!r}", field=key)
    return value


def _path(proof: Mapping[str, JSON]) -> Sequence[bytes]:
    value = proof.get("path")
    if not isinstance(value, list):
        raise BadSyntax(f"path of a proof must be a list of hashes, not {value!r}", field="path")
    try:
        return [binascii.unhexlify(str(node)) for node in value]
    except (binascii.Error, ValueError) as error:
        raise BadSyntax("path of a proof must be a list of hashes in hex", field="path") from error
