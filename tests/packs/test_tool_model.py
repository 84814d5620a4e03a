"""Tools in packs: what a declaration must say, what it may not, and what others' declarations become."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.errors import Misconfigured
from rootward.packs.load import load_text
from rootward.packs.model import Pack
from rootward.packs.overlay import overlay
from rootward.packs.tool_model import holes

RESTART: dict[str, Any] = {
    "name": "deploy.restart", "description": "Restart a service.",
    "url": "https://deploy.example.com/v1/services/{service}/restart",
    "headers": {"authorization": "Bearer ${DEPLOY_TOKEN}"}, "body": {"reason": "{reason}"},
    "arguments": {
        "type": "object", "required": ["service"],
        "properties": {"service": {"type": "string"}, "reason": {"type": "string"}},
    },
    "effect": "idempotent", "risk": "medium", "targets": ["service:{service}"], "sensitive": ["/service"],
    "dry_run": {"url": "https://deploy.example.com/v1/services/{service}"},
}  # fmt: skip


def _pack(*tools: Any, **sections: Any) -> Pack:
    body = {"name": "p", "version": "1", "tools": tools[0] if tools and "name" not in tools[0] else list(tools)}
    return load_text(json.dumps(body | sections))


def test_a_declared_tool_has_a_closed_schema() -> None:
    tool = _pack(RESTART).tools[0]
    assert tool.arguments["additionalProperties"] is False
    assert tool.dry_run is not None and tool.dry_run.method == "GET"
    assert _pack({"name": "a", "description": "b", "url": "https://x"}).tools[0].arguments["properties"] == {}


def test_the_tools_of_an_exception_platforms_domain_pack_load_as_they_are() -> None:
    tools = {
        "getOrder": {
            "description": "Fetch original order by orderId.", "endpoint": "https://api.example.com/trades/getOrder",
            "parameters": {"orderId": {"type": "string", "required": True}, "asOf": {"type": "date"}},
            "version": "1.2.0", "timeoutSeconds": 12.5, "maxRetries": 3,
        },
        "openCase": {
            "description": "Open a case in ops workflow.", "endpoint": "https://api.example.com/workflow/openCase",
            "parameters": {"caseType": {"type": "string", "required": True},
                           "payload": {"type": "object", "required": False}},
        },
    }  # fmt: skip
    first, second = _pack(tools).tools
    assert (first.name, first.version, first.timeout, first.retries) == ("getOrder", "1.2.0", "12500ms", 3)
    assert (first.url, first.method) == ("https://api.example.com/trades/getOrder", "POST")
    assert first.arguments == {
        "type": "object", "additionalProperties": False, "required": ["orderId"],
        "properties": {"orderId": {"type": "string"}, "asOf": {"type": "string"}},
    }  # fmt: skip
    assert second.arguments["properties"] == {"caseType": {"type": "string"}, "payload": {"type": "object"}}
    assert _pack(tools).digest == load_text(json.dumps(_pack(tools).body)).digest


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"url": "https://{host}/x"}, "must begin with a server"),
        ({"url": "https://x.{service}/y"}, "must begin with a server"),
        ({"url": "https://user:pw@x/y"}, "user name"),
        ({"url": "ftp://x/y"}, "must begin with a server"),
        ({"url": "https://x/y?key=${KEY}"}, "holds no secret"),
        ({"url": "https://x/{planet}"}, "not among the arguments"),
        ({"url": "https://x/{reason}"}, "must be required"),
        ({"body": {"a": ["{planet}"]}}, "not among the arguments"),
        ({"targets": ["service:{planet}"]}, "not among the arguments"),
        ({"headers": {"authorization": "Bearer hunter2"}}, "give a reference"),
        ({"headers": {"x-api-key": "hunter2"}}, "give a reference"),
        ({"headers": {"x-service": "{service}"}}, "takes no arguments"),
        ({"headers": {"X": "a\r\nb"}}, "pattern"),
        ({"arguments": {"type": "object", "properties": {"service": {}}, "additionalProperties": True}}, "closed"),
        ({"arguments": {"type": "object", "properties": {"service": {"$ref": "http://x"}}}}, r"without \$ref"),
        ({"arguments": {"type": "object", "properties": {"service": {"type": "planet"}}}}, "not a JSON Schema"),
        ({"sensitive": ["service"]}, "pattern"),
        ({"effect": "harmless"}, "effect"),
        ({"endpoint": "https://x"}, "both of its names"),
        ({"name": "a b"}, "pattern"),
        ({"hosts": ["*"]}, "is not a host"),
        ({"surprise": 1}, "not known here"),
    ],
)
def test_a_mistake_in_a_tool_is_named(change: dict[str, Any], word: str) -> None:
    with pytest.raises(Misconfigured, match=word):
        _pack(RESTART | change)


@pytest.mark.parametrize(
    ("server", "word"),
    [
        ({"name": "s"}, "either a url or a command"),
        ({"name": "s", "url": "https://x", "command": ["y"]}, "either a url or a command"),
        ({"name": "s", "command": ["y"], "token": "env:T"}, "from its environment"),
        ({"name": "s", "url": "https://x", "environment": {"A": "b"}}, "for a command only"),
        ({"name": "s", "command": ["y"], "environment": {"API_KEY": "hunter2"}}, "give a reference"),
        ({"name": "s", "url": "https://x", "tools": [{"name": "a"}, {"name": "a"}]}, "used twice"),
    ],
)
def test_a_mistake_in_a_server_is_named(server: dict[str, Any], word: str) -> None:
    with pytest.raises(Misconfigured, match=word):
        _pack(mcp=[server])


def test_a_tenants_pack_replaces_and_removes_tools_by_name() -> None:
    lower = _pack(RESTART, RESTART | {"name": "deploy.stop"}, mcp=[{"name": "s", "url": "https://x"}])
    upper = load_text(
        json.dumps({"name": "t", "version": "1", "tools": [RESTART | {"risk": "high"}],
                    "remove": ["tools.deploy.stop", "mcp.s"], "egress": {"hosts": ["api.example.com"]}})
    )  # fmt: skip
    both = overlay([lower, upper])
    assert [(tool.name, tool.risk) for tool in both.tools] == [("deploy.restart", "high")]
    assert both.mcp == () and both.egress.hosts == ("api.example.com",)


def test_a_secret_is_no_place_for_an_argument() -> None:
    assert list(holes({"a": ["{x} ${Y}", {"{key}": "{z}"}], "b": 3})) == ["x", "z"]
