"""`rootward tools`."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.options import Options
from rootward.cli.output import number, text, when, word

cli = options.group("List tools, enable, disable, pin and approve them.")
_COLUMNS = (word("NAME"), word("STATE"), word("EFFECT"), word("RISK"), word("ORIGIN", 1), text("WHAT IT DOES", 2))
_SERVERS = (word("NAME"), word("AT"), number("TOOLS"), word("LOOKED AT"), text("CHANGED"))
_API = "/api/v1/tools"
Name = Annotated[str, typer.Argument(help="the tool's name")]


@cli.command("list")
def list_(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="a part of the name")] = "",
    state: Annotated[str, typer.Option(help="enabled, disabled or quarantined")] = "",
    origin: Annotated[str, typer.Option(help="builtin, plugin, pack or mcp")] = "",
) -> None:
    """The tools of the tenant, and whether each can be called."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get(_API, name=name, state=state, origin=origin)
            output.show(given, body, [_row(item) for item in body["items"]], _COLUMNS, "No tool is like that.")

    run(work)


@cli.command()
def show(context: typer.Context, name: Name) -> None:
    """What a tool declares: its arguments, what it acts on, what it may reach, what takes it back."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get(f"{_API}/{name}")
            output.show(given, body, list(_facts(body)), (word("FACT"), text("VALUE")))

    run(work)


@cli.command()
def enable(context: typer.Context, name: Name) -> None:
    """Let the tenant call a tool; it is held to what it is now."""
    _decide(context, name, "PUT", "enablement", {"enabled": True})


@cli.command()
def disable(context: typer.Context, name: Name) -> None:
    """Let nobody of the tenant call a tool."""
    _decide(context, name, "PUT", "enablement", {"enabled": False})


@cli.command()
def pin(context: typer.Context, name: Name) -> None:
    """Hold a tool to what it is now: when it says something else later, nobody calls it."""
    _decide(context, name, "POST", "pin", None)


@cli.command()
def approve(
    context: typer.Context,
    name: Name,
    schema_hash: Annotated[
        str, typer.Argument(help="what you looked at: SCHEMA_HASH of `tools show`, or its beginning")
    ],
) -> None:
    """End the quarantine of a tool that says something else than before."""
    _decide(context, name, "POST", "approve", {"schema_hash": schema_hash})


@cli.command()
def servers(context: typer.Context) -> None:
    """The servers of tools (MCP) that the packs declare, and what each offered when it was looked at."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            _show_servers(given, await client.get("/api/v1/tool-servers"))

    run(work)


@cli.command()
def look(context: typer.Context, server: Annotated[str, typer.Argument(help="the server's name in the pack")]) -> None:
    """Ask a server of tools what it offers. What changed since it was approved is in quarantine then."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            _show_servers(given, {"items": [await client.post(f"/api/v1/tool-servers/{server}/look")]})

    run(work)


def _show_servers(given: Options, body: dict[str, Any]) -> None:
    rows = [
        (item["name"], item["at"], item["tools"], when(item["seen_at"]), ", ".join(item.get("changed", [])))
        for item in body["items"]
    ]  # fmt: skip
    empty = "None. A pack declares them under mcp:"
    output.show(given, body, rows, _SERVERS, empty, after="Next: rootward tools list --origin mcp")


def _decide(context: typer.Context, name: str, method: str, verb: str, body: Any) -> None:
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            how = {} if body is None else {"json": body}
            answer = await client.request(method, f"{_API}/{name}/{verb}", **how)
            output.show(given, answer, [_row(answer)], _COLUMNS)

    run(work)


def _row(item: dict[str, Any]) -> tuple[str, ...]:
    return item["name"], item["state"], item["effect"], item["risk"], item["origin"], item["description"]


def _facts(body: dict[str, Any]) -> list[tuple[str, str]]:
    shown = {name: value for name, value in body.items() if value not in (None, "", [], 0) and name != "schema"}
    if "changed_at" in shown:
        shown["changed_at"] = when(shown["changed_at"])
    lists = {name: ", ".join(value) for name, value in shown.items() if isinstance(value, list)}
    facts = [(name, str(value)) for name, value in (shown | lists).items()]
    needed = body["schema"].get("required", [])
    for name, said in body["schema"].get("properties", {}).items():
        facts.append((f"argument {name}", ("needed: " if name in needed else "") + json.dumps(said)))
    return facts
