"""`rootward demo`."""

from __future__ import annotations

import asyncio
import importlib
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from rootward.cli import options, output
from rootward.cli.card import print_card
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.output import text, when, word
from rootward.cli.send import send
from rootward.demo import incidents
from rootward.kit import clock
from rootward.plugins.sources import bundle

cli = options.group()
_DEFAULT = "amber"
_COLUMNS = (word("NAME"), word("RECORDED", 1), text("TITLE"))


@cli.command()
def demo(
    context: typer.Context,
    incident: Annotated[str, typer.Argument(help="which recorded incident; --list names them")] = _DEFAULT,
    list_: Annotated[bool, typer.Option("--list", help="list the recorded incidents")] = False,
    keep: Annotated[bool, typer.Option(help="keep the data in the data folder instead of a temporary one")] = False,
    live_: Annotated[bool, typer.Option("--live", help="start a real small system, break it, and repair it")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="agree to the repair of --live without being asked")] = False,
    after: Annotated[float, typer.Option(help="seconds of health before --live breaks it", min=30, max=600)] = 75.0,
) -> None:
    """Show a recorded real incident from the first event to its cause: no network, no model, no server.

    With --live a real small system (of the repository) is started and broken; Rootward notices, finds the cause,
    proposes the repair, waits for your yes, repairs it and measures whether that held.
    """
    given = options.of(context)
    if live_:
        _live(given, yes=yes, after_s=after)
        return
    if list_:
        known = incidents.available()
        rows = [(name, when(facts["start"]), facts["title"]) for name, facts in known.items()]
        output.show(given, known, rows, _COLUMNS, "No incidents are installed.", after="Next: rootward demo NAME")
        return
    if incident not in incidents.available():
        raise Quit(3, f"there is no recorded incident {incident!r}", hint="rootward demo --list names them")
    with ExitStack() as stack:
        if not keep:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="rootward-demo-"))
            given = replace(given, data_dir=Path(folder), database_url=None, server="", token="")
        run(lambda: _demo(given, incident, kept=keep))


def _live(given: Options, *, yes: bool, after_s: float) -> None:
    module = importlib.import_module("rootward.cli.live")
    with tempfile.TemporaryDirectory(prefix="rootward-live-") as folder:
        asked = _agreed if yes else _ask if sys.stdin.isatty() else None
        wanted = module.Live(incident="bad_deploy_pool", after_s=after_s, folder=Path(folder), agreed=asked)
        console = output.console() if given.as_table else Console(stderr=True, highlight=False, quiet=given.quiet)
        found = run(lambda: module.live(given, wanted, console))
    if not given.as_table:
        output.show_json(found)
    if found["audit"]["status"] == "tampered":
        raise Quit(8, f"the audit log was tampered with: {found['audit']['message']}")
    if found["playbook_run"]["outcome"] != "held":
        raise Quit(10, f"the repair ended as {found['playbook_run']['state']}: {found['playbook_run']['outcome']}")


async def _agreed(_card: dict[str, Any]) -> bool:
    return True


async def _ask(card: dict[str, Any]) -> bool:
    question = f"Do exactly this, once: {card['tool']} on {', '.join(card['targets'])}?"
    return await asyncio.to_thread(typer.confirm, question, default=False)


async def _demo(given: Options, incident: str, *, kept: bool) -> None:
    began, stderr = clock.monotonic(), Console(stderr=True, highlight=False, quiet=given.quiet)
    with incidents.folder(incident) as path:
        async with connected(given, stages=True) as client:
            assert client.app is not None
            facts = incidents.available()[incident]
            stderr.print(
                f"Recorded from a running system: {facts['title']} ({when(facts['start'])} to {facts['end'][11:19]}Z)",
                soft_wrap=True,
            )
            sent = await send(client, bundle.pieces(path), total=None, quiet=given.quiet, console=stderr)
            stderr.print(f"  read {sent.bytes / 1e6:.1f} MB: {_read(sent.counts)}", soft_wrap=True)
            await client.app.settle()
            await _show(client, given)
    stderr.print(f"\n{clock.monotonic() - began:.1f} s, no model, no network.", style="dim")
    if not given.quiet:
        output.hint(_more(incident, kept))


async def _show(client: Client, given: Options) -> None:
    cases = (await client.get("/api/v1/cases"))["items"]
    if not cases:
        if given.as_table:
            print("Nothing is wrong: no alert fired, so there is no case. A deploy alone is no reason for one.")
        else:
            output.show_json({"case": None, "report": None})
        return
    case = await client.get(f"/api/v1/cases/{cases[-1]['case_id']}")
    report = await client.get(f"/api/v1/reports/{case['report_id']}")
    if given.as_table:
        print_card(output.console(), case, report)
    else:
        output.show_json({"case": case, "report": report})


def _read(counts: Mapping[str, int]) -> str:
    events, repeats = counts["accepted"] + counts["duplicate"], counts["duplicate"]
    said = f"{counts['telemetry']} bodies of metrics, logs and spans, {events} events"
    return f"{said} ({repeats} of them came before)" if repeats else said


def _more(incident: str, kept: bool) -> str:
    again = "" if kept else f"  {f'rootward demo {incident} --keep':<35} keep the data, then:\n"
    return (
        f"See more\n{again}"
        "  rootward cases list                 every case\n"
        "  rootward report INC-1               the whole report\n"
        "  rootward verify INC-1               run every citation again\n"
        "  rootward demo --list                the other recorded incidents\n"
        "With your own data\n"
        "  rootward serve                      then send OTLP to http://127.0.0.1:8080\n"
        "  rootward ingest FILE                events, alerts, Kubernetes events, OTLP"
    )
