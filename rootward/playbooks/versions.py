"""Versions: every pack version in which a playbook stands, where it comes from, and what changed between two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rootward.errors import Conflict, NotFound
from rootward.kit.db import Connection
from rootward.packs import store as packs
from rootward.packs.layers import Author, Layer, authors, is_shipped, layers
from rootward.packs.lines import Line, compared, counts
from rootward.packs.playbook_forms import playbook_name
from rootward.packs.written import as_yaml

__all__ = ["MOST", "Version", "Versions", "changes", "choose", "versions"]

MOST = 100
"""Stored versions that are looked through, the newest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A playbook as one version of a pack declares it; `item` is its declaration.

    `in_force` says that this very declaration decides; `position` over which packs the version lies, None for one that
    is not active; `kept_at` (ns) is None for what ships and was never stored. `added` and `removed` are lines against
    the version of the same pack before it, None for the first.
    """

    pack: str
    version: str
    digest: str
    item: Mapping[str, Any]
    kept_at: int | None
    author: Author
    shipped: bool
    active: bool
    in_force: bool
    position: int | None
    added: int | None = None
    removed: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Versions:
    """The newest first; `more`: there are older versions of packs that were not looked through."""

    items: tuple[Version, ...]
    more: bool

    @property
    def in_force(self) -> Version | None:
        return next((one for one in self.items if one.in_force), None)


def versions(connection: Connection, tenant: str, name: str) -> Versions:
    """Raises NotFound where no version declares a playbook of that name."""
    stack, known = layers(connection, tenant), authors(connection, tenant)
    rows = packs.bodies(connection, tenant, limit=MOST + 1)
    stored = {row.digest for row in rows}
    deciding = _deciding(stack, name)
    places = {layer.pack.digest: place for place, layer in enumerate(stack)}
    kept = [(row.name, row.version, row.digest, row.loaded_at, row.body) for row in rows[:MOST]]
    kept += [
        (one.pack.name, one.pack.version, one.pack.digest, None, one.pack.body)
        for one in stack if one.pack.digest not in stored
    ]  # fmt: skip
    found = [
        Version(
            pack=pack, version=word, digest=digest, item=item, kept_at=kept_at, author=known.get(digest, Author()),
            shipped=is_shipped(pack, digest, known.get(digest, Author()).kept_by), active=digest in places,
            in_force=digest == deciding, position=places.get(digest),
        )
        for pack, word, digest, kept_at, body in kept for item in _declared(body, name)
    ]  # fmt: skip
    if not found:
        raise NotFound(f"there is no playbook {name!r}", field="playbook", value=name)
    return Versions(items=tuple(_counted(found)), more=len(rows) > MOST)


def choose(found: Sequence[Version], which: str) -> Version:
    """A version by the word of its pack, `PACK@WORD`, its digest or a beginning of that; '' is what is in force, else
    the newest. Raises NotFound, and Conflict where it means several."""
    if not which:
        return next((one for one in found if one.in_force), found[0])
    pack, _, word = which.rpartition("@")
    meant = [one for one in found if packs.means(one.version, one.digest, word) and pack in ("", one.pack)]
    if not meant:
        raise NotFound(f"the playbook does not stand in a version {which!r}", field="version", value=which)
    if len(meant) > 1:
        raise Conflict(f"{which!r} means {len(meant)} versions: say the digest, or PACK@VERSION", value=which)
    return meant[0]


def changes(before: Version, after: Version) -> tuple[Line, ...]:
    """Both written out in the same way, so that only what means something else differs."""
    return compared(as_yaml(dict(before.item)), as_yaml(dict(after.item)))


def _deciding(stack: Sequence[Layer], name: str) -> str:
    """The digest of the highest layer that declares it, unless one over that takes it out; '' for none."""
    for layer in reversed(stack):
        if any(_declared(layer.pack.body, name)):
            return layer.pack.digest
        if f"playbooks.{name}" in layer.pack.remove:
            break
    return ""


def _declared(body: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    return (item for item in body.get("playbooks", ()) if playbook_name(item) == name)


def _counted(found: Sequence[Version]) -> Iterator[Version]:
    """With the lines that each changed of the one before it in its own pack."""
    for place, one in enumerate(found):
        before = next((older for older in found[place + 1 :] if older.pack == one.pack), None)
        if before is None:
            yield one
        else:
            added, removed = counts(changes(before, one))
            yield replace(one, added=added, removed=removed)
