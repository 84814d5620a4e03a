"""`rootward playbooks`."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import quote

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.output import number, shortened, text, when, word
from rootward.cli.playbook_card import changes, declaration, record, standing
from rootward.kit.visible import visible

cli = options.group("List, match, run, follow, pause and stop playbooks.")
_PLAYBOOKS = (
    word("NAME"),
    word("VERSION", 2),
    number("PRIORITY", 1),
    number("STEPS", 3),
    word("START", 4),
    text("WHAT"),
)
_STEPS = (number("STEP"), word("NAME"), word("ACTION"), text("WITH"))
_MATCHES = (word("PLAYBOOK"), word("FITS"), number("PRIORITY", 1), text("WHY"))
_RUNS = (
    word("ID"),
    word("STATE"),
    word("PLAYBOOK"),
    number("STEP", 2),
    word("OUTCOME", 1),
    word("SINCE", 3),
    text("WAITS"),
)
_RUN_STEPS = (number("STEP"), word("NAME"), word("ACTION", 1), word("STATE"), text("SAYS"))
_NONE = "No playbooks. A pack declares them: rootward packs lint FILE"
_VERSIONS = (
    word("PACK"),
    word("VERSION"),
    word("DIGEST", 1),
    word("STATE"),
    word("CHANGES"),
    word("KEPT", 2),
    word("BY", 3),
)
_CASES = (word("CASE"), word("FITS"), word("STATE", 2), word("RUN", 1), text("WHY"))
_MARKS = {"same": " ", "added": "+", "removed": "-"}
Name = Annotated[str, typer.Argument(help="the name of a playbook")]
RunId = Annotated[str, typer.Argument(help="the id of a run, the beginning of it, or a case")]


@cli.command("list")
def list_(context: typer.Context) -> None:
    """Every playbook of the active packs."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/playbooks")
            rows = [
                (item["name"], item["version"], item["conditions"]["priority"], len(item["steps"]), item["start"],
                 item["description"])
                for item in body["items"]
            ]  # fmt: skip
            output.show(given, body, rows, _PLAYBOOKS, _NONE)

    run(work)


@cli.command()
def show(
    context: typer.Context, name: Name,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="the text of its declaration")] = False,
    version: Annotated[str, typer.Option(help="a version of a pack, PACK@VERSION, or a digest")] = "",
) -> None:  # fmt: skip
    """When it fits and what its steps do; with --yaml, or of another version, as its pack declares it."""
    given, path = options.of(context), f"/api/v1/playbooks/{quote(name, safe='')}"

    async def work() -> None:
        async with connected(given) as client:
            if as_yaml or version:
                declaration(given, await client.get(f"{path}/declaration", version=version))
                return
            item = await client.get(path)
            if given.form == "table":
                print(f"{visible(item['name'])}   fits when {visible(item['fits'])}")
                if item["conditions"]["match"]["when"] != "true":
                    print(f"  {visible(item['conditions']['match']['when'])}")
            rows = [(place, step["name"], step["action"], _with(step)) for place, step in enumerate(item["steps"], 1)]
            output.show(given, item, rows, _STEPS, after=f"Next: rootward playbooks versions {name!r}")

    run(work)


@cli.command()
def versions(context: typer.Context, name: Name) -> None:
    """Every version of a pack in which it stands, the newest first, and what each changed."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get(f"/api/v1/playbooks/{quote(name, safe='')}/versions")
            rows = [
                (item["pack"], item["version"], item["digest"][:12], standing(item), changes(item),
                 when(item["kept_at"]), item["kept_by"] or item["came_with"])
                for item in body["items"]
            ]  # fmt: skip
            output.show(given, body, rows, _VERSIONS, after=f"Next: rootward playbooks diff {name!r} BEFORE AFTER")

    run(work)


@cli.command()
def diff(
    context: typer.Context, name: Name,
    before: Annotated[str, typer.Argument(help="a version of a pack, PACK@VERSION, or a digest")],
    after: Annotated[str, typer.Argument(help="the version to compare with")],
) -> None:  # fmt: skip
    """What differs between two of its versions, line by line."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            path = f"/api/v1/playbooks/{quote(name, safe='')}/diff"
            body = await client.get(path, before=before, after=after)
            if not given.as_table:
                output.show_json(body)
                return
            for line in body["lines"]:
                print(f"{_MARKS[line['kind']]} {visible(line['text'])}")

    run(work)


@cli.command()
def cases(
    context: typer.Context, name: Name, limit: Annotated[int, typer.Option(min=1, max=50)] = 20
) -> None:  # fmt: skip
    """Which cases that are not over it fits now and why, and what came of its runs."""
    given, path = options.of(context), f"/api/v1/playbooks/{quote(name, safe='')}"

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get(f"{path}/matches", limit=limit)
            came = await client.get(f"{path}/standing")
            body |= {"standing": came}
            rows = [
                (item["number"], "yes" if item["judged"]["matches"] else "no", item["state"],
                 item["run"] and (item["run"]["outcome"] or item["run"]["state"]), item["judged"]["summary"])
                for item in body["items"]
            ]  # fmt: skip
            if given.form == "table":
                print(record(came))
            output.show(given, body, rows, _CASES, "No case is open.")

    run(work)


