"""The command tree: names, one line each, and the module that a name loads."""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import _click as click  # Typer carries its own click; its errors are classes of that one
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.errors import RootwardError

__all__ = ["COMMANDS", "run"]

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "show a recorded real incident from the first event to its cause"),
    "init": ("init", "prepare the data folder and make the first admin token"),
    "serve": ("serve", "run the server: HTTP and pipeline in one process"),
    "doctor": ("doctor", "say what is configured and what is missing"),
    "version": ("version", "show the version"),
    "ingest": ("ingest", "read events and telemetry from a file, a recorded incident or standard input"),
    "sources": ("sources", "list the sources and when each was last heard"),
    "cases": ("cases", "list, show, follow and change cases"),
    "investigate": ("investigate", "find the cause of a case, or of what happened in a time window"),
    "report": ("report", "show the newest report of a case, or any report"),
    "evidence": ("evidence", "list and show the evidence of a report"),
    "verify": ("verify", "run every citation of a report again and say which still hold"),
    "dead-letters": ("dead_letters", "list, show, replay and discard what could not be read"),
    "topology": ("topology", "show what calls, owns and runs on what"),
    "packs": ("packs", "check, keep, compare and activate packs"),
    "audit": ("audit", "read, verify, prove and export the audit log"),
    "keys": ("keys", "create, list, rotate and revoke API tokens"),
    "tenants": ("tenants", "create and list tenants"),
    "db": ("db", "upgrade, check, back up and restore the database"),
    "openapi": ("openapi", "print the OpenAPI description of the HTTP interface"),
    "schema": ("schema", "print the JSON Schema of the event envelope"),
}


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
        if name is None:
            return name, None, rest
        module = importlib.import_module(f"rootward.cli.commands.{COMMANDS[name][0]}")
        command = get_command(module.cli)
        command.name = name
        return name, command, rest


cli = typer.Typer(
    cls=_Tree, name="rootward", no_args_is_help=True, rich_markup_mode=None,
    help="Rootward: from telemetry to a cited root cause.", context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


@cli.callback()
def _options(
    context: typer.Context,
    server: Annotated[str, typer.Option(envvar="ROOTWARD_SERVER", help="URL of a server; default: embedded")] = "",
    token: Annotated[str, typer.Option(envvar="ROOTWARD_TOKEN", help="API token", show_default=False)] = "",
    data_dir: Annotated[Path | None, typer.Option(help="data folder of the embedded database")] = None,
    database_url: Annotated[str | None, typer.Option(help="database of the embedded mode")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="no progress on stderr")] = False,
    timeout: Annotated[float, typer.Option(help="seconds to wait for a server")] = 60.0,
) -> None:
    context.obj = Options(
        server=server.rstrip("/"), token=token, data_dir=data_dir, database_url=database_url,
        form="json" if as_json else "table", quiet=quiet, timeout=timeout,
    )  # fmt: skip


def run(arguments: Sequence[str]) -> int:
    """Run a command line; returns the exit code. Errors are one sentence and a hint on stderr, never a traceback."""
    try:
        result = get_command(cli).main(args=_global_first(arguments), prog_name="rootward", standalone_mode=False)
    except Quit as quit_:
        return _say(quit_.message, quit_.code, quit_.hint)
    except RootwardError as error:
        return _say(error.message, 2 if error.status in (400, 422, 500) else 1)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except typer.Exit as exit_:
        return int(exit_.exit_code)
    return result if isinstance(result, int) else 0


def _global_first(arguments: Sequence[str]) -> list[str]:
    """`--json` and `--quiet` may stand anywhere before `--`: people write them last."""
    head = list(arguments)
    tail: list[str] = []
    if "--" in head:
        cut = head.index("--")
        head, tail = head[:cut], head[cut:]
    moved = [flag for flag in ("--json", "--quiet", "-q") if flag in head]
    return [*moved, *(item for item in head if item not in moved), *tail]


def _say(message: str, code: int, hint: str = "") -> int:
    if message:
        print(f"rootward: {message}", file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)
    return code
