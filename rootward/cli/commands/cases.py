"""`rootward cases`."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.card import print_card
from rootward.cli.client import Client, connected, run
from rootward.cli.options import Options
from rootward.cli.output import number, text, when, word
from rootward.errors import NotFound

cli = options.group("List, show, follow and change cases.")
_COLUMNS = (
    word("ID"), word("SEV"), word("STATE"), number("CONF", 2), word("OPENED", 3), text("TITLE"),
)  # fmt: skip
_TIMELINE = (word("AT"), word("KIND", 1), word("BY", 2), text("WHAT"))
_EVENTS = (word("AT", 1), word("SEV"), word("TYPE"), word("SOURCE", 2), text("ENTITY"))
_VIEWS = (text("VIEW"), word("FOR"), text("FILTERS", 1))
_NONE_FITS = "No case fits what was asked for. Without it: rootward cases list"
_EMPTY = "No cases. Send events (rootward ingest FILE) or show a recorded incident: rootward demo --keep"
Ref = Annotated[str, typer.Argument(help="number (INC-7), id, or the beginning of an id")]
Reason = Annotated[str, typer.Option(help="why; kept on the timeline")]
Cause = Annotated[str, typer.Option(help="what it was, in your words; left out: what the report says")]
FixedBy = Annotated[str, typer.Option(help="what helped")]
Entity = Annotated[str, typer.Option(help="where the cause was: service:orders")]
Kind = Annotated[str, typer.Option(help="the kind of fault: config.pool_size")]
_REMEMBERED = (word("CASE"), text("CAUSE"), word("AT", 1), word("KIND", 2), text("HELPED"))


@cli.command("list")
def list_(
    context: typer.Context,
    state: Annotated[list[str] | None, typer.Option(help="only cases in this state (again for more)")] = None,
    severity: Annotated[list[str] | None, typer.Option(help="only this severity (again for more)")] = None,
    entity: Annotated[str, typer.Option(help="only about this entity, such as service:checkout")] = "",
    words: Annotated[str, typer.Option("--text", help="only titles with this text")] = "",
    assigned_to: Annotated[str, typer.Option(help="only this person's; 'me'; '-' for nobody's")] = "",
    source: Annotated[list[str] | None, typer.Option(help="only opened by this source (again for more)")] = None,
    team: Annotated[list[str] | None, typer.Option(help="only of a team, group:payments (again for more)")] = None,
    active: Annotated[bool, typer.Option(help="leave out resolved, closed and merged ones")] = False,
    sort: Annotated[str, typer.Option(help="newest, updated or severity")] = "newest",
    view: Annotated[str, typer.Option(help="a saved view by its name, in place of the filters")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    watch: Annotated[bool, typer.Option(help="show again whenever it changes, until interrupted")] = False,
) -> None:
    """List cases, the newest first."""
    given = options.of(context)
    wanted: dict[str, Any] = {"state": state, "severity": severity, "entity": entity, "text": words, "sort": sort}
    wanted |= {"assigned_to": assigned_to, "active": active or None, "source": source, "team": team}

    async def work() -> None:
        async with connected(given) as client:
            chosen = await _view(client, view) if view else wanted
            before = None
            while True:
                body = await client.get("/api/v1/cases", limit=limit, **chosen)
                if body != before:
                    _list(given, body, _NONE_FITS if _narrows(chosen) else _EMPTY)
                if not watch:
                    return
                before = body
                await asyncio.sleep(1)

    run(work)


@cli.command()
def views(context: typer.Context) -> None:
    """List saved views: yours and those that are shared."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/case-views")
            rows = [(item["name"], "all" if item["shared"] else "you", _filters(item)) for item in body["items"]]
            output.show(given, body, rows, _VIEWS, "No views. The case list of the dashboard saves one.")

    run(work)


