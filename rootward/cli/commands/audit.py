"""`rootward audit`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.exit import Quit
from rootward.cli.output import number, text, when, word
from rootward.cli.send import existing

cli = options.group("Read, verify, prove and export the audit log.")
_COLUMNS = (number("SEQ"), word("AT", 1), word("BY", 2), word("ACTION"), word("ON"), text("REASON", 3))


@cli.command()
def tail(
    context: typer.Context, limit: Annotated[int, typer.Option("-n", min=1, max=1000, help="how many")] = 20
) -> None:
    """The newest entries."""
    _list(context, limit=limit)


@cli.command()
def search(
    context: typer.Context,
    action: Annotated[str, typer.Option(help="such as token.created; token.* for all of a kind")] = "",
    actor: Annotated[str, typer.Option(help="who did it")] = "",
    resource: Annotated[str, typer.Option(help="what it was done to")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> None:
    """Entries by action, actor or resource, the newest first."""
    _list(context, action=action, actor=actor, resource=resource, limit=limit)


@cli.command()
def verify(
    context: typer.Context,
    from_seq: Annotated[int, typer.Option("--from", min=1, help="first entry")] = 1,
    to_seq: Annotated[int | None, typer.Option("--to", help="last entry")] = None,
    witness: Annotated[Path | None, typer.Option(help="a checkpoint that was kept elsewhere")] = None,
) -> None:
    """Check the log. Ends with 0 verified and witnessed, 8 tampered, 11 verified but unwitnessed."""
    given = options.of(context)
    known = existing(witness).read_text() if witness else ""

    async def work() -> None:
        async with connected(given) as client:
            verdict = await client.get("/api/v1/audit/verify", from_seq=from_seq, to_seq=to_seq, witness=known)
            if given.as_table:
                print(f"{verdict['size']:,} entries   {verdict['status']}   root {verdict['root'][:12]}…")
            else:
                output.show_json(verdict)
            if verdict["exit_code"]:
                raise Quit(verdict["exit_code"], verdict["message"], hint=_ADVICE.get(verdict["status"], ""))

    run(work)


_ADVICE = {"unwitnessed": "keep `rootward audit checkpoint` elsewhere, and give it back with --witness FILE"}


@cli.command()
def checkpoint(context: typer.Context) -> None:
    """Print the checkpoint: keep it elsewhere, and it is a witness."""
    _print(context, "/api/v1/audit/checkpoint")


@cli.command()
def prove(
    context: typer.Context,
    seq: Annotated[int | None, typer.Argument(help="the entry")] = None,
    consistency: Annotated[tuple[int, int] | None, typer.Option(help="two sizes of the log")] = None,
) -> None:
    """Print the proof that an entry is in the log, or that the log of one size continues that of another."""
    if seq is None and consistency is None:
        raise Quit(2, "give an entry's number, or --consistency OLD NEW", hint="rootward audit tail")
    old, new = consistency or (None, None)
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            output.show_json(await client.get("/api/v1/audit/prove", seq=seq, old=old, new=new))

    run(work)


@cli.command()
def export(context: typer.Context) -> None:
    """Print every entry as JSON lines, and a checkpoint at the end."""
    _print(context, "/api/v1/audit/export")


def _list(context: typer.Context, **wanted: str | int) -> None:
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/audit", **wanted)
            rows = [
                (item["seq"], when(item["ts"]), item["actor"]["id"], item["action"], item["resource"], item["reason"])
                for item in body["items"]
            ]
            empty = "Nothing like that is in the log." if len(wanted) > 1 else "The log is empty."
            output.show(given, body, rows, _COLUMNS, empty)

    run(work)


def _print(context: typer.Context, path: str) -> None:
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            print((await client.raw("GET", path)).text, end="")

    run(work)
