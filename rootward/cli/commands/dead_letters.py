"""`rootward dead-letters`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.options import Options
from rootward.cli.output import text, when, word

cli = options.group("List, show, replay and discard what could not be read.")
_COLUMNS = (word("ID"), word("SOURCE"), word("STATE", 3), word("RECEIVED", 2), text("REASON"))
DeadId = Annotated[str, typer.Argument(help="the id, or the beginning of it")]


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
            query = {"state": state, "limit": limit}
            body = (await client.raw("GET", "/api/v1/dead-letters", params=query)).json()
            after = f"Next: rootward dead-letters show {body['items'][0]['id']}" if body["items"] else ""
            rows = [_row(item) for item in body["items"]]
            output.show(given, body, rows, _COLUMNS, "No dead letters.", after=after)

    run(work)


@cli.command()
def show(context: typer.Context, dead_id: DeadId) -> None:
    """One with its bytes, as they were kept after redaction."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            item = await client.get(f"/api/v1/dead-letters/{dead_id}")
            output.show(given, item, [_row(item)], _COLUMNS)
            if given.as_table:
                print(item["raw"])
                output.hint(f"Next: rootward dead-letters replay {item['id']}, or discard")

    run(work)


@cli.command()
def replay(context: typer.Context, dead_id: DeadId) -> None:
    """Try again; what fails again is set aside anew."""
    _settle(options.of(context), dead_id, "replay")


@cli.command()
def discard(context: typer.Context, dead_id: DeadId) -> None:
    """Settle it without trying again; it stays readable."""
    _settle(options.of(context), dead_id, "discard")


def _settle(given: Options, dead_id: str, verb: str) -> None:
    async def work() -> None:
        async with connected(given, stages=verb == "replay") as client:
            item = await client.post(f"/api/v1/dead-letters/{dead_id}/{verb}")
            if client.app is not None and verb == "replay":
                await client.app.settle()
            output.show(given, item, [_row(item)], _COLUMNS)
            for result in item.get("results", ()) if given.as_table else ():
                again = (
                    f"set aside anew as {result['dead_letter']}: {result['reason']}" if "dead_letter" in result else ""
                )
                output.hint(f"{result['status']}  {again or result['id']}")

    run(work)


def _became(result: dict[str, Any]) -> str:
    if "dead_letter" not in result:
        return f"{result['status']}  {result['id']}"
    return f"{result['status']}  set aside anew as {result['dead_letter']}: {result['reason']}"


def _row(item: dict[str, Any]) -> tuple[Any, ...]:
    return item["id"], item["source"], item["state"], when(item["received_at"]), item["reason"]
