"""`rootward serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rootward import settings as deployment
from rootward.cli import options
from rootward.kit import log
from rootward.server import serve as run_server

cli = options.group()


@cli.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on", min=0, max=65535)] = None,
    data_dir: Annotated[Path | None, typer.Option(help="folder of the embedded database and keys")] = None,
    database_url: Annotated[str | None, typer.Option(help="sqlite:///PATH or postgresql://…")] = None,
    require_login: Annotated[bool | None, typer.Option(help="ask for a token on loopback too")] = None,
) -> None:
    """Run the server: HTTP and pipeline in one process. Every setting also by environment: rootward doctor."""
    given = options.of(context)
    settings = deployment.from_environment(
        host=host, port=port, data_dir=data_dir or given.data_dir, require_login=require_login,
        database_url=database_url or given.database_url,
    )  # fmt: skip
    log.configure(settings.log_level, settings.log_format)
    run_server(settings)
