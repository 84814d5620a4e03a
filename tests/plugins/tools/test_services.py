"""Which service a tool reaches: the connection there is, the one that was named, or the twin where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rootward.errors import BadInput, Denied, Misconfigured, NotFound
from rootward.kit.json_schema import check_schema, misfit
from rootward.plugins import builtin
from rootward.plugins.tools.services import arguments, chosen, done, reach, text
from rootward.plugins.twins.github import TWIN
from rootward.tools.contract import ToolContext, ToolSpec
from rootward.tools.outside import closed
from tests.plugins.tools.exchange import KEY, context_of

GITHUB = {"name": "gh", "kind": "github", "url": "https://api.github.com", "token": "env:T"}
ACTING = [tool.spec for tool in builtin.TOOLS if tool.spec.effect != "read"]


async def test_a_connection_that_cannot_be_used_is_an_error_and_never_the_twin(tmp_path: Path) -> None:
    context = context_of(tmp_path, GITHUB | {"token": "env:MISSING"})
    with pytest.raises(Misconfigured, match="ROOTWARD_SECRET_MISSING"):
        async with reach(context, "github", TWIN, {}):
            raise AssertionError("reached")
    assert not (tmp_path / "sandbox").exists()


async def test_one_connection_is_taken_and_of_several_one_must_be_named(tmp_path: Path) -> None:
    two = context_of(tmp_path, GITHUB, GITHUB | {"name": "ghes"})
    assert (await chosen(context_of(tmp_path, GITHUB), "github", {})).name == "gh"  # type: ignore[union-attr]
    assert (await chosen(two, "github", {"connection": "ghes"})).name == "ghes"  # type: ignore[union-attr]
    with pytest.raises(BadInput, match="say which, gh, ghes"):
        await chosen(two, "github", {})
    with pytest.raises(NotFound):
        await chosen(context_of(tmp_path), "github", {"connection": "gh"})
    assert await chosen(context_of(tmp_path), "github", {}) is None


async def test_without_a_sandbox_there_is_no_twin(tmp_path: Path) -> None:
    given = context_of(tmp_path)
    context = ToolContext(tenant="t", read=given.read, outside=closed("t"))
    with pytest.raises(Denied, match="no sandbox"):
        async with reach(context, "github", TWIN, {}):
            raise AssertionError("reached")


async def test_the_key_goes_with_what_has_an_effect_and_not_with_a_question(outside: Any, tmp_path: Path) -> None:
    keys: list[str | None] = []
    outside.answer = lambda m, p, q, h, b: (keys.append(h.get("idempotency-key")), (200, {}, b"{}"))[1]
    async with reach(context_of(tmp_path, GITHUB | {"url": outside.url}), "github", TWIN, {}) as service:
        await service.ask("GET", "/user")
        await service.ask("POST", "/x", {})
        sent = done(service, "did it", number=1)
    assert keys == [None, KEY] and sent.value == {"number": 1, "sandbox": False} and sent.summary == "did it"


@pytest.mark.parametrize("spec", ACTING, ids=lambda spec: spec.name)
def test_a_tool_that_acts_says_on_what_and_takes_nothing_else(spec: ToolSpec) -> None:
    assert spec.targets and spec.sensitive and spec.schema["additionalProperties"] is False
    properties: Any = spec.schema["properties"]
    assert all(pointer.lstrip("/") in properties for pointer in spec.sensitive)
    assert spec.rollback in ("", *(other.name for other in ACTING))
    check_schema(spec.schema)


def test_a_schema_is_closed_and_names_the_connection() -> None:
    schema = arguments(("a",), a=text(3, pattern="^x"))
    assert misfit(schema, {"a": "xy", "connection": "gh"}) is None
    for wrong in ({}, {"a": "y"}, {"a": "xxxx"}, {"a": "x", "b": 1}):
        assert misfit(schema, wrong) is not None
