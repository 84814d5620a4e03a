"""`rootward members`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.output import text, when, word
from rootward.cli.people import Listed, show_link

cli = options.group("Invite people into the tenant, list them, change their role, shut them out, remove them.")
_COLUMNS = (word("ID"), word("ROLE"), word("STATUS"), word("SINCE", 1), word("E-MAIL"), text("NAME"))
_INVITED = (word("ID"), word("ROLE"), word("STATE"), word("EXPIRES", 1), text("E-MAIL"))
Who = Annotated[str, typer.Argument(help="e-mail address or id of the member")]


@cli.command("list")
def list_(context: typer.Context) -> None:
    """Who belongs to the tenant, in which role."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/members")
            empty = "No members. Invite somebody: rootward members invite ana@example.com --role viewer"
            output.show(given, body, [_row(item) for item in body["items"]], _COLUMNS, empty)

    run(work)


@cli.command()
def invite(
    context: typer.Context,
    email: Annotated[str, typer.Argument(help="address of the person")],
    role: Annotated[str, typer.Option(help="such as admin, sre_operator, approver, viewer")],
) -> None:
    """Make a link by which one person becomes a member; it is shown this once and good for a week."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            item = await client.post("/api/v1/invitations", {"email": email, "role": role})
            output.show(given, item, [_invited(item)], _INVITED)
            show_link(given, item, "Send it to them: whoever opens it first is that member.")

    run(work)


@cli.command()
def invitations(context: typer.Context) -> None:
    """Invitations that are open."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/invitations")
            output.show(given, body, [_invited(item) for item in body["items"]], _INVITED, "No open invitations.")

    run(work)


@cli.command()
def revoke(context: typer.Context, invitation_id: Annotated[str, typer.Argument(help="id of the invitation")]) -> None:
    """End an invitation: its link is good for nothing from now on."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            item = await client.post(f"/api/v1/invitations/{invitation_id}/revoke")
            output.show(given, item, [_invited(item)], _INVITED)

    run(work)


@cli.command()
def role(context: typer.Context, who: Who, to: Annotated[str, typer.Argument(help="the new role")]) -> None:
    """Give a member another role; tokens of the old one end."""
    _MEMBERS.change(options.of(context), who, "role", {"role": to})


@cli.command()
def disable(context: typer.Context, who: Who) -> None:
    """Shut a member out of this tenant at once, until they are enabled again."""
    _MEMBERS.change(options.of(context), who, "disable")


@cli.command()
def enable(context: typer.Context, who: Who) -> None:
    """Let a member in again."""
    _MEMBERS.change(options.of(context), who, "enable")


@cli.command()
def remove(context: typer.Context, who: Who) -> None:
    """End a membership; what the member did stays on record."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            person = await _MEMBERS.find(client, who)
            item = await client.post(f"/api/v1/members/{person['person_id']}/remove")
            output.show(given, item, [(item["person_id"], "removed")], (word("ID"), word("STATUS")))

    run(work)


@cli.command()
def reset(context: typer.Context, who: Who) -> None:
    """Make a link by which a member sets another password; it is shown this once and good for a day."""
    _MEMBERS.reset(options.of(context), who)


def _row(item: dict[str, Any]) -> tuple[Any, ...]:
    return (
        item["person_id"], item["role"], item["status"], when(item["created_at"]), item["email"], item["name"],
    )  # fmt: skip


def _invited(item: dict[str, Any]) -> tuple[Any, ...]:
    return (item["invitation_id"], item["role"], item["state"], when(item["expires_at"]), item["email"])


_MEMBERS = Listed(
    path="/api/v1/members", word="member", command="rootward members list", columns=_COLUMNS, row=_row
)  # fmt: skip
