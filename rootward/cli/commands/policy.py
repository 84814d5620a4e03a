"""`rootward policy`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.options import Options
from rootward.cli.output import number, text, when, word
from rootward.cli.send import existing
from rootward.packs.load import load

cli = options.group("Show the rules that decide about actions; test others on what was asked for.")
_RULES = (word("RULE"), word("EFFECT"), text("TOOLS", 1), text("WHEN", 2), text("MESSAGE"))
_DIFFERS = (word("ACTION"), word("TOOL"), word("ASKED", 2), word("WAS"), word("WOULD BE"), text("WHY"))
_COUNTS = (text("WAS -> WOULD BE"), number("ACTIONS"))


@cli.command()
def show(context: typer.Context) -> None:
    """The rules of the active packs together; deny beats hold beats allow, and where none speaks the answer is no."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/policy")
            after = f"policy {body['sha256'][:12]}   guardrails: rootward policy show --json"
            output.show(given, body, _rows(body["policies"]), _RULES, "No rules: every action is denied.", after=after)

    run(work)


@cli.command()
def test(
    context: typer.Context,
    pack: Annotated[Path, typer.Option(help="a pack's folder, or one YAML or JSON file")],
    days: Annotated[int, typer.Option(help="how far back", min=1, max=365)] = 30,
) -> None:
    """What a pack would have decided about the actions that were asked for, where it differs. Changes nothing."""
    given, body = options.of(context), yaml.safe_dump(load(existing(pack)).body).encode()

    async def work() -> None:
        async with connected(given) as client:
            found = await client.request("POST", "/api/v1/policy/simulate", params={"days": days}, content=body)
            _report(given, found)

    run(work)


def _report(given: Options, found: dict[str, Any]) -> None:
    rows = [
        (item["action_id"], item["tool"], when(item["created_at"]), item["before"], _after(item), item["after_why"])
        for item in found["differs"]
    ]
    about = f"{found['actions']} actions of {found['days']} days" + (" (there were more)" if found["more"] else "")
    output.show(given, found, rows, _DIFFERS, f"Nothing would have been decided differently: {about}.")
    if given.as_table and rows:
        print()
        output.table([(name.replace("->", "→"), count) for name, count in sorted(found["counts"].items())], _COUNTS)
        output.hint(f"{len(rows)} of {about} would have been decided differently")


def _after(item: dict[str, Any]) -> str:
    people = item["people"][1]
    return f"{item['after']} ({people} people)" if people > 1 else str(item["after"])


def _rows(policies: dict[str, Any]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for rule in policies["rules"]:
        people = rule["approval"]["people"] if rule["effect"] == "hold" else 1
        effect = f"{rule['effect']} ({people} people)" if people > 1 else rule["effect"]
        where = ", ".join(rule["tools"]) + (f" [{', '.join(rule['effects'])}]" if rule["effects"] else "")
        name = f"{rule['id']} (fallback)" if rule["fallback"] else rule["id"]
        rows.append((name, effect, where, rule["when"], rule["message"]))
    for name, rule in policies["tools"].items():
        roles = f"only {', '.join(rule['allowed_roles'])}" if rule["allowed_roles"] else "any role"
        rate = f", {rule['rate_limit_per_minute']} a minute" if rule["rate_limit_per_minute"] else ""
        effects = {True: "hold", False: "allow", None: "limit"}
        rows.append((f"tools.{name}", effects[rule["require_approval"]], name, "", roles + rate))
    return rows
