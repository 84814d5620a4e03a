"""`rootward runs`."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from rootward.cli import options, output
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.output import number, text, when, word
from rootward.cli.run_card import print_diagnosis, print_run
from rootward.cli.run_files import runs_in
from rootward.kit import clock

cli = options.group("Import, list, show, diagnose, replay and compare runs of agents.")
_RUNS = (
    word("RUN"), word("STATUS"), word("AGENT", 1), word("VERSION", 2), number("MS", 3), word("BEGAN", 4),
    text("FAILURE"),
)  # fmt: skip
_TIMELINE = (word("AT", 2), word("WHAT"), word("ID", 1), word("NAME"), word("STATUS"), text("SAYS", 3))
_DIFF = (word("PART"), word("VERDICT"), word("NAME"), text("DIFFERS"))
_FLEET = (
    word("AGENT"), word("BY"), word("VALUE"), number("RUNS"), number("FAILED"), number("OK %"), number("P95 MS", 1),
    number("TOKENS", 3), number("USD", 2),
)  # fmt: skip
_EMPTY = "No runs. Send them (POST /agent-runs), or: rootward runs import FILE"
_LOOK_S = 0.1
_TELL_EVERY = 100
RunId = Annotated[str, typer.Argument(help="the id of a run")]


@cli.command("import")
def import_(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(help="files of runs: one, an array, or one a line (also .gz, .xz); - is standard input"),
    ],
    wait: Annotated[bool, typer.Option(help="wait until failed runs are investigated")] = False,
) -> None:  # fmt: skip
    """Read runs from files; those that are there already in the same words stay as they are."""
    given = options.of(context)
    found = [(path, list(runs_in(path))) for path in paths]  # all are read before the first is sent
    total = sum(len(runs) for _, runs in found)

    async def work() -> None:
        async with connected(given, stages=wait) as client:
            counts: Counter[str] = Counter()
            for path, runs in found:
                for place, one in enumerate(runs, 1):
                    counts[await _sent(client, one, f"{path}, run {place}" if len(found) > 1 else f"run {place}")] += 1
                    if given.as_table and not given.quiet and counts.total() % _TELL_EVERY == 0:
                        output.hint(f"{counts.total()} of {total} runs, {path}")
            if wait and client.app is not None:
                await client.app.settle()
            body: dict[str, Any] = {"runs": total, **counts}
            words = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing"
            if given.as_table:
                files = f" of {len(found)} files" if len(found) > 1 else ""
                print(f"{total} run{'' if total == 1 else 's'}{files}: {words}")
                output.hint("" if given.quiet else "Next: rootward runs list")
            else:
                output.show_json(body)

    run(work)


@cli.command("list")
def list_(
    context: typer.Context,
    agent: Annotated[str, typer.Option(help="only of this agent")] = "",
    version: Annotated[str, typer.Option(help="only of this version")] = "",
    status: Annotated[str, typer.Option(help="success, failure, timeout, running or unknown")] = "",
    signature: Annotated[str, typer.Option(help="only failures of this kind, as `runs fleet` names it")] = "",
    own: Annotated[bool, typer.Option("--own", help="Rootward's own runs instead")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    cursor: Annotated[str, typer.Option(help="where the page before ended")] = "",
) -> None:
    """List runs, the newest first."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get(
                "/api/v1/agent-runs", agent=agent, version=version, status=status, signature=signature,
                origin="own" if own else "sent", limit=limit, cursor=cursor,
            )  # fmt: skip
            rows = [
                (item["run_id"], item["status"], item["agent_name"], item["agent_version"], item["duration_ms"],
                 when(item["started_at"]), item["signature"] or item["error_message"] or "")
                for item in body["items"]
            ]  # fmt: skip
            after = f"More: --cursor {body['next']}" if body["next"] else ""
            output.show(given, body, rows, _RUNS, _EMPTY, after=after)

    run(work)


@cli.command()
def show(context: typer.Context, run_id: RunId) -> None:
    """What is known of a run."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get(_path(run_id))
            if given.as_table:
                print_run(output.console(), body)
                output.hint("" if given.quiet else f"Next: rootward runs diagnose {run_id}")
            else:
                output.show_json(body)

    run(work)


@cli.command()
def diagnose(
    context: typer.Context, run_id: RunId,
    record: Annotated[
        bool, typer.Option(help="investigate it as a case; --no-record only says what the run itself shows")
    ] = True,
) -> None:  # fmt: skip
    """Find out why a run failed: which agent, which step, and what to do."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given, stages=record) as client:
            body = await (_investigated(client, given, run_id) if record else client.get(f"{_path(run_id)}/diagnosis"))
            if given.as_table:
                print_diagnosis(output.console(), body)
            else:
                output.show_json(body)

    run(work)


