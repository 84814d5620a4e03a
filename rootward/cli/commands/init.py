"""`rootward init`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from rootward import settings as deployment
from rootward.app import open_app
from rootward.cli import options, output
from rootward.cli.client import run
from rootward.cli.exit import Quit
from rootward.errors import Conflict
from rootward.kit.db import Connection
from rootward.settings import Settings
from rootward.tenancy import invitations, memberships, tokens
from rootward.tenancy.memberships import ADMIN
from rootward.tenancy.principal import LOCAL
from rootward.tenancy.tenants import DEFAULT

cli = options.group()


@cli.command()
def init(
    context: typer.Context,
    again: Annotated[bool, typer.Option(help="make another admin token although there is one")] = False,
    email: Annotated[str, typer.Option(help="invite this person as administrator, in the place of a token")] = "",
) -> None:
    """Prepare the data folder and make the first admin token, or the first invitation, shown this once."""
    given = options.of(context)
    if given.server:
        raise Quit(2, "init works on the database itself, not through a server", hint="leave out --server")
    settings = deployment.from_environment(data_dir=given.data_dir, database_url=given.database_url)
    if email:
        link = run(lambda: _invite(settings, email, again))
        if not given.as_table:
            output.show_json({"data_dir": str(settings.data_dir), "link": link})
            return
        print(link)
        output.hint(
            f"The data folder is {settings.data_dir}. Start `rootward serve` and open this link within a week:\n"
            "whoever opens it first chooses a password and is the administrator. It is shown only now."
        )
        return
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


async def _invite(settings: Settings, email: str, again: bool) -> str:
    """The link, for whoever sits at the machine. Raises Conflict where there is an administrator and not `again`."""

    def unit(connection: Connection) -> str:
        every = memberships.list_members(connection, DEFAULT)
        held = next((one.email for one in every if (one.role, one.status) == (ADMIN, "active")), "")
        if held and not again:
            raise Conflict(
                f"{held} is an administrator already; `rootward init --again` invites another", field="email"
            )
        console = replace(LOCAL, auth="console")
        return invitations.invite(connection, DEFAULT, email=email, role=ADMIN, by=console).secret

    async with open_app(settings) as app:
        secret = await app.db.run(unit, tenant=DEFAULT)
    return f"{settings.address}/invitation#{secret}"
