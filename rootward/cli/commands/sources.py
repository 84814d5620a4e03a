"""`rootward sources`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.exit import Quit
from rootward.cli.output import number, text, when, word

cli = typer.Typer(
    add_completion=False, rich_markup_mode=None, invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="List the sources that were heard; add, list, test and remove those that are asked where they are.",
)  # fmt: skip
_HEARD = (word("SOURCE"), number("ITEMS", 1), word("LAST HEARD"), word("STATE"))
_LIVE = (word("NAME"), word("KIND"), word("URL"), word("CREDENTIALS", 1))
_KINDS = ("prometheus", "kubernetes", "github", "jira", "slack", "webhook", "smtp", "http")
_SECRET = "ROOTWARD_SECRET_"  # noqa: S105 - the beginning of a variable's name, which people may give with it
Name = Annotated[str, typer.Argument(help="the connection's name")]


@cli.callback()
def sources(context: typer.Context) -> None:
    if context.invoked_subcommand is not None:
        return
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/sources")
            rows = [
                (item["source"], f"{item['items']:,}", when(item["last_seen"]),
                 f"silent since {when(item['silent_since'])}" if item["silent_since"] else "heard")
                for item in body["items"]
            ]  # fmt: skip
            known = ", ".join(body["known"])
            empty = f"Nothing was heard yet. What can be read: {known}.\nNext: rootward ingest FILE, or rootward serve"
            output.show(given, body, rows, _HEARD, empty)

    run(work)


@cli.command("list")
def list_(context: typer.Context) -> None:
    """The live sources: servers that are asked for their telemetry when something is investigated."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/connections")
            empty = "None yet. Add one: rootward sources add prometheus --url http://127.0.0.1:9090"
            output.show(given, body, [_row(item) for item in body["items"]], _LIVE, empty)

    run(work)


@cli.command()
def add(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help=", ".join(_KINDS))],
    url: Annotated[str, typer.Option(help="URL of the server, without /api")],
    name: Annotated[str, typer.Option(help="what to call it; the kind, if not given")] = "",
    token_env: Annotated[str, typer.Option(help="bearer token: NAME of the variable ROOTWARD_SECRET_NAME")] = "",
    token_file: Annotated[str, typer.Option(help="bearer token: NAME of a file in the secrets folder")] = "",
    username: Annotated[str, typer.Option(help="user name, with a password")] = "",
    password_env: Annotated[str, typer.Option(help="password: NAME of the variable ROOTWARD_SECRET_NAME")] = "",
    ca_file: Annotated[str, typer.Option(help="certificate authority: NAME of a file in the secrets folder")] = "",
    secret_env: Annotated[str, typer.Option(help="signs what a webhook is sent: NAME of ROOTWARD_SECRET_NAME")] = "",
    sender: Annotated[str, typer.Option(help="whom mail is from")] = "",
    header: Annotated[list[str] | None, typer.Option(help="NAME=VALUE, such as X-Scope-OrgID=shop")] = None,
    label: Annotated[list[str] | None, typer.Option(help="ROLE=LABEL: which label names the service, pod, …")] = None,
    select: Annotated[list[str] | None, typer.Option(help="matcher on every question, such as cluster=\"eu\"")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="expression of further metric names to ask for")] = None,
    scrape: Annotated[str, typer.Option(help="how often the server scrapes (15s); found out, if not given")] = "",
) -> None:  # fmt: skip
    """Add a server that is asked, or a service that tools act on, or change it. Then: rootward sources test NAME."""
    if kind not in _KINDS:
        raise Quit(2, f"there is no kind of live source {kind!r}; there are {', '.join(_KINDS)}")
    token = _env(token_env) if token_env else f"file:{token_file}" if token_file else ""
    body: dict[str, Any] = {
        "kind": kind, "url": url, "token": token, "username": username,
        "password": _env(password_env) if password_env else "", "authority": f"file:{ca_file}" if ca_file else "",
        "secret": _env(secret_env) if secret_env else "", "sender": sender,
        "headers": dict(_pair(item, "--header") for item in header or []), "labels": _labels(label or []),
        "select": select or [], "metrics": metric or [], "resolution": scrape,
    }  # fmt: skip
    _change(context, "PUT", f"/api/v1/connections/{name or kind}", {key: value for key, value in body.items() if value})


@cli.command()
def remove(context: typer.Context, name: Name) -> None:
    """Ask it no more."""
    _change(context, "DELETE", f"/api/v1/connections/{name}", None)


@cli.command()
def test(context: typer.Context, name: Name) -> None:
    """Ask it something small and say what came of it. Ends with 9 when it does not answer."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.post(f"/api/v1/connections/{name}/test")
            columns = (word("NAME"), word("KIND"), word("STATE"), text("DETAIL"))
            output.show(given, body, [(body["name"], body["kind"], body["presence"], body["detail"])], columns)
            if not body["answers"]:
                raise Quit(9, f"{name} does not answer ({body['presence']})")

    run(work)


def _change(context: typer.Context, method: str, path: str, body: Any) -> None:
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            answer = (await client.raw(method, path, **({} if body is None else {"json": body}))).json()
            items = answer.get("items", [answer])
            output.show(given, answer, [_row(item) for item in items], _LIVE, after="Next: rootward sources test NAME")

    run(work)


def _row(item: dict[str, Any]) -> tuple[str, ...]:
    credentials = item.get("token") or (f"{item['username']}, {item['password']}" if item.get("username") else "none")
    return item["name"], item["kind"], item["url"], credentials


def _env(name: str) -> str:
    return f"env:{name.removeprefix(_SECRET)}"


def _pair(item: str, option: str) -> tuple[str, str]:
    name, equals, value = item.partition("=")
    if not equals:
        raise Quit(2, f"{option} {item!r} is not NAME=VALUE")
    return name, value


def _labels(items: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in items:
        role, value = _pair(item, "--label")
        found.setdefault(role, []).append(value)
    return found