@cli.command()
def replay(context: typer.Context, run_id: RunId) -> None:
    """The steps, tool calls and checks of a run, in the order in which they happened."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            entries = await client.get(f"/agent-runs/{quote(run_id, safe='')}/timeline")
            rows = [
                (when(entry["timestamp"])[11:], entry["event_type"], entry["event_id"], entry["name"], entry["status"],
                 _said(entry["details"]))
                for entry in entries
            ]  # fmt: skip
            output.show(given, {"items": entries}, rows, _TIMELINE, "The run has no steps.")

    run(work)


@cli.command()
def diff(
    context: typer.Context, before: Annotated[str, typer.Argument(help="the id of a run, such as one that succeeded")],
    after: Annotated[str, typer.Argument(help="the id of the run to compare with it")],
) -> None:  # fmt: skip
    """What the second run did differently from the first."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get(f"{_path(after)}/diff", since=before)
            rows = [("setting", "changed", name, f"{was!r} → {now!r}") for name, (was, now) in body["settings"].items()]
            for part in ("steps", "calls"):
                rows += [
                    (part[:-1], entry["verdict"], entry["name"], _differences(entry))
                    for entry in body[part]
                    if entry["verdict"] != "same"
                ]
            output.show(given, body, rows, _DIFF, "They did the same in the same way.")

    run(work)


@cli.command()
def fleet(
    context: typer.Context, hours: Annotated[int, typer.Option(min=1, max=8760, help="runs that came since")] = 168,
    agent: Annotated[str, typer.Option(help="only of this agent")] = "",
    by: Annotated[str, typer.Option(help="agent, version, prompt or model")] = "version",
) -> None:  # fmt: skip
    """How agents and their versions do, what became worse, and failures that are alike."""
    given = options.of(context)
    if by not in ("agent", "version", "prompt", "model"):
        raise Quit(2, f"--by is agent, version, prompt or model, not {by!r}")

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/agent-runs/fleet", hours=hours, agent=agent)
            rows = [
                (item["agent"], by, item["value"], item["runs"], item["failed"],
                 "" if item["success_rate"] is None else f"{100 * item['success_rate']:.1f}", item["p95_ms"],
                 item["tokens"], "" if item["cost_usd"] is None else f"{item['cost_usd']:.4f}")
                for item in body["standing"][by]
            ]  # fmt: skip
            output.show(given, body, rows, _FLEET, _EMPTY)
            if given.as_table:
                _say_fleet(body)

    run(work)


async def _sent(client: Client, one: dict[str, Any], place: str) -> str:
    try:
        return str((await client.request("POST", "/agent-runs", json=one))["status"])
    except Quit as refused:
        raise Quit(refused.code, f"{place}: {refused.message}", hint=refused.hint) from refused


async def _investigated(client: Client, given: Options, run_id: str) -> dict[str, Any]:
    """The RCA run when it has ended. Raises Quit when it failed, or takes too long."""
    asked = await client.post(f"/agent-runs/{quote(run_id, safe='')}/rca-runs")
    deadline = clock.monotonic() + max(given.timeout, 60)
    while True:
        body: dict[str, Any] = await client.get(f"/agent-runs/rca-runs/{asked['rca_run_id']}")
        if body["status"] == "done":
            return body
        if body["status"] == "error":
            raise Quit(1, f"the investigation failed: {body['error_message']}")
        if clock.monotonic() > deadline:
            raise Quit(6, f"the investigation has not ended; it goes on ({body['step']})")
        await asyncio.sleep(_LOOK_S)


def _path(run_id: str) -> str:
    return f"/api/v1/agent-runs/{quote(run_id, safe='')}"


def _said(details: dict[str, Any]) -> str:
    names = ("error_message", "message", "result_summary", "output_summary", "input_summary")
    return next((str(details[name]) for name in names if details.get(name)), "")


def _differences(entry: dict[str, Any]) -> str:
    if entry["verdict"] != "changed":
        return ""
    return "; ".join(f"{name}: {was!r} → {now!r}" for name, (was, now) in entry["differences"].items())


def _say_fleet(body: dict[str, Any]) -> None:
    for bad in body["regressions"]:
        first = "first bad " if bad["is_first_bad"] else ""
        print(
            f"Worse: {bad['agent']}, {first}{bad['what']} {bad['value']}: {bad['failed']} of {bad['runs']} failed, "
            f"before it {bad['failed_before']} of {bad['runs_before']} (p = {bad['adjusted_p']:.2g}, Fisher, Holm)"
        )
    for bad in body["dearer"]:
        print(
            f"Dearer: {bad['agent']}, {bad['what']} {bad['value']}: {bad['figure']} {bad['median']:g} in the middle of "
            f"{bad['runs']} runs, before it {bad['median_before']:g} (p = {bad['adjusted_p']:.2g}, rank sums, Holm)"
        )
    for tool in body["failing_tools"][:5]:
        print(f"Tool: {tool['tool']} failed {tool['failed']} of {tool['calls']} times, in {tool['runs']} runs")
    for one in body["clusters"][:10]:
        print(f"Failure{' (new)' if one['is_new'] else ''}: {one['failures']} × {one['signature']}")
