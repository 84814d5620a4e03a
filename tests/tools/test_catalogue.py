"""What a tenant sees: everybody's tools and its own, each with where it comes from and whether it can be called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from rootward.audit.entry import Actor
from rootward.errors import Denied, NotFound
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database
from rootward.packs.model import Pack
from rootward.tenancy import tenants
from rootward.tools import states
from rootward.tools.catalogue import Catalogue
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

CLOSED: dict[str, JSON] = {"type": "object", "properties": {}, "additionalProperties": False}


@dataclass(frozen=True)
class Named:
    name: str
    origin: str = "builtin"

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(name=self.name, description="d", schema=CLOSED, origin=self.origin)

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        return ToolResult(value={}, summary="called")


class Acmes:
    """Brings acme two tools, of which one takes a name that is taken."""

    def tools_of(self, _connection: Connection, tenant: str, _pack: Pack) -> Sequence[Named]:
        return [Named("own", "pack:p"), Named("everybodys", "pack:p")] if tenant == "acme" else []


CATALOGUE = Catalogue([Named("everybodys"), Named("third")], [Acmes()], {"third": "plugin:x"})


async def test_a_tenant_sees_everybodys_tools_and_its_own(database: Database) -> None:
    for tenant, names in (("acme", ["everybodys", "own", "third"]), ("other", ["everybodys", "third"])):
        found = await database.read(lambda c, tenant=tenant: CATALOGUE.listed(c, tenant), tenant=tenant)
        assert [item.spec.name for item in found] == names
        assert [item.kind for item in found if item.scope == "global"] == ["builtin", "plugin"]


async def test_a_name_that_is_taken_keeps_its_tool(database: Database) -> None:
    found = await database.read(lambda c: CATALOGUE.find(c, "acme", "everybodys"), tenant="acme")
    assert (found.scope, found.spec.origin) == ("global", "builtin")


async def test_another_tenants_tool_is_not_there(database: Database) -> None:
    with pytest.raises(NotFound):
        await database.read(lambda c: CATALOGUE.find(c, "other", "own"), tenant="other")


async def test_a_disabled_tool_cannot_be_opened(database: Database) -> None:
    await database.run(tenants.ensure_default, tenant="default")
    actor = Actor(id="ana", kind="human", auth="x")
    spec = Named("everybodys").spec
    await database.run(lambda c: states.set_enabled(c, "default", spec, False, actor=actor), tenant="default")
    with pytest.raises(Denied, match="disabled by ana"):
        await database.read(lambda c: CATALOGUE.open(c, "default", "everybodys"), tenant="default")
    assert (await database.read(lambda c: CATALOGUE.open(c, "acme", "everybodys"), tenant="acme")).standing.is_open
