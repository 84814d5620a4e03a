from __future__ import annotations

from functools import partial

from rootward.events.presence import Presence
from rootward.kit.db import Connection
from rootward.knowledge import documents, memory
from rootward.schema import tenants


def add_tenant(connection: Connection) -> None:
    row = {"tenant": "t", "name": "t", "status": "active", "created_at": 0, "settings": {}}
    connection.execute(tenants.insert(), row | {"change_seq": 0, "case_number": 0})


async def test_documents_are_found_by_words_and_a_citation_again_by_its_place(empty_desk, database) -> None:  # type: ignore[no-untyped-def]
    text = "# Pools\n## Exhausted\nGive the pool back its size.\n## Other\nA pool is a pool."
    add = partial(documents.add, tenant="t", path="p.md", text=text, by="ann")
    await database.run(add_tenant, tenant="t")
    await database.run(add, tenant="t")
    newest = await database.read(partial(memory.version, tenant="t"), tenant="t")
    asked = {"as_of": newest, "words": "pool size"}
    found = await empty_desk.call("documents.search", asked)
    assert [hit.heading for hit in found.data] == ["Pools / Exhausted", "Pools / Other"]
    one = await empty_desk.call("documents.search", asked | {"path": "p.md", "heading": "Pools / Exhausted"})
    assert one.value["text"] == "Give the pool back its size."
    gone = await empty_desk.call("documents.search", asked | {"as_of": newest - 1})
    assert (gone.presence, gone.data) == (Presence.ABSENT, [])


async def test_memory_is_recalled_by_signature(empty_desk, database) -> None:  # type: ignore[no-untyped-def]
    keep = partial(
        memory.remember, tenant="t", case_id="case_1", number="INC-1", title="t", entity="service:a",
        kind="memory.leak", cause="c", fixed_by="f", signature={"x": 1.0}, resolved_at=1, by="ann",
    )  # fmt: skip
    await database.run(add_tenant, tenant="t")
    kept = await database.run(keep, tenant="t")
    found = await empty_desk.call("memory.recall", {"as_of": kept.seq, "signature": {"x": 1.0}})
    assert found.value == {"cases": [["INC-1", 1.0]]}
    nothing = await empty_desk.call("memory.recall", {"as_of": kept.seq, "signature": {"x": 1.0}, "besides": "case_1"})
    assert (nothing.presence, nothing.data) == (Presence.ABSENT, [])