@cli.command()
def match(context: typer.Context, case: Annotated[str, typer.Argument(help="number or id of a case")]) -> None:
    """Which playbooks fit a case, and why or why not."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/playbooks/match", case=case)
            rows = [
                (item["playbook"], "yes" if item["matches"] else "no", item["priority"], item["summary"])
                for item in body["items"]
            ]
            after = f"Next: rootward playbooks run {case}" if body["proposes"] else ""
            output.show(given, body, rows, _MATCHES, _NONE, after=after)

    run(work)


@cli.command("run")
def start(
    context: typer.Context, case: Annotated[str, typer.Argument(help="number or id of a case")],
    playbook: Annotated[str, typer.Option(help="which one; left out: the one that fits best")] = "",
    given_input: Annotated[
        list[str] | None, typer.Option("--input", help="NAME=VALUE that the playbook asks for (again for more)")
    ] = None,
) -> None:  # fmt: skip
    """Start a playbook for a case; what its steps do outside is decided and approved one by one."""
    given, inputs = options.of(context), _inputs(given_input or [])

    async def work() -> None:
        async with connected(given, stages=True) as client:
            body = {"case": case, "playbook": playbook, "inputs": inputs}
            started = await client.post("/api/v1/playbook-runs", body)
            if client.app is not None:
                await client.app.settle()
            _show(given, await client.get(f"/api/v1/playbook-runs/{started['playbook_run_id']}"))

    run(work)


@cli.command()
def runs(
    context: typer.Context, case: Annotated[str, typer.Argument(help="only those of this case")] = "",
    state: Annotated[list[str] | None, typer.Option(help="only in this state (again for more)")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:  # fmt: skip
    """The newest first, proposals too."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/playbook-runs", case=case, state=state, limit=limit)
            ids = shortened([item["playbook_run_id"] for item in body["items"]])
            rows = [(name, *_line(item)) for name, item in zip(ids, body["items"], strict=True)]
            output.show(given, body, rows, _RUNS, "No runs. Next: rootward playbooks match CASE")

    run(work)


@cli.command()
def status(context: typer.Context, run_id: RunId) -> None:
    """How far a run is, what each step says, and what was measured after it."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            _show(given, await client.get(f"/api/v1/playbook-runs/{await _run_of(client, run_id)}"))

    run(work)


@cli.command()
def pause(context: typer.Context, run_id: RunId) -> None:
    """Begin no further step."""
    _change(options.of(context), run_id, "pause", None)


@cli.command()
def resume(context: typer.Context, run_id: RunId) -> None:
    """Go on where it was paused."""
    _change(options.of(context), run_id, "resume", None)


@cli.command()
def stop(
    context: typer.Context, run_id: RunId, reason: Annotated[str, typer.Option(help="why; kept on the timeline")] = ""
) -> None:
    """End it; what it has asked for and has not begun is given up."""
    _change(options.of(context), run_id, "stop", {"reason": reason})


@cli.command()
def complete(
    context: typer.Context, run_id: RunId, step: Annotated[int, typer.Argument(help="number of the step", min=1)],
    notes: Annotated[str, typer.Option(help="what was done")] = "",
    failed: Annotated[bool, typer.Option("--failed", help="say that it cannot be done")] = False,
) -> None:  # fmt: skip
    """Say that the step which waits for a person is done."""
    _change(options.of(context), run_id, f"steps/{step}/complete", {"notes": notes, "failed": failed})


def _change(given: Options, run_id: str, verb: str, body: dict[str, Any] | None) -> None:
    async def work() -> None:
        async with connected(given, stages=True) as client:
            wanted = await _run_of(client, run_id)
            await client.post(f"/api/v1/playbook-runs/{wanted}/{verb}", body)
            if client.app is not None:
                await client.app.settle()
            _show(given, await client.get(f"/api/v1/playbook-runs/{wanted}"))

    run(work)


async def _run_of(client: Any, given: str) -> str:
    """A run by its id; of a case the one that is at work, else the newest."""
    if given.startswith("pbr_"):
        return given
    body = await client.get("/api/v1/playbook-runs", case=given)
    if not body["items"]:
        raise Quit(3, f"{given} has no playbook run", hint=f"rootward playbooks match {given}")
    at_work = [item for item in body["items"] if item["state"] in ("running", "waiting", "paused")]
    return str((at_work or body["items"])[0]["playbook_run_id"])


def _show(given: Options, item: dict[str, Any]) -> None:
    if given.form == "table":
        outcome = f", {item['outcome'].replace('_', ' ')}" if item["outcome"] else ""
        print(f"{item['playbook']} for {item['case']}: {item['state']}{outcome}   {item['playbook_run_id']}")
        print(f"  chosen because: {item['why']['summary']}")
    rows = [
        (step["order"], step["name"], step["action"], step["state"], step["detail"] or step.get("text", ""))
        for step in item["steps"]
    ]
    output.show(given, item, rows, _RUN_STEPS, after=_next(item))


def _next(item: dict[str, Any]) -> str:
    if item["state"] == "proposed":
        return f"Next: rootward playbooks run {item['case']}"
    if item["state"] == "waiting" and item["waits_for"] == "person":
        return f"Next: rootward playbooks complete {item['case']} {item['step']}"
    return ""


def _with(step: dict[str, Any]) -> str:
    """What a step is given; when it is passed over is said first."""
    given = json.dumps(step["params"], ensure_ascii=False)
    return f"only when {step['fits']}: {given}" if step["fits"] else given


def _line(item: dict[str, Any]) -> tuple[Any, ...]:
    return (
        item["state"], item["playbook"], item["step"], item["outcome"], when(item["created_at"]), item["waits_for"],
    )  # fmt: skip


def _inputs(given: list[str]) -> dict[str, str]:
    """Raises Quit for what is no NAME=VALUE."""
    for one in given:
        if "=" not in one:
            raise Quit(2, f"{one!r} is not NAME=VALUE")
    return dict(one.split("=", 1) for one in given)
