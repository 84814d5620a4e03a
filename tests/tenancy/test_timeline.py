from __future__ import annotations

from collections.abc import Awaitable, Callable

import sqlalchemy as sa

from rootward.kit import clock
from rootward.kit.db import Connection, Database
from rootward.schema import case_timeline, changes
from rootward.tenancy import timeline

Founded = Callable[[], Awaitable[Database]]
NOON = 1_790_000_000_000_000_000


async def test_an_entry_stands_in_the_story_and_in_the_change_sequence_under_one_number(founded: Founded) -> None:
    database = await founded()

    def unit(connection: Connection) -> int:
        return timeline.append(connection, "acme", "case_1", kind="note", actor="mara", text="hm", body={"a": 1})

    with clock.fixed(NOON):
        seq = await database.run(unit, tenant="acme")

    def both(connection: Connection) -> tuple[sa.RowMapping, sa.RowMapping]:
        mine = sa.select(case_timeline).where(case_timeline.c.tenant == "acme")
        told = sa.select(changes).where(changes.c.tenant == "acme", changes.c.seq == seq)
        return connection.execute(mine).mappings().one(), connection.execute(told).mappings().one()

    entry, change = await database.read(both, tenant="acme")
    assert (entry["seq"], entry["at"], entry["kind"], entry["body"]) == (seq, NOON, "note", {"a": 1})
    assert (change["kind"], change["ref"], change["body"]["text"]) == ("case", "case_1", "hm")
