"""`rootward tools`: seen, disabled, enabled, pinned, approved; embedded and against a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.plugins.tools.mcp_servers import ADD, Present


def test_tools_are_listed_and_shown(shell: Shell) -> None:
    listed = shell.done("tools", "list", "--name", "github.")
    assert "github.open_issue" in listed and "non_idempotent" in listed
    shown = shell.done("tools", "show", "github.open_issue")
    assert "repository:{owner}/{repo}" in shown and "argument title" in shown and "github.set_state" in shown
    assert {item["origin"] for item in shell.json("tools", "list")["items"]} == {"builtin"}


def test_a_tool_is_disabled_enabled_and_pinned(shell: Shell) -> None:
    assert shell.json("tools", "disable", "http.request")["state"] == "disabled"
    assert "http.request" in shell.done("tools", "list", "--state", "disabled")
    on = shell.json("tools", "enable", "http.request")
    assert (on["state"], on["pinned"]) == ("enabled", on["schema_hash"])
    assert shell.json("tools", "pin", "http.get")["pinned"]


def test_a_server_is_looked_at_and_what_it_changed_is_approved(shell: Shell, outside: Any, tmp_path: Path) -> None:
    server = Present(outside)
    pack = {"name": "ops", "version": "1", "requires": ["sre"], "mcp": [{"name": "s", "url": outside.url}]}
    (tmp_path / "ops.json").write_text(json.dumps(pack))
    shell.done("packs", "add", str(tmp_path / "ops.json"), "--activate")
    assert "s" in shell.done("tools", "servers")
    shell.done("tools", "look", "s")
    assert shell.json("tools", "enable", "mcp.s.add")["state"] == "enabled"
    server.tools = [ADD | {"description": "Something else."}]
    assert shell.json("tools", "look", "s")["items"][0]["changed"] == ["mcp.s.add"]
    shell("tools", "enable", "mcp.s.add").refused(10, "quarantined")
    shell("tools", "approve", "mcp.s.add", "0123456789").refused(10, "look at it again")
    now = shell.json("tools", "show", "mcp.s.add")["schema_hash"]
    assert shell.json("tools", "approve", "mcp.s.add", now[:12])["state"] == "enabled"


@pytest.mark.parametrize("words", [("show", "no.such"), ("disable", "no.such"), ("look", "nothing")])
def test_what_is_not_there_is_refused(shell: Shell, words: tuple[str, ...]) -> None:
    shell("tools", *words).refused(3, "there is no")
