"""`rootward doctor`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields

import typer

from rootward import settings as deployment
from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.database_state import State, database_state
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.output import text, word
from rootward.errors import Misconfigured
from rootward.kit import tracing
from rootward.kit.secrets import is_reference
from rootward.settings import PREFIX, SECRET_PREFIX, Settings

cli = options.group()
_SHAPES = {"ok": "✓", "note": "·", "warning": "!", "wrong": "✗"}
_CHECKS = (word("STATE"), word("WHAT"), text("DETAIL"))
_SETTINGS = (word("SETTING"), text("VALUE"), text("MEANING"))


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
    stored = [] if given.server else [Check(*fact) for fact in database_state(settings)]
    checks = [*_environment(settings, given), *stored]
    if all(check.state != "wrong" for check in stored):
        checks += run(lambda: _live(given))
    listed = [{"state": item.state, "what": item.what, "detail": item.detail} for item in checks]
    body = {"checks": listed, "settings": _settings(settings)}
    rows = [(f"{_SHAPES[item.state]} {item.state}", item.what, item.detail) for item in checks]
    output.show(given, body, rows, _CHECKS)
    if given.form == "table":
        print()
        output.table([(s["name"], s["value"], s["meaning"]) for s in body["settings"]], _SETTINGS)
    wrong = [item.what for item in checks if item.state == "wrong"]
    if wrong:
        raise Quit(10, f"something is wrong: {', '.join(wrong)}", hint="see the lines marked ✗")


def _environment(settings: Settings, given: Options) -> Iterator[Check]:
    yield Check("ok", "python", sys.version.split()[0])
    known = {name for name, _, _ in deployment.describe()} | {"ROOTWARD_SERVER", "ROOTWARD_TOKEN"}
    for name in sorted(
        name
        for name in os.environ
        if name.startswith(PREFIX) and not name.startswith(SECRET_PREFIX) and name not in known
    ):
        yield Check("note", name, "is set but means nothing")
    if given.server:
        return
    if not settings.is_loopback and not settings.require_login:
        yield Check("wrong", "login", f"{settings.host} without ROOTWARD_REQUIRE_LOGIN=true: the server will not start")
    elif settings.require_login:
        yield Check("ok", "login", "a token is asked for")
    else:
        yield Check("note", "login", "none on loopback: whoever is on this machine may act")
    yield from _identity(settings)
    if settings.webhook_secret_github:
        yield Check("ok", "github webhook", "deliveries must be signed")
    else:
        yield Check("note", "github webhook", "unsigned deliveries count; set ROOTWARD_WEBHOOK_SECRET_GITHUB")
    yield Check("note", "alertmanager", "it cannot sign: give it a token in http_config, and require the login")
    if settings.database_url.startswith("postgres") and not settings.dedup_key:
        yield Check("note", "dedup key", "two servers on one database need the same ROOTWARD_DEDUP_KEY")
    yield _witnesses(settings)
    yield _traces(settings)
    yield Check("ok", "model", "none is needed: every result is deterministic")


def _identity(settings: Settings) -> Iterator[Check]:
    """How people sign in beside with a password."""
    if not settings.oidc_issuer:
        yield Check("note", "single sign-on", "none: ROOTWARD_OIDC_ISSUER names an OpenID Connect provider")
        return
    if not settings.oidc_client_id:
        yield Check("wrong", "single sign-on", f"{settings.oidc_issuer} needs ROOTWARD_OIDC_CLIENT_ID beside it")
        return
    reference = settings.oidc_client_secret
    if reference and not is_reference(reference):
        yield Check("wrong", "single sign-on", "ROOTWARD_OIDC_CLIENT_SECRET is a reference such as env:OIDC, no secret")
        return
    secret = f"secret {reference}" if reference else "no client secret"
    yield Check("ok", "single sign-on", f"{settings.oidc_name} at {settings.oidc_issuer}, {secret}")
    if settings.oidc_domains:
        yield Check("note", "newcomers", f"{settings.oidc_domains} come in as {settings.oidc_role}, without invitation")
    if not settings.public_url:
        yield Check("note", "public address", "not set: behind a proxy the provider needs ROOTWARD_PUBLIC_URL")


def _witnesses(settings: Settings) -> Check:
    if not settings.audit_witnesses:
        return Check("note", "audit witness", "none: ROOTWARD_AUDIT_WITNESSES names where checkpoints are kept too")
    if f"file:{settings.data_dir.absolute()}/" in settings.audit_witnesses:
        return Check("warning", "audit witness", "it lies in the data folder: whoever can write there writes both")
    return Check("ok", "audit witness", settings.audit_witnesses)


def _traces(settings: Settings) -> Check:
    if not settings.trace_endpoint:
        return Check("note", "own traces", "not sent; ROOTWARD_TRACE_ENDPOINT sends them")
    if not tracing.is_installed():
        return Check("wrong", "own traces", f"not sent: pip install {tracing.PACKAGES}")
    return Check("ok", "own traces", f"sent to {settings.trace_endpoint}")


async def _live(given: Options) -> list[Check]:
    """What only the running application can tell."""
    try:
        async with connected(given) as client:
            health = await client.get("/health")
            await client.get("/health/db")
            sources = await client.get("/api/v1/sources")
            packs = await client.get("/api/v1/packs/effective")
            letters = await client.get("/api/v1/dead-letters", limit=200)
            cases = await client.get("/api/v1/cases", active=True, limit=200)
    except (Quit, Misconfigured) as refusal:
        return [Check("wrong", "server" if given.server else "database", refusal.message)]
    heard, dead, active = len(sources["items"]), len(letters["items"]), len(cases["items"])
    silent = [item["source"] for item in sources["items"] if item["silent_since"]]
    return [
        Check("ok", "server" if given.server else "database", f"{given.server or 'answers'} ({health['version']})"),
        Check("ok", "packs", f"in force: {packs['body']['name']} {packs['body']['version']} ({packs['digest'][:12]})"),
        Check("ok" if heard else "note", "sources", f"{heard} heard" if heard else _NOTHING_HEARD),
        *[Check("note", "silent source", name) for name in silent],
        Check("note" if dead else "ok", "dead letters", f"{_many(dead)} open: rootward dead-letters list"
              if dead else "none"),
        Check("ok", "cases", f"{_many(active)} active"),
    ]  # fmt: skip


_NOTHING_HEARD = "nothing was heard yet: rootward demo --keep, rootward ingest FILE, or send OTLP to rootward serve"


def _many(count: int) -> str:
    return f"{count} or more" if count == 200 else str(count)


def _settings(settings: Settings) -> list[dict[str, str]]:
    meanings = {name: meaning for name, _, meaning in deployment.describe()}
    rows = []
    for item in fields(Settings):
        name = PREFIX + item.name.upper()
        chosen = getattr(settings, item.name)
        value = str(chosen).lower() if isinstance(chosen, bool) else str(chosen)
        hidden = "(set)" if item.metadata["secret"] and value else value
        rows.append({"name": name, "value": hidden, "meaning": meanings[name]})
    return rows
