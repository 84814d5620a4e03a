"""The application put together: what it opens, what it refuses to open, and what becomes of a body nobody can read."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

import rootward
from rootward.app import App, open_app, prepare_folder
from rootward.causality import parameters
from rootward.causality.agent_runs.model import Cause
from rootward.causality.agent_runs.reorder import Placed
from rootward.errors import BadSyntax, Misconfigured, NotFound, Unavailable
from rootward.events import dead_letters
from rootward.kit import clock, migrate
from rootward.kit.bus import message
from rootward.kit.db import Database
from rootward.kit.registry import Registry
from rootward.packs import store
from rootward.packs.builtin import standard
from rootward.packs.load import load_body
from rootward.settings import Settings
from rootward.tenancy import tenants
from rootward.tenancy.principal import DEFAULT

SECRET = "ghp_" + "a1B2" * 9
MAPPED = {
    "name": "queue-watch", "event_type": "state", "ts": "at", "ts_format": "s", "entity": {"service": "owner"},
    "ingest_id": ["id"],
}  # fmt: skip


def _event(ingest_id: str = "i1") -> bytes:
    return json.dumps({
        "tenant_id": DEFAULT, "source": "test", "event_type": "Something", "ts": clock.format_ns(clock.now_ns()),
        "entity": {"service": "checkout"}, "severity": "low", "payload": {}, "ingest_id": ingest_id,
        "schema_version": "v1",
    }).encode()  # fmt: skip


async def _letters(app: App) -> list[dead_letters.DeadLetter]:
    return await app.db.read(partial(dead_letters.find, tenant=DEFAULT), tenant=DEFAULT)


async def test_an_unknown_source_is_told_which_there_are(deployed: Settings) -> None:
    async with open_app(deployed) as app:
        with pytest.raises(NotFound) as refused:
            await app.receive(DEFAULT, "alertmanger", b"{}", {})
    assert refused.value.facts == {"field": "source", "value": "alertmanger"}
    assert "there is no source 'alertmanger'" in refused.value.message
    for name in ("alertmanager", "github", "kubernetes", "otlp"):
        assert name in refused.value.message


async def test_a_source_that_an_active_pack_declares_is_read(deployed: Settings) -> None:
    pack = load_body({"name": "shop", "version": "1", "sources": [MAPPED]})
    body = json.dumps({"id": 7, "state": "QueueStuck", "at": clock.now_ns() // 10**9, "owner": "orders"}).encode()
    async with open_app(deployed) as app:
        with pytest.raises(NotFound, match="there is no source 'queue-watch'"):
            await app.receive(DEFAULT, "queue-watch", body, {})
        await app.db.run(partial(store.save, tenant=DEFAULT, pack=pack, actor="mara"), tenant=DEFAULT)
        activate = partial(store.activate, tenant=DEFAULT, name="shop", which="1", actor="mara")
        await app.db.run(activate, tenant=DEFAULT)
        (result,) = await app.receive(DEFAULT, "queue-watch", body, {})
        assert result.status == "accepted"
        with pytest.raises(NotFound, match="queue-watch"):
            await app.receive(DEFAULT, "unknown", body, {})


async def test_a_body_that_cannot_be_read_is_set_aside_and_the_refusal_names_the_letter(deployed: Settings) -> None:
    async with open_app(deployed) as app:
        with pytest.raises(BadSyntax) as refused:
            await app.receive(DEFAULT, "alertmanager", f'{{"token": "{SECRET}", '.encode(), {"Content-Type": "x/y"})
        (letter,) = await _letters(app)
    assert refused.value.facts["dead_letter"] == letter.id
    assert (letter.kind, letter.source, letter.state) == ("ingest", "alertmanager", "open")
    assert letter.reason == refused.value.message
    assert letter.headers == {"content-type": "x/y"}
    assert SECRET.encode() not in letter.raw


async def test_an_item_of_a_readable_body_is_set_aside_alone_with_its_field(deployed: Settings) -> None:
    async with open_app(deployed) as app:
        (result,) = await app.receive(DEFAULT, "alertmanager", b'{"version": "3"}', {})
        (letter,) = await _letters(app)
    assert (result.status, result.ref) == ("rejected", letter.id)
    assert (letter.field, letter.reason) == (result.field, result.reason)


def test_the_data_folder_is_made_for_us_alone_and_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    prepare_folder(Settings(data_dir=tmp_path / "deep" / "data"))
    assert stat.S_IMODE((tmp_path / "deep" / "data").stat().st_mode) == 0o700
    (tmp_path / "own").mkdir(mode=0o750)
    prepare_folder(Settings(data_dir=tmp_path / "own"))
    assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == 0o750


async def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(Misconfigured, match=f"the data folder {path} cannot be made") as refused:
            async with open_app(Settings(data_dir=path)):
                pass
        assert refused.value.facts == {"field": "data_dir"}


async def test_what_was_sent_before_is_recognised_after_a_restart(deployed: Settings) -> None:
    statuses = []
    body = _event()
    for _ in range(2):
        async with open_app(deployed) as app:
            (result,) = await app.receive(DEFAULT, "envelope", body, {})
            statuses.append(result.status)
    assert statuses == ["accepted", "duplicate"]
    key = deployed.data_dir / "dedup.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(bytes.fromhex(key.read_text())) == 32
    assert [path.name for path in deployed.data_dir.glob("dedup*")] == ["dedup.key"]


async def test_a_key_that_is_configured_is_used_and_none_is_kept(deployed: Settings) -> None:
    body = _event()
    for data_dir, expected in (("one", "accepted"), ("two", "duplicate")):
        chosen = replace(deployed, data_dir=deployed.data_dir / data_dir, dedup_key="the same on every machine")
        async with open_app(chosen) as app:
            (result,) = await app.receive(DEFAULT, "envelope", body, {})
        assert result.status == expected
        assert not (chosen.data_dir / "dedup.key").exists()


async def test_a_server_database_of_an_older_version_is_refused(deployed: Settings, database: Database) -> None:
    with database.write_engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    if database.is_sqlite:
        with pytest.raises(Misconfigured, match="could not be upgraded"):  # the tables are there already
            async with open_app(deployed):
                pass
        return
    with pytest.raises(
        Misconfigured, match=r"revision none, this version needs .* run `rootward db upgrade`"
    ) as refused:
        async with open_app(deployed):
            pass
    assert refused.value.facts == {"field": "database_url"}
    assert not sa.inspect(database.write_engine).has_table("alembic_version"), "nothing is upgraded unasked"


async def test_an_embedded_database_is_made_and_brought_up_to_date(tmp_path: Path) -> None:
    async with open_app(Settings(data_dir=tmp_path)) as app:
        assert await asyncio.to_thread(migrate.current_revision, app.db.write_engine) == migrate.head_revision()
        known = await app.db.read(tenants.list_tenants, tenant="*")
    assert [tenant.tenant for tenant in known] == [DEFAULT]


async def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"the database sqlite:///.*/absent/x.db cannot be opened"):
        async with open_app(Settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/absent/x.db")):
            pass


async def test_what_decides_a_report_beside_the_data_is_pinned(deployed: Settings) -> None:
    async with open_app(deployed) as app:
        pack = await app.pack_of(DEFAULT)
        assert app.pins_of(pack) == {
            "packs": standard().digest, "product": rootward.__version__, "parameters": parameters.digest()
        }  # fmt: skip


class _Judge:
    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, causes: tuple[Cause, ...], /) -> Sequence[Placed]:
        return [Placed(index=place, cites=()) for place in range(len(causes))]


async def test_a_plugin_may_bring_one_judge_whose_name_is_pinned(deployed: Settings) -> None:
    def one(registry: Registry) -> None:
        registry.add("judge", _Judge("model a, prompt 1"))

    async with open_app(deployed, [one]) as app:
        assert app.pins_of(await app.pack_of(DEFAULT))["judge"] == "model a, prompt 1"


async def test_waiting_for_work_that_nobody_does_ends(deployed: Settings) -> None:
    async with open_app(deployed) as app:
        await app.settle(timeout_s=0)
        await app.db.run(lambda c: app.bus.send(c, message("nobody", DEFAULT, "k", {})), tenant=DEFAULT)
        with pytest.raises(Unavailable, match="work still waits after 0 s") as refused:
            await app.settle(timeout_s=0)
    assert refused.value.facts["who"] == "pipeline"
