"""`rootward roles`."""

from __future__ import annotations

from typing import Annotated

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.exit import Quit
from rootward.cli.output import text, word

cli = options.group("Show what each role may do.")
_COLUMNS = (word("PERMISSION"), text("ROLES"), text("MEANING", 1))


@cli.callback()
def roles() -> None:
    """Show what each role may do."""


@cli.command()
def show(
    context: typer.Context, role: Annotated[str, typer.Argument(help="one role only")] = ""
) -> None:  # fmt: skip
    """The permission table, as it is enforced."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/roles")
            if role and role not in [item["role"] for item in body["items"]]:
                raise Quit(3, f"there is no role {role!r}", hint="rootward roles show")
            listed = [item for item in body["permissions"] if not role or role in item["roles"]]
            if role:
                body = {"items": [item for item in body["items"] if item["role"] == role], "permissions": listed}
            output.show(given, body, [(one["permission"], ", ".join(one["roles"]), one["meaning"]) for one in listed],
                        _COLUMNS)  # fmt: skip

    run(work)
