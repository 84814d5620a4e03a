"""`rootward doctor`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib.util import find_spec
from typing import Literal

import typer

from rootward import settings as deployment
from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.settings import PREFIX, Settings

cli = typer.Typer()
State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Check:
    state: State
    what: str
    detail: str


@cli.command()
def doctor(context: typer.Context) -> None:
    """Say what is configured and what is missing. Ends with 10 when something is wrong."""
    given = options.of(context)
    settings = deployment.from_environment(data_dir=given.data_dir, database_url=given.database_url)
    checks = [*_environment(settings), *run(lambda: _live(given))]
    shown = [(item.state, item.what, item.detail) for item in checks]
    body = {
        "checks": [{"state": s, "what": w, "detail": d} for s, w, d in shown],
        "settings": _settings(settings),
    }
    output.show(given, body, shown, ("STATE", "WHAT", "DETAIL"), "")
    if given.form != "json":
        print()
        output.table([(s["name"], s["value"], s["meaning"]) for s in body["settings"]], ("SETTING", "VALUE", "MEANING"))
    if any(item.state == "wrong" for item in checks):
        raise Quit(10, "something is wrong: see the lines above")


def _environment(settings: Settings) -> Iterator[Check]:
    yield Check("ok", "python", sys.version.split()[0])
    known = {name for name, _, _ in deployment.describe()} | {"ROOTWARD_SERVER", "ROOTWARD_TOKEN"}
    for name in sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known):
        yield Check("note", name, "is set but means nothing")
    if not settings.is_loopback and not settings.require_login:
        yield Check("wrong", "login", f"{settings.host} without ROOTWARD_REQUIRE_LOGIN=true: the server will not start")
    elif settings.require_login:
        yield Check("ok", "login", "a token is asked for")
    else:
        yield Check("note", "login", "none on loopback: whoever is on this machine may act")
    if settings.webhook_secret_github:
        yield Check("ok", "github webhook", "deliveries are checked")
    else:
        yield Check("note", "github webhook", "unsigned deliveries count; set ROOTWARD_WEBHOOK_SECRET_GITHUB")
    has_sdk = find_spec("opentelemetry.sdk") is not None
    traced = settings.trace_endpoint and has_sdk
    yield Check("ok" if traced else "note", "own traces", settings.trace_endpoint if traced else "not sent")
    yield Check("ok", "model", "none: every result is deterministic")


async def _live(given: Options) -> list[Check]:
    """What only the running application can tell."""
    try:
        async with connected(given) as client:
            await client.get("/health/db")
            sources = await client.get("/api/v1/sources")
            packs = await client.get("/api/v1/packs/effective")
            dead = await client.get("/api/v1/dead-letters", limit=200)
    except Quit as quit_:
        return [Check("wrong", "database or server", quit_.message)]
    heard = len(sources["items"])
    silent = [item["source"] for item in sources["items"] if item["silent_since"]]
    open_letters = len(dead["items"])
    return [
        Check("ok", "database", given.server or "answers"),
        Check("ok", "packs", f"in force: {packs['digest'][:12]}"),
        Check("ok" if heard else "note", "sources", f"{heard} heard" if heard else "nothing was heard yet"),
        *[Check("note", "silent source", name) for name in silent],
        Check("note" if open_letters else "ok", "dead letters", f"{open_letters} open" if open_letters else "none"),
    ]


def _settings(settings: Settings) -> list[dict[str, str]]:
    meanings = {name: meaning for name, _, meaning in deployment.describe()}
    rows = []
    for item in fields(Settings):
        name = PREFIX + item.name.upper()
        value = str(getattr(settings, item.name))
        hidden = "(set)" if item.metadata["secret"] and value else value
        rows.append({"name": name, "value": hidden, "meaning": meanings[name]})
    return rows