@cli.command()
def show(context: typer.Context, ref: Ref) -> None:
    """Show a case: its verdict card, or what is known while there is none."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            case = await client.get(f"/api/v1/cases/{ref}")
            if not given.as_table:
                output.show(given, case, (), _COLUMNS)
            elif case["report_id"]:
                print_card(output.console(), case, await client.get(f"/api/v1/reports/{case['report_id']}"))
            else:
                after = f"No report yet. Next: rootward investigate {case['number']}"
                output.show(given, case, [_row(case)], _COLUMNS, after=after)

    run(work)


@cli.command()
def timeline(
    context: typer.Context, ref: Ref,
    events: Annotated[bool, typer.Option(help="with the events, or only what was done and said")] = True,
) -> None:  # fmt: skip
    """What happened and what was done, with the reason each event belongs to the case."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get(f"/api/v1/cases/{ref}/timeline", limit=1000, events=events)
            rows = [(when(item["at"]), item["kind"], item["actor"], _told(item)) for item in body["items"]]
            output.show(given, body, rows, _TIMELINE, "Nothing yet.", after=_more(body))

    run(work)


@cli.command()
def events(context: typer.Context, ref: Ref) -> None:
    """The events of a case."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get(f"/api/v1/cases/{ref}/events", limit=1000)
            rows = [
                (when(item["ts"]), item["severity"], item["event_type"], item["source"], _entity(item["entity"]))
                for item in body["items"]
            ]
            output.show(given, body, rows, _EVENTS, "No events: this case was asked for.", after=_more(body))

    run(work)


@cli.command()
def ack(context: typer.Context, ref: Ref) -> None:
    """Say that you have seen it."""
    _change(options.of(context), ref, "acknowledge", {})


@cli.command()
def assign(context: typer.Context, ref: Ref, to: Annotated[str, typer.Argument(help="a person; '-': nobody")]) -> None:
    """Give it to a person."""
    _change(options.of(context), ref, "assign", {"to": None if to == "-" else to})


@cli.command()
def comment(
    context: typer.Context, ref: Ref, text: Annotated[str, typer.Argument(help="what you have to say; '-': from stdin")]
) -> None:
    """Say something on its timeline, also when it has ended."""
    _change(options.of(context), ref, "comment", {"text": sys.stdin.read() if text == "-" else text})


@cli.command()
def snooze(
    context: typer.Context, ref: Ref, until: Annotated[str, typer.Option(help="RFC 3339 time")], reason: Reason = ""
) -> None:
    """Neither notify nor investigate anew until a time."""
    _change(options.of(context), ref, "snooze", {"until": until, "reason": reason})


@cli.command()
def wake(context: typer.Context, ref: Ref) -> None:
    """End a snooze."""
    _change(options.of(context), ref, "wake", {})


@cli.command()
def move(
    context: typer.Context, ref: Ref, state: Annotated[str, typer.Argument(help="the state to move to")],
    reason: Reason = "",
) -> None:  # fmt: skip
    """Move it to another state."""
    _change(options.of(context), ref, "move", {"to": state, "reason": reason})


@cli.command()
def resolve(
    context: typer.Context, ref: Ref, cause: Cause = "", fixed_by: FixedBy = "", entity: Entity = "", kind: Kind = "",
    reason: Reason = "",
) -> None:  # fmt: skip
    """Mark it as resolved; with its cause it is remembered, and found when something like it happens."""
    told = {"cause": cause, "fixed_by": fixed_by, "entity": entity, "kind": kind}
    _change(options.of(context), ref, "resolve", told | {"reason": reason})


@cli.command()
def confirm(
    context: typer.Context, ref: Ref, cause: Cause = "", fixed_by: FixedBy = "", entity: Entity = "", kind: Kind = "",
    forget: Annotated[bool, typer.Option("--forget", help="no longer find this case as a past one")] = False,
) -> None:  # fmt: skip
    """Confirm the report's cause of a resolved case, or correct it."""
    given, told = options.of(context), {"cause": cause, "fixed_by": fixed_by, "entity": entity, "kind": kind}

    async def work() -> None:
        async with connected(given) as client:
            if forget:
                case = await client.request("DELETE", f"/api/v1/cases/{ref}/cause")
                output.show(given, case, [_row(case)], _COLUMNS, "")
                return
            kept = await client.post(f"/api/v1/cases/{ref}/cause", told)
            rows = [(kept["number"], kept["cause"], kept["entity"], kept["kind"], kept["fixed_by"])]
            output.show(given, kept, rows, _REMEMBERED, "")

    run(work)


