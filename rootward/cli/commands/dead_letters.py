"""`rootward dead-letters`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.options import Options

cli = typer.Typer(no_args_is_help=True, help="List, show, replay and discard what could not be read.")
_COLUMNS = ("ID", "SOURCE", "STATE", "RECEIVED", "REASON")


@cli.command("list")
def list_(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="open, replayed, discarded, or '' for all")] = "open",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:
    """The newest first."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            query = f"state={state}&limit={limit}"
            body = (await client.raw("GET", f"/api/v1/dead-letters?{query}")).json()
            output.show(given, body, [_row(item) for item in body["items"]], _COLUMNS, "No dead letters.")

    run(work)


@cli.command()
def show(context: typer.Context, dead_id: str) -> None:
    """One with its bytes, as they were kept after redaction."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            item = await client.get(f"/api/v1/dead-letters/{dead_id}")
            if given.form == "json":
                output.show_json(item)
                return
            output.table([_row(item)], _COLUMNS)
            print(item["raw"])

    run(work)


@cli.command()
def replay(context: typer.Context, dead_id: str) -> None:
    """Try again; what fails again is set aside anew."""
    _settle(options.of(context), dead_id, "replay")


@cli.command()
def discard(context: typer.Context, dead_id: str) -> None:
    """Settle it without trying again; it stays readable."""
    _settle(options.of(context), dead_id, "discard")


def _settle(given: Options, dead_id: str, verb: str) -> None:
    async def work() -> None:
        async with connected(given, stages=verb == "replay") as client:
            item = await client.post(f"/api/v1/dead-letters/{dead_id}/{verb}")
            if client.app is not None and verb == "replay":
                await client.app.settle()
            output.show(given, item, [_row(item)], _COLUMNS, "")

    run(work)


def _row(item: dict[str, Any]) -> tuple[Any, ...]:
    return item["id"], item["source"], item["state"], item["received_at"], item["reason"]
