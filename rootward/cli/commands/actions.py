"""`rootward actions`."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import typer

from rootward.cli import options, output, typed
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.output import text, when, word
from rootward.kit import clock

cli = options.group("Ask for actions, list and show them, say how an unknown one ended.")
_COLUMNS = (word("ID"), word("TOOL"), word("STATE"), word("ASKED", 2), text("TARGETS", 3), text("WHY"))
_LOOK_S = 0.1
_ENDS = {
    "held": (5, "it waits for approval"), "denied": (4, "it was denied"), "failed": (1, "it failed"),
    "unknown": (10, "nobody can tell whether it happened"),
}  # fmt: skip
ActionId = Annotated[str, typer.Argument(help="the id, or the beginning of it")]


@cli.command("list")
def list_(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="requested, held, running, succeeded, failed, denied, unknown")] = "",
    tool: Annotated[str, typer.Option(help="the tool's name")] = "",
    case: Annotated[str, typer.Option(help="number or id of a case")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:
    """The newest first."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/actions", state=state, tool=tool, case=case, limit=limit)
            after = f"Next: rootward actions show {body['items'][0]['action_id']}" if body["items"] else ""
            output.show(given, body, [_row(item) for item in body["items"]], _COLUMNS, "No actions.", after=after)

    run(work)


@cli.command()
def show(context: typer.Context, action_id: ActionId) -> None:
    """One action: what it is, what every guard said about it, and how it ended."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            _show(given, await client.get(f"/api/v1/actions/{action_id}"))

    run(work)


@cli.command()
def request(
    context: typer.Context,
    tool: Annotated[str, typer.Argument(help="the tool's name")],
    reason: Annotated[str, typer.Option(help="why it should be done")],
    arg: typed.Arg = None,
    arguments: Annotated[str, typer.Option(help="all arguments as one JSON object")] = "",
    case: Annotated[str, typer.Option(help="number or id of the case that it is for")] = "",
    wait: Annotated[float, typer.Option(help="seconds to wait until it has ended or people are asked", min=0)] = 30.0,
) -> None:
    """Ask for an action; the gate decides. Ends with 0 when it was done, 5 when people are asked, 4 when denied."""
    given, body = options.of(context), {"tool": tool, "reason": reason, "case": case}

    async def work() -> None:
        async with connected(given, stages=True) as client:
            asked = await client.post("/api/v1/actions", body | {"arguments": typed.arguments(arguments, arg or ())})
            item = await _until_decided(client, asked, wait)
            _show(given, item)
            if item["state"] in _ENDS:
                code, words = _ENDS[item["state"]]
                raise Quit(code, f"{words}: {_why(item)}")

    run(work)


@cli.command()
def resolve(
    context: typer.Context,
    action_id: ActionId,
    outcome: Annotated[str, typer.Argument(help="succeeded or failed")],
    note: Annotated[str, typer.Option(help="how that was found out")],
) -> None:
    """Say how an action of unknown outcome ended; it is on the record under your name."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given, stages=True) as client:
            body = {"outcome": outcome, "note": note}
            _show(given, await client.post(f"/api/v1/actions/{action_id}/resolve", body))

    run(work)


async def _until_decided(client: Client, item: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Raises Quit when it goes on for longer than that."""
    deadline = clock.monotonic() + seconds
    while item["state"] in ("requested", "running"):
        if clock.monotonic() >= deadline:
            raise Quit(6, f"{item['action_id']} is {item['state']} after {seconds:g} s; it goes on by itself")
        await asyncio.sleep(_LOOK_S)
        item = await client.get(f"/api/v1/actions/{item['action_id']}")
    return item


def _show(given: Options, item: dict[str, Any]) -> None:
    output.show(given, item, [_row(item)], _COLUMNS)
    if not given.as_table:
        return
    print(f"\narguments   {json.dumps(item['arguments'], ensure_ascii=False)}")
    for word_ in (item["decision"] or {}).get("words", []):
        print(f"{word_['answer']:<6} {word_['guard']:<12} {word_['reason']}")
    if item["dry_run"]:
        print(f"dry run     {item['dry_run']['summary']}")
    if item["result_summary"]:
        print(f"result      {item['result_summary']}")
    if item["state"] == "unknown":
        output.hint(
            f"Next: look whether it happened, then rootward actions resolve {item['action_id']} succeeded|failed"
        )


def _row(item: dict[str, Any]) -> tuple[Any, ...]:
    return (
        item["action_id"], item["tool"], item["state"], when(item["created_at"]), ", ".join(item["targets"]), _why(item)
    )  # fmt: skip


def _why(item: dict[str, Any]) -> str:
    if item["state"] in ("succeeded", "failed", "unknown"):
        return str(item["result_summary"])
    return str(item["decision"]["reason"]) if item["decision"] else str(item["reason"])
