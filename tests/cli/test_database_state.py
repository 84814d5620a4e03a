"""The state of the database, as the doctor tells it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from rootward.cli.database_state import database_state
from rootward.kit.db import Database
from rootward.kit.migrate import head_revision
from rootward.settings import Settings

_POSTGRES = os.environ.get("ROOTWARD_TEST_POSTGRES", "")


def _told(settings: Settings) -> dict[str, tuple[str, str]]:
    return {what: (state, detail) for state, what, detail in database_state(settings)}


def test_a_database_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    assert _told(Settings(data_dir=tmp_path / "data")) == {}
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_as_it_should_be_is_ok(deployed: Settings, database: Database) -> None:
    told = _told(deployed)
    assert {state for state, _ in told.values()} == {"ok"}
    assert told["schema"] == ("ok", f"revision {head_revision()}")
    assert told.keys() == ({"schema"} if database.is_sqlite else {"schema", "tenant wall", "collation"})


def test_an_old_schema_is_upgraded_on_opening_or_by_whoever_owns_it(deployed: Settings, database: Database) -> None:
    with database.write_engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    state, detail = _told(deployed)["schema"]
    assert "revision none" in detail
    assert (state, "rootward db upgrade" in detail) == (("note", False) if database.is_sqlite else ("wrong", True))


def test_a_schema_of_a_newer_version_is_wrong(deployed: Settings, database: Database) -> None:
    with database.write_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    state, detail = _told(deployed)["database"]
    assert (state, "9999" in detail) == ("wrong", True)


@pytest.mark.parametrize("url", ["postgresql://me:hidden@127.0.0.1:1/none", "sqlite:///{}/junk.db"])
def test_a_database_that_cannot_be_read_is_named(tmp_path: Path, url: str) -> None:
    (tmp_path / "junk.db").write_bytes(b"not a database" * 100)
    state, detail = _told(Settings(data_dir=tmp_path, database_url=url.format(tmp_path)))["database"]
    assert (state, "hidden" in detail) == ("wrong", False)
    assert "cannot be opened" in detail


def test_a_url_that_is_none_is_told_without_its_password(tmp_path: Path) -> None:
    for url in ("postgresql://me:hidden@host:port/name", "hidden", "mysql://me:hidden@host/name"):
        state, detail = _told(Settings(data_dir=tmp_path, database_url=url))["database"]
        assert (state, "hidden" in detail, "database_url" in detail) == ("wrong", False, True)


def test_a_data_folder_that_others_can_look_into_is_told(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir(mode=0o700)
    assert _told(settings) == {}
    settings.data_dir.chmod(0o755)
    assert _told(settings)["data folder"] == (
        "warning", f"others on this machine can look into {settings.data_dir}: chmod 700 {settings.data_dir}"
    )  # fmt: skip


@pytest.fixture(params=["postgresql"])
def in_words() -> Iterator[str]:
    """The URL of a PostgreSQL database that sorts text as people do."""
    if not _POSTGRES:
        pytest.skip("ROOTWARD_TEST_POSTGRES names no database")
    url = sa.make_url(_POSTGRES).set(drivername="postgresql+psycopg")
    root, name = sa.create_engine(url, isolation_level="AUTOCOMMIT"), f"c_{secrets.token_hex(6)}"
    locale = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'"
    with root.connect() as connection:
        try:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 {locale}")
        except sa.exc.DBAPIError as error:
            pytest.skip(f"this PostgreSQL makes no such database: {error.orig}")
    yield url.set(database=name).render_as_string(hide_password=False)
    with root.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")
    root.dispose()


def test_text_that_sorts_as_people_do_is_told(tmp_path: Path, in_words: str) -> None:
    told = _told(replace(Settings(data_dir=tmp_path), database_url=in_words))
    assert told["collation"][0] == "warning"
    assert "LC_COLLATE 'C'" in told["collation"][1]
    assert told["tenant wall"][0] == "ok"