@cli.command()
def merge(
    context: typer.Context, ref: Ref, into: Annotated[str, typer.Option(help="the case that stays")],
    reason: Reason = "",
) -> None:  # fmt: skip
    """Merge it into another case."""
    _change(options.of(context), ref, "merge", {"to": into, "reason": reason})


@cli.command()
def split(
    context: typer.Context, ref: Ref,
    event: Annotated[list[str] | None, typer.Option(help="an event's id (again for more)")] = None,
    entity: Annotated[str, typer.Option(help="all events about this: service:checkout")] = "",
    title: Annotated[str, typer.Option(help="of the new case")] = "", reason: Reason = "",
) -> None:  # fmt: skip
    """Split events off into a case of their own; merging it back undoes that."""
    part = {"events": list(event or ()), "entity": entity, "title": title, "reason": reason}
    _change(options.of(context), ref, "split", part)


async def _view(client: Client, name: str) -> dict[str, Any]:
    """The filters of a view; one's own before a shared one of the same name."""
    items = (await client.get("/api/v1/case-views"))["items"]
    found = sorted((item for item in items if item["name"] == name), key=lambda item: bool(item["shared"]))
    if not found:
        raise NotFound(f"there is no view {name!r}; rootward cases views lists them", field="view", value=name)
    return {key: value or None for key, value in found[0]["wanted"].items()}


def _filters(view: dict[str, Any]) -> str:
    parts = ((key, value if isinstance(value, list) else [value]) for key, value in view["wanted"].items())
    return " ".join(f"{key}={','.join(map(str, values))}" for key, values in parts) or "everything"


def _change(given: Options, ref: str, verb: str, body: dict[str, Any]) -> None:
    async def work() -> None:
        async with connected(given) as client:
            await _post(client, given, ref, verb, body)

    run(work)


async def _post(client: Client, given: Options, ref: str, verb: str, body: dict[str, Any]) -> None:
    plain = verb in ("acknowledge", "wake")
    case = await client.post(f"/api/v1/cases/{ref}/{verb}", None if plain else body)
    output.show(given, case, [_row(case)], _COLUMNS, "")


def _row(case: dict[str, Any]) -> tuple[Any, ...]:
    marks = "".join(
        f" ({word})"
        for word, field in (
            ("acknowledged", "acknowledged_by"),
            ("snoozed", "snoozed_until"),
            ("merged", "merged_into"),
        )
        if case[field]
    )
    shape = output.SEVERITY_SHAPES.get(case["severity"], "·")
    sure = "" if case["confidence"] is None else f"{case['confidence']:.2f}"
    state = str(case["state"]).replace("_", " ") + marks
    return case["number"], f"{shape} {case['severity']}", state, sure, when(case["opened_at"]), case["title"]


def _narrows(wanted: dict[str, Any]) -> bool:
    return any(value for name, value in wanted.items() if name != "sort")


def _list(given: Options, body: dict[str, Any], empty: str) -> None:
    items = body["items"]
    newest = f"Next: rootward cases show {items[0]['number']}" if items else ""
    more = f"More than {len(items)}: --limit, --active, --text and others narrow it down.\n" if body["next"] else ""
    output.show(given, body, [_row(case) for case in items], _COLUMNS, empty, after=more + newest)


def _told(item: dict[str, Any]) -> str:
    """What an entry says; an event says why it belongs to the case."""
    if item["kind"] != "event":
        return str(item["text"])
    return f"{item['text']} {_entity(item['body']['entity'])} ({item['body']['rule']}: {item['body']['reason']})"


def _more(body: dict[str, Any]) -> str:
    return "There is more than is shown here." if body["next"] else ""


def _entity(entity: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in entity.items())
