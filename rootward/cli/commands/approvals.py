"""`rootward approvals`."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.approval_card import lasts, print_approval
from rootward.cli.approval_changes import Hash, Ref, amend, ask_changes, check_hash, digest, rehearse
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.output import text, when, word
from rootward.kit import clock

cli = options.group("List, show, approve, reject and change what waits for a person.")
_COLUMNS = (
    word("ID"), word("STATE"), word("RISK", 1), word("TOOL"), word("EXPIRES", 2), word("VOTES", 3), text("TARGETS"),
)  # fmt: skip
_LENT = (word("ID"), word("FROM"), word("TO"), word("UNTIL"), word("FOR", 1), text("REASON"))
_SAME = (word("PERSON"), word("PRINCIPAL"), word("LINKED", 1))
_EMPTY = "Nothing waits for approval."
_LOOK_S = 1.0
_CODES = {"approved": 0, "consumed": 0, "denied": 4, "expired": 6, "void": 10}
Comment = Annotated[str, typer.Option(help="kept with the vote, on the timeline and on the record")]
Behalf = Annotated[str, typer.Option(help="the principal who lets you vote for them")]
Reason = Annotated[str, typer.Option(help="why; kept on the record")]


@cli.command("list")
def list_(
    context: typer.Context,
    state: Annotated[
        str, typer.Option(help="pending, approved, denied, expired, void, consumed; '' for all")
    ] = "pending",
    mine: Annotated[bool, typer.Option("--mine", help="only what you may vote on")] = False,
    unreviewed: Annotated[bool, typer.Option("--unreviewed", help="only emergencies nobody has looked at")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    watch_: Annotated[bool, typer.Option("--watch", help="show again whenever it changes, until interrupted")] = False,
) -> None:
    """What waits, the soonest to expire first."""
    given = options.of(context)
    query = {"state": "" if unreviewed else state, "mine": mine, "unreviewed": unreviewed, "limit": limit}

    async def work() -> None:
        async with connected(given) as client:
            await _listed(client, given, query, again=watch_)

    run(work)


@cli.command()
def show(context: typer.Context, ref: Ref) -> None:
    """The exact call, where each argument comes from, the rules, the dry run, the votes, and how to approve it."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            _show(given, await client.get(f"/api/v1/approvals/{ref}"))

    run(work)


@cli.command()
def approve(context: typer.Context, ref: Ref, hash_: Hash, comment: Comment = "", on_behalf_of: Behalf = "") -> None:
    """Say yes to exactly what has this hash."""
    _vote(options.of(context), ref, "approve", hash_, comment, on_behalf_of)


@cli.command()
def reject(
    context: typer.Context, ref: Ref,
    reason: Annotated[str, typer.Option(help="why not; whoever asked will read it")],
    hash_: Hash = "", on_behalf_of: Behalf = "",
) -> None:  # fmt: skip
    """Say no: it ends the request. Without --hash it is for whatever is asked now."""
    _vote(options.of(context), ref, "deny", hash_, reason, on_behalf_of)


@cli.command()
def watch(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(help="an approval, until it is decided; left out: the list")] = "",
    seconds: Annotated[float, typer.Option(min=0, help="give up after so long (exit 5); 0: never")] = 0,
) -> None:
    """Follow an approval until it is decided, or the list: exit 0 approved, 4 denied, 6 expired, 10 void."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            if ref:
                await _until_decided(client, given, ref, seconds)
            else:
                await _listed(client, given, {"state": "pending", "limit": 50}, again=True)

    run(work)


@cli.command()
def review(context: typer.Context, ref: Ref, comment: Annotated[str, typer.Option(help="what you found")]) -> None:
    """Acknowledge what somebody else approved alone in an emergency."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            _show(given, await client.post(f"/api/v1/approvals/{ref}/review", {"comment": comment}))

    run(work)


for name, command in (("amend", amend), ("ask-changes", ask_changes), ("rehearse", rehearse)):
    cli.command(name)(command)


@cli.command()
def delegate(
    context: typer.Context,
    to: Annotated[str, typer.Argument(help="who votes on your behalf: an id, or a name that only one person has")],
    reason: Reason,
    until: Annotated[str, typer.Option(help="RFC 3339 time; with --approval: until that expires")] = "",
    approval: Annotated[str, typer.Option(help="only for this approval")] = "",
) -> None:
    """Let somebody vote on your behalf, for a time."""
    given, body = options.of(context), {"to": to, "reason": reason, "until": until or None}
    path = f"/api/v1/approvals/{approval}/delegate" if approval else "/api/v1/delegations"

    async def work() -> None:
        async with connected(given) as client:
            made = await client.post(path, body)
            output.show(given, made, [_lent({"reason": reason, **made})], _LENT)

    run(work)


