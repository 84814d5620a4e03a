"""Authors: who wrote or last changed what an action is done by, so that they do not agree to it themselves.

Behaviour is data, so this is read from the history of the tenant's packs: of its policies and guardrails, which decide
about every action, of the playbook that asks, and of the tool where a pack declares it; and who stands behind an action
stands behind what it was amended into. What ships with the product has no author here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa

from rootward.governance.action import Action
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.store import OF_PACKS, PRODUCT
from rootward.schema import approvals, changes, pack_versions, playbook_runs

__all__ = ["HISTORY", "authors_of"]

HISTORY = (
    sa.select(changes.c.ref, changes.c.body)
    .where(changes.c.tenant == sa.bindparam("whose"), OF_PACKS)
    .order_by(changes.c.seq)
)
"""Every change of a tenant's packs, the oldest first."""

Part = Callable[[dict[str, Any]], JSON]
"""What of a pack's body is meant; the same value means that nothing was changed."""

_GOVERNING = ("policies", "guardrails")


def authors_of(connection: Connection, tenant: str, action: Action) -> tuple[str, ...]:
    """Principals: who first put each of these things in force and who last changed it there, with who wrote those
    versions; and who gave an answer in the playbook run that is among the arguments now."""
    history = _History.read(connection, tenant)
    run = _run(connection, tenant, action)
    parts: list[Part] = [_governing, partial(_named, section="tools", name=action.tool)]
    if run is not None:
        parts.append(partial(_named, section="playbooks", name=str(run.playbook)))
    found = {who for part in parts for who in history.authors(part)}
    if run is not None:
        found |= _answered(action, run.steps)
    found |= _behind(connection, tenant, action)
    return tuple(sorted(found - {PRODUCT, ""}))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Change:
    """A version of a pack came into force, or none of it: `digest` is '' then. `previous` is what was there before."""

    name: str
    digest: str
    previous: str
    actor: str


@dataclass(frozen=True, slots=True)
class _History:
    """What was in force, oldest first, and who kept each version."""

    connection: Connection
    tenant: str
    in_force: list[_Change]
    savers: dict[tuple[str, str], str]
    bodies: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: Connection, tenant: str) -> _History:
        in_force, savers = list[_Change](), dict[tuple[str, str], str]()
        for name, said in connection.execute(HISTORY, {"whose": tenant}):
            actor, verb = str(said["actor"]), said["verb"]
            if verb == "saved":
                savers.setdefault((name, said["digest"]), actor)
            else:
                digest, previous = str(said.get("digest") or ""), str(said.get("previous") or "")
                in_force.append(_Change(name=name, digest=digest, previous=previous, actor=actor))
        return cls(connection, tenant, in_force, savers)

    def authors(self, part: Part) -> Iterator[str]:
        """Of the first and of the last change of a part."""
        first = next((one for one in self.in_force if self._touched(one, part)), None)
        if first is not None:
            last = next(one for one in reversed(self.in_force) if self._touched(one, part))
            for one in (first, last):
                yield one.actor
                yield self.savers.get((one.name, one.digest), "")

    def _touched(self, change: _Change, part: Part) -> bool:
        return part(self._body(change.name, change.digest)) != part(self._body(change.name, change.previous))

    def _body(self, name: str, digest: str) -> dict[str, Any]:
        if (name, digest) not in self.bodies:
            query = sa.select(pack_versions.c.body).where(
                pack_versions.c.tenant == self.tenant, pack_versions.c.name == name, pack_versions.c.digest == digest
            )
            self.bodies[name, digest] = (self.connection.execute(query).scalar() if digest else None) or {}
        return self.bodies[name, digest]


def _governing(body: dict[str, Any]) -> JSON:
    """What is decided by, with what is taken out of the packs beneath; null where a pack says nothing of it."""
    said: dict[str, JSON] = {name: body[name] for name in _GOVERNING if body.get(name)}
    removed = sorted(path for path in body.get("remove", ()) if str(path).startswith(_GOVERNING))
    return said | ({"remove": [*removed]} if removed else {}) or None


def _named(body: dict[str, Any], *, section: str, name: str) -> JSON:
    found: JSON = next((item for item in body.get(section, ()) if item["name"] == name), None)
    return found


def _run(connection: Connection, tenant: str, action: Action) -> Any:
    if not action.run_id:
        return None
    query = sa.select(playbook_runs.c.playbook, playbook_runs.c.steps).where(
        playbook_runs.c.tenant == tenant, playbook_runs.c.run_id == action.run_id
    )
    return connection.execute(query).first()


def _behind(connection: Connection, tenant: str, action: Action) -> set[str]:
    """Who may not vote on the action that this one replaces."""
    if not action.replaces:
        return set()
    query = sa.select(approvals.c.excluded).where(
        approvals.c.tenant == tenant, approvals.c.action_id == action.replaces
    )  # fmt: skip
    return {str(one) for excluded in connection.execute(query).scalars() for one in excluded}


def _answered(action: Action, steps: list[dict[str, Any]]) -> set[str]:
    """Who said that a step is done, in words that the arguments hold."""
    said = [(step["done"].get("notes"), step["done"].get("by")) for step in steps if step.get("done")]
    texts = list(_texts(action.arguments))
    return {str(by) for notes, by in said if notes and any(notes in text for text in texts)}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
