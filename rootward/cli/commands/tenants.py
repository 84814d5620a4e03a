"""`rootward tenants`."""

from __future__ import annotations

from typing import Annotated

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run

cli = typer.Typer(no_args_is_help=True, help="Create and list tenants.")


@cli.command("list")
def list_(context: typer.Context) -> None:
    """Every tenant of this installation."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/tenants")
            rows = [(item["tenant"], item["name"], item["status"], item["created_at"]) for item in body["items"]]
            output.show(given, body, rows, ("ID", "NAME", "STATUS", "CREATED"), "No tenants.")

    run(work)


@cli.command()
def create(context: typer.Context, tenant_id: str, name: Annotated[str, typer.Option(help="for people")] = "") -> None:
    """Make a tenant and its first admin token, whose secret is shown this once."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.post("/api/v1/tenants", {"tenant_id": tenant_id, "name": name or tenant_id})
            if given.form == "json":
                output.show_json(body)
            else:
                print(body["token"]["secret"])
                output.hint(f"Tenant {tenant_id} is made. This is its admin token, shown this once.")

    run(work)
