"""`rootward budget`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.output import number, when, word

cli = options.group("See what is left of the budgets, and change them.")
_COLUMNS = (
    word("SCOPE"), word("UNIT"), word("PER"), number("USED"), number("RESERVED", 2), number("LEFT"), number("LIMIT"),
    word("FREE AGAIN", 1),
)  # fmt: skip
_LIMITS = (word("SCOPE"), word("UNIT"), word("PER"), number("LIMIT"), word("SET BY"))
_NONE = "Nothing is limited. Set a limit: rootward budget set tenant.usd=50"


@cli.command()
def show(
    context: typer.Context,
    scope: Annotated[str, typer.Argument(help="such as case:ID; without it the tenant, its agents and tools")] = "",
    limits: Annotated[bool, typer.Option("--limits", help="every limit there is, and who set it")] = False,
) -> None:
    """What is used, reserved and left of everything that is limited."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            _show(given, await client.get("/api/v1/budgets", scope=scope), limits=limits)

    run(work)


@cli.command("set")
def set_(
    context: typer.Context,
    change: Annotated[list[str], typer.Argument(help="tenant.usd=50, case.calls=200, agent:logs.concurrency=2 …")],
) -> None:
    """Set limits in the place of the pack's; `=pack` takes one back, `=0` allows nothing."""
    given, wanted = options.of(context), [_limit(item) for item in change]

    async def work() -> None:
        async with connected(given) as client:
            _show(given, await client.put("/api/v1/budgets", {"limits": wanted}), limits=True)

    run(work)


def _show(given: Options, body: dict[str, Any], *, limits: bool) -> None:
    if limits:
        rows = [(one["scope"], one["unit"], one["per"], _short(one["limit"]), one["origin"]) for one in body["limits"]]
        output.show(given, body, rows, _LIMITS, _NONE)
        return
    rows = [
        (one["scope"], one["unit"], one["per"], *(_short(one[name]) for name in ("used", "reserved", "left", "limit")),
         when(one["frees_at"]))
        for one in body["items"]
    ]  # fmt: skip
    output.show(given, body, rows, _COLUMNS, _NONE)


def _limit(item: str) -> dict[str, Any]:
    """`SCOPE.UNIT=NUMBER`; a name may hold dots. Raises Quit."""
    left, sign, value = item.rpartition("=")
    scope, dot, unit = left.rpartition(".")
    try:
        amount = None if value == "pack" else float(value)
    except ValueError:
        amount, sign = None, ""
    if not sign or not dot or not scope:
        raise Quit(2, f"{item!r} is not of the form tenant.usd=50", hint="rootward budget show --limits")
    return {"scope": scope, "unit": unit, "limit": amount}


def _short(amount: float) -> str:
    return f"{amount:,.6g}" if amount < 1e6 else f"{amount:,.0f}"