@cli.command()
def delegations(
    context: typer.Context, ended: Annotated[bool, typer.Option("--ended", help="also those that are over")] = False
) -> None:
    """Who votes on whose behalf."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/delegations", ended=ended or None)
            output.show(given, body, [_lent(item) for item in body["items"]], _LENT, "Nobody votes for anybody else.")

    run(work)


@cli.command()
def revoke(
    context: typer.Context, delegation: Annotated[str, typer.Argument(help="its id, or the beginning of it")]
) -> None:
    """End a delegation at once."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            ended = await client.post(f"/api/v1/delegations/{delegation}/revoke")
            output.show(given, ended, [_lent(ended)], _LENT)

    run(work)


@cli.command()
def people(context: typer.Context) -> None:
    """Which principals are one person."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/identities")
            rows = [(item["person"], item["principal_id"], when(item["linked_at"])) for item in body["items"]]
            output.show(given, body, rows, _SAME, "Every principal is a person of its own.")

    run(work)


@cli.command("same-person")
def same_person(
    context: typer.Context, one: Annotated[str, typer.Argument(help="a principal's id")],
    other: Annotated[str, typer.Argument(help="another one's")], reason: Reason,
) -> None:  # fmt: skip
    """Say that two principals are one person, who then counts once."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.post("/api/v1/identities", {"principals": [one, other], "reason": reason})
            output.show(given, body, [(body["person"], name, "") for name in body["principals"]], _SAME)

    run(work)


def _vote(given: Options, ref: str, verdict: str, hash_: str, comment: str, on_behalf_of: str) -> None:
    if verdict == "approve":
        check_hash(hash_)

    async def work() -> None:
        async with connected(given, stages=True) as client:
            card = await client.get(f"/api/v1/approvals/{ref}")
            body = {"digest": await digest(client, card, hash_), "comment": comment}
            body |= {"on_behalf_of": on_behalf_of} if on_behalf_of else {}
            decided = await client.post(f"/api/v1/approvals/{card['approval_id']}/{verdict}", body)
            if client.app is not None:  # nobody else would carry it on
                await client.app.settle()
            output.show(given, decided, [_row(decided)], _COLUMNS, after=_next(decided))

    run(work)


async def _listed(client: Client, given: Options, query: dict[str, Any], *, again: bool) -> None:
    before = None
    while True:
        body = await client.request("GET", "/api/v1/approvals", params=query)
        seen = [{name: item[name] for name in item if name != "expires_in_s"} for item in body["items"]]
        if seen != before:
            items = body["items"]
            after = f"Next: rootward approvals show {items[0]['approval_id']}" if items else ""
            output.show(given, body, [_row(item) for item in items], _COLUMNS, _EMPTY, after=after)
        if not again:
            return
        before = seen
        await asyncio.sleep(_LOOK_S)


async def _until_decided(client: Client, given: Options, ref: str, seconds: float) -> None:
    deadline = clock.monotonic() + seconds
    while True:
        card = await client.get(f"/api/v1/approvals/{ref}")
        if card["state"] in _CODES:
            output.show(given, card, [_row(card)], _COLUMNS)
            if code := _CODES[card["state"]]:
                raise Quit(code, f"the request is {card['state']}: {card['ended_why'] or 'its time is over'}")
            return
        if seconds and clock.monotonic() > deadline:
            raise Quit(5, f"it still waits for approval, {card['people']} of {card['quorum']['people']} agreed")
        await asyncio.sleep(_LOOK_S)


def _show(given: Options, card: dict[str, Any]) -> None:
    if not given.as_table:
        output.show(given, card, (), _COLUMNS)
        return
    print_approval(output.console(), card)
    if not given.quiet:
        output.hint(_next(card))


def _next(card: dict[str, Any]) -> str:
    if card["state"] == "approved":
        return "Approved; a running server carries it on: rootward serve"
    if card["state"] != "pending":
        return ""
    if not card["may_vote"]:
        return f"You cannot vote on it: {card['why_not']}"
    return f"Approve exactly this call: {card['command']}"


def _row(item: dict[str, Any]) -> tuple[Any, ...]:
    left = lasts(item["expires_in_s"]) if item["state"] in ("pending", "approved") else ""
    quorum = item["quorum"]["people"]
    votes = f"{item['people']} of {quorum}" if "people" in item else f"needs {quorum}"
    return item["approval_id"], item["state"], item["risk"], item["tool"], left, votes, " ".join(item["targets"])


def _lent(item: dict[str, Any]) -> tuple[Any, ...]:
    what = item["approval_id"] or "everything"
    return (
        item["delegation_id"], item.get("from_name", item["from_principal"]), item.get("to_name", item["to_principal"]),
        when(item["until"]), what, item["reason"],
    )  # fmt: skip
