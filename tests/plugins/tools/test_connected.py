"""Connections as targets: found by name, with their credentials filled in and never shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rootward.errors import Misconfigured, NotFound
from rootward.kit.addresses import Private
from rootward.kit.egress import Egress
from rootward.kit.secrets import Secrets
from rootward.packs.connections import check
from rootward.packs.load import load_body
from rootward.plugins.tools.connected import connection_named, connections_of, target_of
from rootward.tools.contract import ToolContext
from rootward.tools.outside import WayOut


def _context(tmp_path: Path, *declared: dict[str, Any], **variables: str) -> ToolContext:
    pack = load_body({"name": "p", "version": "1", "connections": list(declared)})

    async def read(_unit: Any) -> Any:
        return pack.connections

    return ToolContext(
        tenant="default", read=read, outside=WayOut(Egress(Private()), Secrets(variables, tmp_path)).of("default")
    )


PROM = {"name": "b", "kind": "prometheus", "url": "https://p:9090"}


async def test_connections_of_a_kind_come_by_name(tmp_path: Path) -> None:
    context = _context(tmp_path, PROM, PROM | {"name": "a"}, PROM | {"name": "k", "kind": "kubernetes"})
    assert [item.name for item in await connections_of(context, "prometheus")] == ["a", "b"]
    assert (await connection_named(context, "kubernetes", "k")).url == "https://p:9090"
    with pytest.raises(NotFound, match="there are a, b"):
        await connection_named(context, "prometheus", "k")


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ({"token": "env:T"}, "Bearer t0p"),
        ({"username": "ann", "password": "env:T"}, "Basic YW5uOnQwcA=="),
        ({}, None),
    ],
)
async def test_credentials_become_a_header_that_is_not_shown(
    tmp_path: Path, given: dict[str, str], header: str | None
) -> None:
    target = await target_of(check(PROM | given), _context(tmp_path, ROOTWARD_SECRET_T="t0p"))
    assert target.headers.get("authorization") == header
    assert "t0p" not in repr(target)


async def test_headers_and_times_are_those_of_the_connection(tmp_path: Path) -> None:
    item = check(PROM | {"headers": {"X-Scope-OrgID": "shop"}, "timeout": "3s"})
    target = await target_of(item, _context(tmp_path))
    assert target.headers == {"X-Scope-OrgID": "shop"} and target.timeout_s == 3.0
    assert (await target_of(item, _context(tmp_path), most_s=1.0)).timeout_s == 1.0


async def test_a_header_may_be_a_reference(tmp_path: Path) -> None:
    item = check(PROM | {"headers": {"X-Api-Key": "env:T"}})
    target = await target_of(item, _context(tmp_path, ROOTWARD_SECRET_T="t0p"))
    assert target.headers == {"X-Api-Key": "t0p"} and "t0p" not in repr(target)


async def test_a_secret_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="ROOTWARD_SECRET_T"):
        await target_of(check(PROM | {"token": "env:T"}), _context(tmp_path))
    with pytest.raises(Misconfigured, match="certificates cannot be used"):
        (tmp_path / "default").mkdir()
        (tmp_path / "default" / "ca.pem").write_text("no certificate")
        await target_of(check(PROM | {"authority": "file:ca.pem"}), _context(tmp_path))
