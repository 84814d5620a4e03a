"""Declared tools over real HTTP on loopback: one request, its arguments as values, its secrets seen by nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import BadInput, Denied, Misconfigured, NotFound, TimedOut, Unavailable
from rootward.kit.addresses import Private
from rootward.kit.db import Database
from rootward.kit.egress import Egress
from rootward.kit.secrets import Secrets
from rootward.packs import store
from rootward.packs.load import load_body
from rootward.tenancy import tenants
from rootward.tools.contract import ToolContext
from rootward.tools.declared import DeclaredHttp, DeclaredTools
from rootward.tools.outside import WayOut

ARGUMENTS = {
    "type": "object", "required": ["service"],
    "properties": {"service": {"type": "string"}, "reason": {"type": "string"}, "count": {"type": "integer"}},
}  # fmt: skip
SECRET = "tok-5a1f9c33e0b87d64"


def _tool(url: str, **change: Any) -> DeclaredHttp:
    item = {
        "name": "deploy.restart", "description": "Restart a service.", "url": f"{url}/v1/services/{{service}}/restart",
        "headers": {"authorization": "Bearer ${DEPLOY_TOKEN}"}, "arguments": ARGUMENTS,
        "body": {"reason": "{reason}", "count": "{count}", "via": "rootward"}, "rollback": "deploy.undo",
    }  # fmt: skip
    pack = load_body({"name": "p", "version": "1", "tools": [item | change]})
    return DeclaredHttp(pack.tools[0], "pack:p")


def _context(tmp_path: Path, key: str = "act_1", private: Private | None = None) -> ToolContext:
    async def read(_unit: Any) -> Any:
        raise AssertionError("a declared tool needs no store")

    secrets = Secrets({"ROOTWARD_SECRET_DEPLOY_TOKEN": SECRET}, tmp_path)
    out = WayOut(Egress(private or Private(everywhere=True)), secrets)
    return ToolContext(tenant="default", read=read, outside=out.of("default"), idempotency_key=key)


class Seen:
    """A server that notes what it was asked."""

    def __init__(self, outside: Any, status: int = 200, body: Any = None) -> None:
        self.asked: list[tuple[str, str, dict[str, Any], dict[str, str], bytes]] = []

        def answer(method: str, path: str, query: dict[str, Any], headers: dict[str, str], content: bytes) -> Any:
            self.asked.append((method, path, query, headers, content))
            echoed = {"you_sent": headers.get("authorization")} if body is None else body
            return status, {}, json.dumps(echoed).encode()

        outside.answer = answer


async def test_a_call_is_one_request_with_its_arguments_its_credentials_and_its_key(
    outside: Any, tmp_path: Path
) -> None:
    seen = Seen(outside)
    result = await _tool(outside.url).call({"service": "a/../b", "count": 2}, _context(tmp_path))
    method, path, _, headers, content = seen.asked[0]
    assert (method, path) == ("POST", "/v1/services/a%2F..%2Fb/restart")
    assert (headers["authorization"], headers["idempotency-key"]) == (f"Bearer {SECRET}", "act_1")
    assert json.loads(content) == {"count": 2, "via": "rootward"}
    assert SECRET not in repr(result) and result.value["status"] == 200
    assert "[redacted:" in json.dumps(result.value["body"])


async def test_without_a_body_what_the_url_does_not_take_is_sent(outside: Any, tmp_path: Path) -> None:
    seen = Seen(outside)
    await _tool(outside.url, body=None).call({"service": "a", "reason": "x {service}"}, _context(tmp_path))
    assert json.loads(seen.asked[0][4]) == {"reason": "x {service}"}
    tool = _tool(outside.url, body=None, method="GET")
    await tool.call({"service": "a", "reason": "b&c=d", "count": 1}, _context(tmp_path))
    assert seen.asked[1][2] == {"reason": ["b&c=d"], "count": ["1"]}
    assert "idempotency-key" not in seen.asked[1][3] and tool.spec.effect == "read"


async def test_a_preview_shows_the_request_without_its_secrets_and_the_answer_to_the_dry_run(
    outside: Any, tmp_path: Path
) -> None:
    seen = Seen(outside, body={"replicas": 3})
    tool = _tool(outside.url, dry_run={"url": f"{outside.url}/v1/services/{{service}}"})
    shown = await tool.preview({"service": "shop", "reason": "stuck"}, _context(tmp_path))
    assert shown.value == {
        "request": {
            "method": "POST", "url": f"{outside.url}/v1/services/shop/restart",
            "headers": {"authorization": "Bearer ${DEPLOY_TOKEN}"}, "body": {"reason": "stuck", "via": "rootward"},
        },
        "dry_run": {"status": 200, "body": {"replicas": 3}},
    }  # fmt: skip
    assert [(method, path) for method, path, *_ in seen.asked] == [("GET", "/v1/services/shop")]
    assert "idempotency-key" not in seen.asked[0][3]
    without = await _tool(outside.url).preview({"service": "shop"}, _context(tmp_path))
    assert len(seen.asked) == 1 and "would send POST" in without.summary


def test_what_nobody_says_about_a_tool_is_taken_for_the_worse(outside: Any) -> None:
    spec = _tool("https://deploy.example.com").spec
    assert (spec.effect, spec.risk, spec.origin) == ("non_idempotent", "high", "pack:p")
    assert (spec.hosts, spec.rollback) == (("deploy.example.com",), "deploy.undo")
    assert _tool("https://x", effect="idempotent").spec.risk == "medium"
    assert _tool("https://x", method="GET", body=None).spec.risk == "low"


@pytest.mark.parametrize(
    ("status", "error"), [(403, Denied), (404, NotFound), (422, BadInput), (500, Unavailable), (302, Unavailable)]
)
async def test_a_refusal_is_an_error_without_the_secret(
    outside: Any, tmp_path: Path, status: int, error: type[Exception]
) -> None:
    Seen(outside, status, {"message": f"no: Bearer {SECRET}"})
    with pytest.raises(error) as caught:
        await _tool(outside.url).call({"service": "a"}, _context(tmp_path))
    assert SECRET not in str(caught.value) and SECRET not in repr(caught.value.__dict__)


async def test_where_nobody_listens_nothing_was_done(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        await _tool("http://127.0.0.1:9").call({"service": "a"}, _context(tmp_path))
    assert caught.value.facts["reached"] is False and SECRET not in str(caught.value)


async def test_no_answer_in_time_may_mean_that_it_was_done(outside: Any, tmp_path: Path) -> None:
    outside.answer = lambda *_: (200, {"content-length": "9"}, b"short")
    with pytest.raises(TimedOut) as caught:
        await _tool(outside.url, timeout="200ms").call({"service": "a"}, _context(tmp_path))
    assert caught.value.facts["reached"] is True


async def test_a_missing_secret_stops_the_call_before_anything_is_sent(outside: Any, tmp_path: Path) -> None:
    tool = _tool(outside.url, headers={"authorization": "Bearer ${OTHER}", "x-b": "file:gone"})
    with pytest.raises(Misconfigured, match="ROOTWARD_SECRET_OTHER"):
        await tool.call({"service": "a"}, _context(tmp_path))
    assert outside.asked == []


async def test_a_private_address_needs_the_operators_permission(outside: Any, tmp_path: Path) -> None:
    with pytest.raises(Denied, match="ROOTWARD_EGRESS_PRIVATE"):
        await _tool(outside.url).call({"service": "a"}, _context(tmp_path, private=Private()))
    assert outside.asked == []


async def test_a_tenants_active_packs_bring_its_tools(database: Database) -> None:
    pack = load_body(
        {"name": "p", "version": "1", "tools": [{"name": "a.b", "description": "c", "url": "https://x/y"}]}
    )

    def unit(connection: Any) -> None:
        tenants.ensure_default(connection)
        store.activate(connection, "default", "p", store.save(connection, "default", pack, actor="ana"), actor="ana")

    await database.run(unit, tenant="default")
    for tenant, names in (("default", ["a.b"]), ("other", [])):
        found = await database.read(
            lambda c, tenant=tenant: DeclaredTools().tools_of(c, tenant, store.active_pack(c, tenant)), tenant=tenant
        )
        assert [tool.spec.name for tool in found] == names
