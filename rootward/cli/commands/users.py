"""`rootward users`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.output import text, when, word
from rootward.cli.people import Listed

cli = options.group("People of the whole installation: list them, shut them out everywhere, reset their password.")
_COLUMNS = (
    word("ID"), word("STATE"), word("SIGNS IN BY", 2), word("SINCE", 2), word("E-MAIL"), word("TENANTS", 1),
    text("NAME"),
)  # fmt: skip
Who = Annotated[str, typer.Argument(help="e-mail address or id of the person")]


@cli.command("list")
def list_(context: typer.Context) -> None:
    """Everybody who may sign in, and where they belong."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/people")
            output.show(given, body, [_row(item) for item in body["items"]], _COLUMNS, "Nobody has signed in yet.")

    run(work)


@cli.command()
def disable(context: typer.Context, who: Who) -> None:
    """Shut a person out of every tenant at once; their tokens end."""
    _PEOPLE.change(options.of(context), who, "disable")


@cli.command()
def enable(context: typer.Context, who: Who) -> None:
    """Let a person in again."""
    _PEOPLE.change(options.of(context), who, "enable")


@cli.command()
def reset(context: typer.Context, who: Who) -> None:
    """Make a link by which a person sets another password; it is shown this once and good for a day."""
    _PEOPLE.reset(options.of(context), who)


def _row(item: dict[str, Any]) -> tuple[Any, ...]:
    ways = [name for name, held in (("password", item["has_password"]), ("provider", item["has_provider"])) if held]
    places = ", ".join(f"{one['tenant']} ({one['role']})" for one in item["tenants"])
    return (
        item["person_id"], "disabled" if item["disabled_at"] else "active", ", ".join(ways) or "nothing yet",
        when(item["created_at"]), item["email"], places or "none", item["name"],
    )  # fmt: skip


_PEOPLE = Listed(path="/api/v1/people", word="person", command="rootward users list", columns=_COLUMNS, row=_row)
