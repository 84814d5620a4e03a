"""The command tree: names, one line each, and the module that a name loads."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import _click as click  # Typer carries its own click; its errors are classes of that one
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from rootward.cli.exit import Quit, code_of
from rootward.cli.options import FORMS, Options
from rootward.errors import Misconfigured, RootwardError

__all__ = ["COMMANDS", "run"]

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "show a recorded real incident and its cause"),
    "init": ("init", "prepare the data folder, make the first admin token"),
    "serve": ("serve", "run the server: HTTP and pipeline in one process"),
    "doctor": ("doctor", "say what is configured and what is missing"),
    "version": ("version", "show the version"),
    "ingest": ("ingest", "read events and telemetry from a file or stdin"),
    "sources": ("sources", "list what was heard and when; add, test servers to be asked"),
    "cases": ("cases", "list, show, follow and change cases"),
    "runs": ("runs", "import, list, show, diagnose, replay, compare runs of agents"),
    "detect": ("detect", "show what is unusual now, before anybody alerts"),
    "investigate": ("investigate", "find the cause of a case, or within a time window"),
    "diagnose": ("diagnose", "find what is wrong in a Kubernetes cluster, recorded or live"),
    "investigations": ("investigations", "list the attempts to explain a case, show one"),
    "report": ("report", "show the newest report of a case, or any report"),
    "evidence": ("evidence", "list and show the evidence of a report"),
    "verify": ("verify", "run every citation of a report again"),
    "dead-letters": ("dead_letters", "list, show, replay, discard what could not be read"),
    "topology": ("topology", "show what calls, owns and runs on what"),
    "runbooks": ("runbooks", "add, list, search and remove runbooks"),
    "playbooks": ("playbooks", "list, match, run, follow, pause and stop playbooks"),
    "actions": ("actions", "ask for actions, list and show them, say how an unknown one ended"),
    "policy": ("policy", "show the rules that decide, test others on what was asked for"),
    "tools": ("tools", "list tools, enable, disable, pin and approve them"),
    "packs": ("packs", "check, keep, compare and activate packs"),
    "approvals": ("approvals", "list, show, approve, reject and change what waits for a person"),
    "budget": ("budget", "see what is left of the budgets, and change them"),
    "usage": ("usage", "see what was used: calls, seconds, tokens, dollars"),
    "kill": ("kill", "stop every effect at once; two people let it go on"),
    "audit": ("audit", "read, verify, prove and export the audit log"),
    "keys": ("keys", "create, list, rotate and revoke API tokens"),
    "members": ("members", "invite people, list them, change their role, remove them"),
    "users": ("users", "see everybody who may sign in, shut people out everywhere"),
    "roles": ("roles", "show what each role may do"),
    "tenants": ("tenants", "create, list, suspend tenants; set how long data stays"),
    "db": ("db", "upgrade, check, back up and restore the database"),
    "openapi": ("openapi", "print the OpenAPI description of the HTTP interface"),
    "schema": ("schema", "print the JSON Schema of the event envelope"),
}
_ANYWHERE = frozenset({"--json", "--quiet", "-q", "--verbose", "-v"})
_ANYWHERE_WITH_VALUE = frozenset({"-o", "--output", "--idempotency-key", "--timeout"})


class _Tree(TyperGroup):
    """Lists every command without loading any; loads the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name][1])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            close = difflib.get_close_matches(args[0], COMMANDS, n=1)
            meant = f" Did you mean {close[0]!r}?" if close else ""
            raise Quit(2, f"there is no command {args[0]!r}.{meant}", hint="rootward --help lists them")
        name, _, rest = super().resolve_command(ctx, args)
        return (name, None if name is None else _load(name), rest)


def _load(name: str) -> click.Command:
    module = importlib.import_module(f"rootward.cli.commands.{COMMANDS[name][0]}")
    command: click.Command = get_command(module.cli)
    command.name = name
    return command


cli = typer.Typer(
    cls=_Tree, name="rootward", no_args_is_help=True, rich_markup_mode=None,
    help="Rootward: from telemetry to a cited root cause.", context_settings={"help_option_names": ["-h", "--help"]},
    epilog="First look: rootward demo",
)  # fmt: skip


@cli.callback()
def _options(
    context: typer.Context,
    server: Annotated[str, typer.Option(envvar="ROOTWARD_SERVER", help="URL of a server; without it: embedded")] = "",
    token: Annotated[str, typer.Option(envvar="ROOTWARD_TOKEN", help="API token", show_default=False)] = "",
    data_dir: Annotated[Path | None, typer.Option(help="data folder of the embedded database")] = None,
    database_url: Annotated[str | None, typer.Option(help="database of the embedded mode")] = None,
    form: Annotated[str, typer.Option("-o", "--output", help=f"{', '.join(FORMS)}")] = "table",
    as_json: Annotated[bool, typer.Option("--json", help="short for -o json")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="no progress and no hints on stderr")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="log what the embedded application does")] = False,
    timeout: Annotated[float, typer.Option(help="seconds to wait for a server", min=0)] = 60.0,
    idempotency_key: Annotated[str, typer.Option(help="makes a command that changes something safe to repeat")] = "",
) -> None:
    if form not in FORMS:
        raise Quit(2, f"there is no output {form!r}; there are {', '.join(FORMS)}")
    context.obj = Options(
        server=server.rstrip("/"), token=token, data_dir=data_dir, database_url=database_url,
        form="json" if as_json else form, quiet=quiet, verbose=verbose, timeout=timeout,
        idempotency_key=idempotency_key,
    )  # fmt: skip


def run(arguments: Sequence[str]) -> int:
    """Run a command line; returns the exit code. Errors are one sentence and a hint on stderr, never a traceback."""
    try:
        result = get_command(cli).main(args=_global_first(arguments), prog_name="rootward", standalone_mode=False)
        sys.stdout.flush()
    except Quit as quit_:
        return _say(quit_.message, quit_.code, quit_.hint)
    except RootwardError as error:
        return _say(error.message, _code_of(error))
    except click.ClickException as error:
        return _say(_sentence(error), error.exit_code, _usage(error))
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except typer.Exit as exit_:
        return int(exit_.exit_code)
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


def _global_first(arguments: Sequence[str]) -> list[str]:
    """Options for every command may stand anywhere before `--`: people write them last."""
    head, tail = list(arguments), list[str]()
    if "--" in head:
        cut = head.index("--")
        head, tail = head[:cut], head[cut:]
    moved, rest = list[str](), list[str]()
    while head:
        item = head.pop(0)
        if item in _ANYWHERE or item.partition("=")[0] in _ANYWHERE_WITH_VALUE - {item}:
            moved.append(item)
        elif item in _ANYWHERE_WITH_VALUE and head:
            moved += [item, head.pop(0)]
        else:
            rest.append(item)
    return [*moved, *rest, *tail]


def _code_of(error: RootwardError) -> int:
    return 2 if isinstance(error, Misconfigured) else code_of(error.status)


def _sentence(error: click.ClickException) -> str:
    words = error.format_message().rstrip(".")
    return words[:1].lower() + words[1:]


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.command_path} --help" if context is not None else "rootward --help"


def _say(message: str, code: int, hint: str = "") -> int:
    if message:
        print(f"rootward: {message}", file=sys.stderr)
    for line in hint.splitlines():
        print(f"  {line}", file=sys.stderr)
    return code
