"""Connections in packs: what one must say, and what it may not."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import BadInput
from rootward.packs.connections import check

GOOD: dict[str, Any] = {"name": "main", "kind": "prometheus", "url": "https://prometheus.example:9090/prom"}


def test_a_connection_with_everything_is_taken() -> None:
    more = {
        "token": "env:PROM", "headers": {"X-Scope-OrgID": "shop"}, "timeout": "5s", "resolution": "30s",
        "labels": {"service": ["app_name"]}, "select": ['cluster="eu-1"'], "metrics": ["shop_.*"],
    }  # fmt: skip
    found = check(GOOD | more)
    assert found.labels == {"service": ("app_name",)} and found.token == "env:PROM"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "ftp://x"}, "url"),
        ({"url": "http://user:s3same@x"}, "url"),
        ({"token": "eyJhbGciOi"}, "token"),
        ({"password": "hunter2", "username": "ann"}, "password"),
        ({"token": "env:A", "username": "ann", "password": "env:B"}, "connection"),
        ({"username": "ann"}, "connection"),
        ({"headers": {"Authorization": "Bearer x"}}, "headers"),
        ({"headers": {"X": "a\r\nb"}}, "headers.X"),
        ({"headers": {"X-Api-Key": "hunter2"}}, "headers"),
        ({"select": ['a="b"} or vector(1) #']}, "select.0"),
        ({"metrics": ["("]}, "metrics"),
        ({"labels": {"planet": ["x"]}}, "labels.planet.[key]"),
        ({"kind": "carrier-pigeon"}, "kind"),
        ({"timeout": "soon"}, "timeout"),
        ({"kind": "kubernetes", "metrics": ["x"]}, "connection"),
        ({"colour": "blue"}, "colour"),
        ({"name": "No Name"}, "name"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        check(GOOD | change)
    assert caught.value.facts["field"] == field
    assert "hunter2" not in caught.value.message and "s3same" not in caught.value.message
