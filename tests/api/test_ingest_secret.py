"""Ingest secret: which tenants the setting names (who is let in: tests/api/test_agent_runs.py)."""

from __future__ import annotations

import pytest

from rootward.api.ingest_secret import secrets_of


@pytest.mark.parametrize(
    ("setting", "read"),
    [
        ("", ()),
        ("plain", (("default", "plain"),)),
        ("acme=one, other=two", (("acme", "one"), ("other", "two"))),
        ("Zm9vYmFyCg==", (("default", "Zm9vYmFyCg=="),)),
        ("acme=Zm9vYmFyCg==", (("acme", "Zm9vYmFyCg=="),)),
    ],
)
def test_a_part_names_its_tenant_or_means_the_default_one(setting: str, read: tuple[tuple[str, str], ...]) -> None:
    assert secrets_of(setting) == read
