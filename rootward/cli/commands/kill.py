"""`rootward kill`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.options import Options
from rootward.cli.output import text, when, word

cli = options.group("Stop every effect at once, and let it go on when two people agree.")
_COLUMNS = (word("SCOPE"), word("STATE"), word("SINCE", 1), word("BY", 2), text("REASON"))
Scope = Annotated[str, typer.Argument(help="global, tenant, agent:NAME or tool:NAME")]


@cli.command()
def engage(context: typer.Context, scope: Scope, reason: Annotated[str, typer.Option(help="why; kept")]) -> None:
    """Stop: nothing of that scope has an effect from now on. Reading goes on but for an agent's or a tool's own."""
    body = {"scope": scope, "reason": reason}
    _post(options.of(context), "", body, f"Stopped. Two people lift it: rootward kill lift {scope}")


@cli.command()
def lift(context: typer.Context, scope: Scope, reason: Annotated[str, typer.Option(help="why; kept")] = "") -> None:
    """Ask that it may go on; somebody else confirms that within an hour."""
    after = f"Still stopped. Somebody else confirms it: rootward kill confirm {scope}"
    _post(options.of(context), f"/{scope}/lift", {"reason": reason}, after)


@cli.command()
def confirm(context: typer.Context, scope: Scope) -> None:
    """Confirm what somebody else has asked: it goes on."""
    _post(options.of(context), f"/{scope}/confirm-lift", None, "Lifted.")


@cli.command()
def status(context: typer.Context) -> None:
    """What is stopped, and what was."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/kill-switches")
            output.show(given, body, [_row(one) for one in body["items"]], _COLUMNS, "Nothing was ever stopped.")

    run(work)


def _post(given: Options, path: str, body: Any, after: str) -> None:
    async def work() -> None:
        async with connected(given) as client:
            done = await client.post(f"/api/v1/kill-switches{path}", body)
            output.show(given, done, [_row(done)], _COLUMNS, after=after)

    run(work)


def _row(one: dict[str, Any]) -> tuple[Any, ...]:
    if not one["engaged"]:
        return (one["scope"], "lifted", when(one["lifted_at"]), one["lifted_by"], one["reason"])
    state = f"engaged, lift asked by {one['lift_asked_by']}" if one["lift_asked_by"] else "engaged"
    return (one["scope"], state, when(one["engaged_at"]), one["engaged_by"], one["reason"])
