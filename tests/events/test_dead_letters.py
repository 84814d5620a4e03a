"""Dead letters: kept without secrets, found again, settled once."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import Conflict, NotFound
from rootward.events import dead_letters
from rootward.events.dead_letters import clean
from rootward.kit.db import Database


async def _bury(database: Database, *, tenant: str = "t", reason: str = "unreadable", **given: Any) -> str:
    raw = clean(given.pop("raw", b"{"))
    return await database.run(
        lambda c: dead_letters.bury(c, tenant, kind="ingest", source="github", reason=reason, raw=raw, **given),
        tenant=tenant,
    )


async def _settle(database: Database, dead_id: str, state: str, tenant: str = "t") -> None:
    await database.run(lambda c: dead_letters.settle(c, tenant, dead_id, state=state, by="prn_a"), tenant=tenant)


async def test_what_is_set_aside_is_read_back_with_the_headers_that_a_replay_needs(database: Database) -> None:
    headers = {"X-GitHub-Event": "push", "Authorization": "Bearer x", "X-Hub-Signature-256": "sha256=1", "Cookie": "a"}
    dead_id = await _bury(database, raw=b'{"a":1', headers=headers, field="a", attempts=2)
    found = await database.read(lambda c: dead_letters.read(c, "t", dead_id), tenant="t")
    assert (found.raw, found.field, found.attempts, found.state) == (b'{"a":1', "a", 2, "open")
    assert found.headers == {"x-github-event": "push"}


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (b'{"token":"AKIAIOSFODNN7REALKEY"}', b'{"token":"[redacted:aws_key]"}'),
        (b"\xff\x00 AKIAIOSFODNN7REALKEY \xfe", b"\xff\x00 [redacted:aws_key] \xfe"),
        (b"\x00\xff\xfe", b"\x00\xff\xfe"),
        (b"", b""),
    ],
)
def test_bytes_of_any_kind_are_kept_without_their_secrets(raw: bytes, kept: bytes) -> None:
    assert clean(raw) == kept


def test_of_very_much_the_beginning_is_kept() -> None:
    assert len(clean(b"a b " * 5_000_000)) == 8 * 1024 * 1024


async def test_the_reason_holds_no_secret(database: Database) -> None:
    dead_id = await _bury(database, reason="ts is 'AKIAIOSFODNN7REALKEY'")
    found = await database.read(lambda c: dead_letters.read(c, "t", dead_id), tenant="t")
    assert found.reason == "ts is '[redacted:aws_key]'"


async def test_pages_go_from_the_newest_to_the_oldest(database: Database) -> None:
    made = [await _bury(database) for _ in range(5)]
    first = await database.read(lambda c: dead_letters.find(c, "t", limit=3), tenant="t")
    rest = await database.read(lambda c: dead_letters.find(c, "t", limit=3, after=first[-1].id), tenant="t")
    assert [letter.id for letter in (*first, *rest)] == made[::-1]


async def test_a_letter_is_settled_once(database: Database) -> None:
    dead_id = await _bury(database)
    await _settle(database, dead_id, "discarded")
    with pytest.raises(Conflict, match="discarded already"):
        await _settle(database, dead_id, "replayed")
    assert await database.read(lambda c: dead_letters.find(c, "t"), tenant="t") == []
    (found,) = await database.read(lambda c: dead_letters.find(c, "t", state="discarded"), tenant="t")
    assert (found.state, found.settled_by) == ("discarded", "prn_a")
    assert found.settled_at


async def test_another_tenants_letter_is_not_there(database: Database) -> None:
    dead_id = await _bury(database)
    with pytest.raises(NotFound):
        await database.read(lambda c: dead_letters.read(c, "other", dead_id), tenant="other")
    with pytest.raises(NotFound):
        await _settle(database, dead_id, "discarded", tenant="other")
    assert await database.read(lambda c: dead_letters.find(c, "other", state=""), tenant="other") == []
