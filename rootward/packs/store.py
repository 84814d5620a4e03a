"""Pack versions of a tenant: kept for good by their digest; which of them are active, since when and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rootward.errors import Conflict, NotFound
from rootward.kit import clock
from rootward.kit.db import Connection, insert_new, upsert
from rootward.packs.builtin import builtin, shipped, standard, with_shipped
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.packs.overlay import overlay
from rootward.schema import changes as change_log
from rootward.schema import pack_activations, pack_versions
from rootward.tenancy import changes

__all__ = [
    "ACTIVE", "OF_PACKS", "PRODUCT", "Activation", "PackVersion", "activate", "activations", "active_from",
    "active_pack", "active_with", "bodies", "deactivate", "ensure_builtin", "follow_product", "is_behind", "means",
    "of_digest", "pack_of", "read_version", "roll_back", "save", "versions",
]  # fmt: skip

ACTIVE = sa.select(pack_activations).where(pack_activations.c.tenant == sa.bindparam("whose"))
"""Made once: every action asks for it."""
OF_PACKS = change_log.c.kind == sa.literal_column("'pack'")
"""What a query of their changes says, in these words, to be answered by the index of them."""

PRODUCT = "rootward"
"""Who activates what ships with the product; what a person activated is never replaced by an upgrade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackVersion:
    name: str
    version: str
    digest: str
    loaded_at: int
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    name: str
    digest: str
    position: int
    activated_at: int
    activated_by: str


def save(connection: Connection, tenant: str, pack: Pack, *, actor: str) -> str:
    """Keep this version; returns its digest. The same content twice is one version."""
    if _body(connection, tenant, pack.name, pack.digest) is None:
        row = {"tenant": tenant, "name": pack.name, "digest": pack.digest, "version": pack.version, "body": pack.body}
        insert_new(connection, pack_versions, [row | {"loaded_at": clock.now_ns()}])
        changes.append(connection, tenant, "pack", pack.name, {"verb": "saved", "digest": pack.digest, "actor": actor})
    return pack.digest


def versions(connection: Connection, tenant: str, name: str = "") -> list[PackVersion]:
    """Every version kept, by pack name, the newest first."""
    active = {item.name: item.digest for item in activations(connection, tenant)}
    columns = (pack_versions.c.name, pack_versions.c.version, pack_versions.c.digest, pack_versions.c.loaded_at)
    query = sa.select(*columns).where(pack_versions.c.tenant == tenant)
    if name:
        query = query.where(pack_versions.c.name == name)
    order = (pack_versions.c.name, pack_versions.c.loaded_at.desc(), pack_versions.c.digest)
    rows = connection.execute(query.order_by(*order)).mappings()
    return [PackVersion(**row, active=active.get(row["name"]) == row["digest"]) for row in rows]


def bodies(connection: Connection, tenant: str, *, limit: int) -> Sequence[sa.Row[str, str, str, int, Any]]:
    """Name, version, digest, when it was kept, and body of the versions kept, the newest first."""
    table = pack_versions.c
    query = sa.select(table.name, table.version, table.digest, table.loaded_at, table.body)
    query = query.where(table.tenant == tenant).order_by(table.loaded_at.desc(), table.name, table.digest)
    return connection.execute(query.limit(limit)).all()


def read_version(connection: Connection, tenant: str, name: str, which: str) -> Pack:
    """A version by its digest, a beginning of that, or its version word. Raises NotFound, and Conflict for several."""
    rows = [item for item in versions(connection, tenant, name) if means(item.version, item.digest, which)]
    if not rows:
        raise NotFound(f"there is no version {which!r} of the pack {name!r}", field="version", value=which)
    if len(rows) > 1:
        raise Conflict(f"{which!r} means {len(rows)} versions of the pack {name!r}: say the digest", value=which)
    body = _body(connection, tenant, name, rows[0].digest)
    return load_body(body, file=f"{name} {rows[0].digest[:12]}")


def activate(
    connection: Connection, tenant: str, name: str, which: str, *, actor: str, position: int | None = None
) -> int:
    """Make a version (see `read_version`) the active one of its name; returns the change number.

    `position` says over which packs it lies (default: where it was, else on top). The shipped pack, which decides as
    long as nothing is active, is laid beneath the first one that requires it. Raises NotFound for an unknown version,
    Misconfigured when the active packs would not fit together: the unit of work must then be undone.
    """
    required = read_version(connection, tenant, name, which).requires
    if builtin().name in required and not activations(connection, tenant):
        ensure_builtin(connection, tenant)
    return _activate(connection, tenant, name, which, actor=actor, position=position, verb="activated")


def deactivate(connection: Connection, tenant: str, name: str, *, actor: str) -> int:
    """Raises NotFound when it is not active, Misconfigured when another active pack needs it."""
    before = next((item for item in activations(connection, tenant) if item.name == name), None)
    if before is None:
        raise NotFound(f"the pack {name!r} is not active", field="name", value=name)
    connection.execute(
        pack_activations.delete().where(pack_activations.c.tenant == tenant, pack_activations.c.name == name)
    )
    active_pack(connection, tenant)
    return changes.append(
        connection, tenant, "pack", name, {"verb": "deactivated", "previous": before.digest, "actor": actor}
    )


