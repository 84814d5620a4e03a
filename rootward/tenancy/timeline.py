"""Timeline: writing an entry into the story of a case, for every slice that does something about one.

It stands this low because what governs effects tells the case too, long before cases are known; `cases.timeline` reads.
"""

from __future__ import annotations

from collections.abc import Mapping

from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import case_timeline
from rootward.tenancy import changes

__all__ = ["append"]


def append(
    connection: Connection, tenant: str, case_id: str, *, kind: str, actor: str, text: str,
    body: Mapping[str, JSON] | None = None, at: int | None = None,
) -> int:  # fmt: skip
    """Write an entry and tell everybody who follows the case; returns its change number."""
    moment = clock.now_ns() if at is None else at
    facts = dict(body or {})
    told: dict[str, object] = {"kind": kind, "actor": actor, "text": text, "body": facts}
    seq = changes.append(connection, tenant, "case", case_id, told)
    row = {"tenant": tenant, "case_id": case_id, "seq": seq, "at": moment, "kind": kind, "actor": actor, "text": text}
    connection.execute(case_timeline.insert(), row | {"body": facts})
    return seq
