"""`rootward tenants`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.output import number, text, when, word

cli = options.group("Create, list, suspend and resume tenants; see and change a tenant's settings.")
_COLUMNS = (word("ID"), word("STATUS"), word("CREATED", 1), text("NAME"))
_SETTINGS = (word("SETTING"), number("VALUE"))
TenantId = Annotated[str, typer.Argument(help="the tenant's id")]
Reason = Annotated[str, typer.Option(help="why; kept on the audit log")]


@cli.command("list")
def list_(context: typer.Context) -> None:
    """Every tenant of this installation."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/tenants")
            rows = [(item["tenant"], item["status"], when(item["created_at"]), item["name"]) for item in body["items"]]
            output.show(given, body, rows, _COLUMNS)

    run(work)


@cli.command()
def create(
    context: typer.Context, tenant_id: TenantId, name: Annotated[str, typer.Option(help="for people")] = ""
) -> None:
    """Make a tenant and its first admin token, whose secret is shown this once."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.post("/api/v1/tenants", {"tenant_id": tenant_id, "name": name or tenant_id})
            if given.as_table:
                print(body["token"]["secret"])
                output.hint(f"Tenant {tenant_id} is made. This is its admin token, shown this once.")
            else:
                output.show_json(body)

    run(work)


@cli.command()
def suspend(context: typer.Context, tenant_id: TenantId, reason: Reason) -> None:
    """Shut a tenant out until it is resumed; nothing is deleted."""
    _verb(options.of(context), tenant_id, "suspend", reason)


@cli.command()
def resume(context: typer.Context, tenant_id: TenantId, reason: Reason) -> None:
    """Let a suspended tenant in again."""
    _verb(options.of(context), tenant_id, "resume", reason)


@cli.command()
def settings(
    context: typer.Context,
    change: Annotated[list[str] | None, typer.Argument(help="retention_days.logs=14 …; none: show them")] = None,
) -> None:
    """How many days each kind of data of your tenant stays, and its quotas (0: for ever, no limit)."""
    given, wanted = options.of(context), _changes(change or [])

    async def work() -> None:
        async with connected(given) as client:
            path = "/api/v1/settings"
            body = await (client.post(path, wanted) if wanted else client.get(path))
            rows = [(f"{group}.{name}", value) for group, values in body.items() for name, value in values.items()]
            output.show(given, body, rows, _SETTINGS)

    run(work)


def _changes(given: list[str]) -> dict[str, dict[str, int]]:
    """`group.name=number`, each. Raises Quit naming the one that is something else."""
    wanted: dict[str, dict[str, int]] = {}
    for item in given:
        name, _, value = item.partition("=")
        group, dot, key = name.partition(".")
        if not dot or not value.isdigit() or not value.isascii():
            raise Quit(2, f"{item!r} is not of the form retention_days.logs=14", hint="rootward tenants settings")
        wanted.setdefault(group, {})[key] = int(value)
    return wanted


def _verb(given: Options, tenant_id: str, verb: str, reason: str) -> None:
    async def work() -> None:
        async with connected(given) as client:
            body: dict[str, Any] = await client.post(f"/api/v1/tenants/{tenant_id}/{verb}", {"reason": reason})
            output.show(given, body, [(body["tenant_id"], body["status"])], (word("ID"), word("STATUS")))

    run(work)