def roll_back(connection: Connection, tenant: str, name: str, *, actor: str) -> str:
    """Undo the newest activation of `name` that was not undone yet; returns the digest it goes back to.

    Raises NotFound when there is nothing to go back to.
    """
    query = sa.select(change_log.c.body).where(change_log.c.tenant == tenant, OF_PACKS, change_log.c.ref == name)
    undone = 0
    for body in connection.execute(query.order_by(change_log.c.seq.desc())).scalars():
        if body["verb"] == "rolled_back":
            undone += 1
        elif body["verb"] == "activated" and undone:
            undone -= 1
        elif body["verb"] == "activated" and body["previous"]:
            digest = str(body["previous"])
            _activate(connection, tenant, name, digest, actor=actor, position=None, verb="rolled_back")
            return digest
    raise NotFound(f"the pack {name!r} has no earlier activation to go back to", field="name", value=name)


def activations(connection: Connection, tenant: str) -> list[Activation]:
    """What is active, the lowest first."""
    return active_from(connection.execute(ACTIVE, {"whose": tenant}).mappings())


def active_from(rows: Iterable[Mapping[Any, Any]]) -> list[Activation]:
    """What `ACTIVE` has found, the lowest first."""
    found = [Activation(**{key: row[key] for key in Activation.__slots__}) for row in rows]
    return sorted(found, key=lambda item: (item.position, item.name))


def active_pack(connection: Connection, tenant: str) -> Pack:
    """The effective pack of a tenant; the standard one where nothing was activated. Raises Misconfigured."""
    return pack_of(connection, tenant, activations(connection, tenant))


def pack_of(connection: Connection, tenant: str, active: Sequence[Activation]) -> Pack:
    """The same, of what is known to be active. Raises Misconfigured."""
    if not active:
        return standard()
    return overlay(with_shipped([of_digest(connection, tenant, item.name, item.digest) for item in active]))


def active_with(connection: Connection, tenant: str, pack: Pack) -> Pack:
    """The effective pack as it would be with this one in the place of the active one of its name, or on top. Raises
    Misconfigured when they do not fit together."""
    active = activations(connection, tenant)
    packs = [
        pack if item.name == pack.name else of_digest(connection, tenant, item.name, item.digest) for item in active
    ]
    if not active and builtin().name in pack.requires:  # as activating it would
        packs = [builtin()]
    return overlay(with_shipped(packs if pack.name in {item.name for item in active} else [*packs, pack]))


def ensure_builtin(connection: Connection, tenant: str) -> None:
    """Keep the shipped pack as a version, and activate it where nothing or an older shipped version is active."""
    pack = builtin()
    save(connection, tenant, pack, actor=PRODUCT)
    if activations(connection, tenant):
        follow_product(connection, tenant)
    else:
        _activate(connection, tenant, pack.name, pack.digest, actor=PRODUCT, position=0, verb="activated")


def is_behind(connection: Connection, tenant: str) -> bool:
    """Whether another version of a shipped pack than this product's is active, and the product chose it."""
    return bool(_outdated(connection, tenant))


def follow_product(connection: Connection, tenant: str) -> list[str]:
    """After an upgrade: what ships now takes the place of what shipped before, where the product activated that; the
    names of the packs that changed. What a person activated, replaced or took out stays as it is.

    Raises Misconfigured when the tenant's own packs do not fit over it: the unit must then be undone.
    """
    outdated = _outdated(connection, tenant)
    for name in outdated:
        save(connection, tenant, builtin(name), actor=PRODUCT)
        _activate(connection, tenant, name, builtin(name).digest, actor=PRODUCT, position=None, verb="activated")
    return outdated


def _outdated(connection: Connection, tenant: str) -> list[str]:
    mine = [item for item in activations(connection, tenant) if item.activated_by == PRODUCT]
    return [item.name for item in mine if item.name in shipped() and item.digest != builtin(item.name).digest]


_PACKS: dict[str, Pack] = {}
"""Packs by digest: content never changes, so what was read once for anybody need not be read again."""


def of_digest(connection: Connection, tenant: str, name: str, digest: str) -> Pack:
    """A version that is known to be kept. Raises Misconfigured."""
    if digest not in _PACKS:
        if len(_PACKS) > 500:
            _PACKS.clear()
        _PACKS[digest] = load_body(_body(connection, tenant, name, digest), file=f"{name} {digest[:12]}")
    return _PACKS[digest]


def _activate(
    connection: Connection, tenant: str, name: str, which: str, *, actor: str, position: int | None, verb: str
) -> int:
    pack = read_version(connection, tenant, name, which)
    active = activations(connection, tenant)
    before = next((item for item in active if item.name == name), None)
    if position is None:
        position = before.position if before else 1 + max((item.position for item in active), default=-1)
    row = {"tenant": tenant, "name": name, "digest": pack.digest, "position": position}
    row |= {"activated_at": clock.now_ns(), "activated_by": actor}
    upsert(connection, pack_activations, [row], update=("digest", "position", "activated_at", "activated_by"))
    active_pack(connection, tenant)  # fails when the packs do not fit together
    facts: dict[str, object] = {"verb": verb, "digest": pack.digest, "previous": before.digest if before else ""}
    return changes.append(connection, tenant, "pack", name, facts | {"actor": actor})


def _body(connection: Connection, tenant: str, name: str, digest: str) -> Any:
    return connection.execute(
        sa.select(pack_versions.c.body).where(
            pack_versions.c.tenant == tenant, pack_versions.c.name == name, pack_versions.c.digest == digest
        )
    ).scalar()


def means(version: str, digest: str, which: str) -> bool:
    """Whether `which` is this version: its word, its digest or a beginning of that."""
    return version == which or (len(which) >= 6 and digest.startswith(which))
