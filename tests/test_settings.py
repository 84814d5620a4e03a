"""Settings: read from the environment, refused by the name of the variable, overridden by flags."""

from __future__ import annotations

import os
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import Misconfigured
from rootward.settings import Settings, describe, from_environment, secret_variables

NAMES = {f"ROOTWARD_{item.name.upper()}": item for item in fields(Settings)}


def test_nothing_set_gives_the_defaults() -> None:
    assert from_environment({}) == Settings()
    assert from_environment({"ROOTWARD_TYPO": "1", "PATH": "/bin"}) == Settings()


def test_every_setting_is_read_from_a_variable_of_its_name() -> None:
    given_values = {bool: "true", int: "7", float: "2.5", str: "x", type(Path()): "/data"}
    words = {"log_level": "debug", "log_format": "json"}
    for name, item in NAMES.items():
        kind = type(item.default)
        text = words.get(item.name, given_values[kind])
        expected = {bool: True, int: 7, float: 2.5, type(Path()): Path("/data")}.get(kind, text)
        assert getattr(from_environment({name: text}), item.name) == expected, name


def test_a_variable_that_is_empty_is_not_set() -> None:
    assert from_environment(dict.fromkeys(NAMES, "")) == Settings()


@pytest.mark.parametrize(
    ("text", "expected"), [("1", True), ("TRUE", True), ("yes", True), ("0", False), ("False", False), ("no", False)]
)
def test_yes_and_no_have_several_words(text: str, expected: bool) -> None:
    assert from_environment({"ROOTWARD_REQUIRE_LOGIN": text}).require_login is expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("ROOTWARD_PORT", "http", "a whole number"),
        ("ROOTWARD_PORT", "70000", "from 0 to 65535"),
        ("ROOTWARD_REQUIRE_LOGIN", "maybe", "true or false"),
        ("ROOTWARD_LEASE_S", "soon", "a number"),
        ("ROOTWARD_LEASE_S", "nan", "from 0.1"),
        ("ROOTWARD_LEASE_S", "inf", "from 0.1"),
        ("ROOTWARD_CONCURRENCY", "0", "from 1"),
        ("ROOTWARD_PORT", "1" * 400, "from 0 to 65535"),
        ("ROOTWARD_LOG_LEVEL", "loud", "debug, info, warning, error"),
        ("ROOTWARD_LOG_FORMAT", "xml", "json, text, auto"),
    ],
)
def test_a_wrong_value_names_the_variable_the_value_and_what_is_right(name: str, text: str, expected: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        from_environment({name: text})
    assert refused.value.facts["field"] == name
    assert all(part in refused.value.message for part in (name, text, expected)), refused.value.message


def test_a_flag_goes_over_the_environment_and_an_absent_one_does_not() -> None:
    chosen = from_environment({"ROOTWARD_PORT": "1", "ROOTWARD_HOST": "::1"}, port=2, host=None)
    assert (chosen.port, chosen.host) == (2, "::1")


def test_a_flag_is_checked_like_a_variable() -> None:
    with pytest.raises(Misconfigured, match="ROOTWARD_PORT must be a number from 0 to 65535, not -1"):
        from_environment({}, port=-1)


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.text(max_size=12)))
def test_any_environment_is_read_or_refused_by_the_name_of_a_variable(environment: dict[str, str]) -> None:
    try:
        from_environment(environment)
    except Misconfigured as error:
        assert error.facts["field"] in environment


def test_the_process_environment_is_read_when_no_other_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name in NAMES]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ROOTWARD_PORT", "9090")
    assert from_environment().port == 9090


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_every_setting_is_described_with_its_default() -> None:
    described = {name: (default, doc) for name, default, doc in describe()}
    assert described.keys() == NAMES.keys()
    assert all(doc for _, doc in described.values())
    assert described["ROOTWARD_PORT"][0] == "8080"


def test_secrets_are_marked() -> None:
    secret = {item.name for item in fields(Settings) if item.metadata["secret"]}
    assert secret == {
        "database_url", "dedup_key", "webhook_secret_github", "vault_token", "aws_secret_access_key",
        "aws_session_token", "audit_key", "audit_witness_token", "ingest_secret", "oidc_client_secret",
    }  # fmt: skip


def test_the_embedded_database_lies_in_the_data_folder() -> None:
    assert Settings(data_dir=Path("/d")).resolved_database_url == "sqlite:////d/rootward.db"
    assert Settings(database_url="postgresql://h/n").resolved_database_url == "postgresql://h/n"


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("", False)]
)
def test_loopback_is_this_machine_alone(host: str, expected: bool) -> None:
    assert Settings(host=host).is_loopback is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"host": "0.0.0.0", "port": 9}, "http://127.0.0.1:9"),
        ({"host": "::", "port": 9}, "http://[::1]:9"),
        ({"host": "sre.example", "port": 9}, "http://sre.example:9"),
        ({"public_url": "https://rootward.example/sre/"}, "https://rootward.example/sre"),
    ],
)
def test_people_reach_the_server_at_one_address(given: dict[str, Any], expected: str) -> None:
    assert Settings(**given).address == expected


def test_only_variables_that_references_may_reach_are_secrets() -> None:
    there = {"ROOTWARD_SECRET_A": "1", "ROOTWARD_DEDUP_KEY": "2", "SECRET_B": "3", "ROOTWARD_SECRETS_DIR": "/s"}
    assert secret_variables(there) == {"ROOTWARD_SECRET_A": "1"}


def test_secrets_in_files_are_in_the_data_folder_unless_said_otherwise() -> None:
    assert from_environment({"ROOTWARD_DATA_DIR": "/d"}).resolved_secrets_dir == Path("/d/secrets")
    assert from_environment({"ROOTWARD_SECRETS_DIR": "/s"}).resolved_secrets_dir == Path("/s")
