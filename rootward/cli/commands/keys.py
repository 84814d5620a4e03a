"""`rootward keys`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.options import Options
from rootward.cli.output import text, when, word

cli = options.group("Create, list, rotate and revoke API tokens.")
_COLUMNS = (
    word("ID"), word("ROLE"), word("STATE"), word("CREATED", 2), word("EXPIRES", 1), text("NAME"),
)  # fmt: skip
TokenId = Annotated[str, typer.Argument(help="the token's id, or the beginning of it")]


@cli.command("list")
def list_(context: typer.Context) -> None:
    """Every token of the tenant, without its secret."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/tokens")
            rows = [_row(item) for item in body["items"]]
            output.show(given, body, rows, _COLUMNS, "No tokens. Make one: rootward keys create NAME --role viewer")

    run(work)


@cli.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="who or what will use it")],
    role: Annotated[str, typer.Option(help="such as admin, sre_operator, viewer, service")],
    kind: Annotated[str, typer.Option(help="human, service or agent")] = "service",
    days: Annotated[float | None, typer.Option(help="days until it expires; never, if not given")] = None,
    own: Annotated[bool, typer.Option(help="for yourself: whoever holds it is the same person as you")] = False,
) -> None:
    """Make a token; its secret is shown this once."""
    wanted = {"name": name, "role": role, "kind": kind, "days": days, "own": own}
    _post(options.of(context), "/api/v1/tokens", wanted)


@cli.command()
def rotate(
    context: typer.Context, token_id: TokenId,
    grace: Annotated[float, typer.Option(help="seconds the old one stays good")] = 0,
) -> None:  # fmt: skip
    """Give a token a new secret."""
    _post(options.of(context), f"/api/v1/tokens/{token_id}/rotate?grace_s={grace:g}", None)


@cli.command()
def revoke(context: typer.Context, token_id: TokenId) -> None:
    """End a token at once."""
    _post(options.of(context), f"/api/v1/tokens/{token_id}/revoke", None)


def _post(given: Options, path: str, body: Any) -> None:
    async def work() -> None:
        async with connected(given) as client:
            item = await client.post(path, body)
            output.show(given, item, [_row(item)], _COLUMNS)
            if given.as_table and "secret" in item:
                print(item["secret"])
                output.hint("This is the only time the secret is shown.")

    run(work)


def _row(item: dict[str, Any]) -> tuple[Any, ...]:
    state = "revoked" if item["revoked_at"] else "active"
    return (
        item["token_id"], item["role"], state, when(item["created_at"]), when(item["expires_at"]) or "never",
        item["name"],
    )  # fmt: skip
