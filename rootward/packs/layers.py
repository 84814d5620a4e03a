"""Layers: the packs that decide for a tenant, one over the other, and who wrote and activated each of them when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.kit.db import Connection
from rootward.packs import store
from rootward.packs.builtin import builtin, shipped, with_shipped
from rootward.packs.model import Pack
from rootward.packs.store import OF_PACKS, PRODUCT, Activation
from rootward.schema import changes

__all__ = ["Author", "Layer", "authors", "is_shipped", "layers"]

_MOST_CHANGES = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """`activation` is None for what ships and is in force because nobody said otherwise."""

    pack: Pack
    activation: Activation | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """Who kept a version, and who made it the active one last, and when (ns); '' and None where that never happened or
    is no longer known."""

    kept_by: str = ""
    activated_by: str = ""
    activated_at: int | None = None


def layers(connection: Connection, tenant: str) -> tuple[Layer, ...]:
    """The lowest first."""
    active = {item.name: item for item in store.activations(connection, tenant)}
    packs = [store.of_digest(connection, tenant, item.name, item.digest) for item in active.values()]
    return tuple(Layer(pack=pack, activation=active.get(pack.name)) for pack in with_shipped(packs or [builtin()]))


def authors(connection: Connection, tenant: str) -> Mapping[str, Author]:
    """By digest, as the newest changes of packs tell it."""
    query = sa.select(changes.c.at, changes.c.body).where(changes.c.tenant == tenant, OF_PACKS)
    found: dict[str, Author] = {}
    for at, body in connection.execute(query.order_by(changes.c.seq.desc()).limit(_MOST_CHANGES)):
        digest, before = str(body.get("digest", "")), found.get(str(body.get("digest", "")), Author())
        actor = str(body.get("actor", ""))
        if body["verb"] == "saved":
            found[digest] = Author(kept_by=actor, activated_by=before.activated_by, activated_at=before.activated_at)
        elif body["verb"] in ("activated", "rolled_back") and before.activated_at is None:
            found[digest] = Author(kept_by=before.kept_by, activated_by=actor, activated_at=at)
    return found


def is_shipped(name: str, digest: str, kept_by: str) -> bool:
    """Whether a version came with the product, this one or one before, and not from the tenant."""
    return name in shipped() and (kept_by == PRODUCT or digest == builtin(name).digest)
