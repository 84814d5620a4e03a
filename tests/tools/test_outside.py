"""The way out for tools: bound to a tenant, and shut where none was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from rootward.errors import Denied, Misconfigured
from rootward.kit.addresses import Private
from rootward.kit.egress import Egress, Target
from rootward.kit.secrets import Secrets
from rootward.tools.outside import WayOut, closed


async def test_a_tool_reaches_the_secrets_of_its_own_tenant_only(tmp_path: Path) -> None:
    out = WayOut(Egress(Private()), Secrets({"ROOTWARD_SECRET_ACME__X": "theirs"}, tmp_path))
    assert await out.of("acme").secret("env:X") == "theirs"
    with pytest.raises(Misconfigured):
        await out.of("default").secret("env:X")


async def test_without_a_way_out_nothing_is_reached() -> None:
    nothing = closed("acme")
    with pytest.raises(Denied):
        await nothing.secret("env:X")
    with pytest.raises(Denied):
        async with nothing.line(Target(name="a", url="http://a")):
            raise AssertionError("reached")


async def test_a_line_is_held_to_the_addresses_that_are_permitted(tmp_path: Path) -> None:
    out = WayOut(Egress(Private()), Secrets({}, tmp_path)).of("acme")
    with pytest.raises(Denied, match="ROOTWARD_EGRESS_PRIVATE"):
        async with out.line(Target(name="a", url="http://127.0.0.1:1")):
            raise AssertionError("reached")
