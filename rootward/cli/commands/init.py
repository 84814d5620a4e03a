"""`rootward init`."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from rootward import settings as deployment
from rootward.app import open_app
from rootward.cli import options, output
from rootward.cli.client import run
from rootward.cli.exit import Quit
from rootward.settings import Settings
from rootward.tenancy import tokens
from rootward.tenancy.tenants import DEFAULT

cli = options.group()


@cli.command()
def init(
    context: typer.Context,
    again: Annotated[bool, typer.Option(help="make another admin token although there is one")] = False,
) -> None:
    """Prepare the data folder and make the first admin token, whose secret is shown this once."""
    given = options.of(context)
    if given.server:
        raise Quit(2, "init works on the database itself, not through a server", hint="leave out --server")
    settings = deployment.from_environment(data_dir=given.data_dir, database_url=given.database_url)
    secret = run(lambda: _init(settings, again))
    if not given.as_table:
        output.show_json({"data_dir": str(settings.data_dir), "token": secret})
        return
    print(secret)
    output.hint(
        f"The data folder is {settings.data_dir}. This admin token is shown only now.\n"
        "On this machine no token is needed; elsewhere: ROOTWARD_REQUIRE_LOGIN=true rootward serve --host …"
    )


async def _init(settings: Settings, again: bool) -> str:
    async with open_app(settings) as app:
        made = await app.db.run(partial(tokens.first_admin, tenant=DEFAULT, again=again), tenant=DEFAULT)
        return made.secret
