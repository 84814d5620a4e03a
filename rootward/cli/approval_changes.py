"""Approval changes: what is done about a call that waits, short of yes and no: other arguments, a wish, a trial."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from rootward.cli import options, output, typed
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.output import text, word

__all__ = ["Hash", "Ref", "amend", "ask_changes", "check_hash", "digest", "rehearse"]

_ASKED = (word("ACTION"), word("STATE"), word("APPROVAL", 1), word("REPLACES", 2), text("ARGUMENTS"))
_WISHED = (word("ID"), word("STATE"), word("TOOL"), text("WISHED"))
_SAID = (word("ANSWER"), word("GUARD"), text("REASON"))
_SHORTEST = 12
Ref = Annotated[str, typer.Argument(help="the approval's id, or the beginning of it")]
Hash = Annotated[str, typer.Option("--hash", help="what you were shown: at least its first 12 digits")]
Whole = Annotated[
    str, typer.Option("--arguments", help="all arguments as one JSON object, in the place of those asked")
]
Drop = Annotated[list[str] | None, typer.Option(help="leave this argument out")]


def amend(
    context: typer.Context, ref: Ref, hash_: Hash,
    reason: Annotated[str, typer.Option(help="why they should be others; on the record")],
    arg: typed.Arg = None, drop: Drop = None, arguments: Whole = "",
) -> None:  # fmt: skip
    """Ask for the same call with other arguments: a new request under a new hash, and this one is void."""
    given = options.of(context)
    check_hash(hash_)

    async def work() -> None:
        async with connected(given, stages=True) as client:
            card = await client.get(f"/api/v1/approvals/{ref}")
            wanted = await _arguments(client, card, arguments, arg, drop)
            body = {"digest": await digest(client, card, hash_), "arguments": wanted, "reason": reason}
            made = await client.post(f"/api/v1/approvals/{card['approval_id']}/amend", body)
            asked, waits = await _asked(client, made["action_id"])
            shown = _compact(asked["arguments"])
            row = (asked["action_id"], asked["state"], waits or "", made["replaces"], shown)
            after = f"Next: rootward approvals show {waits}" if waits else ""
            told = made | {"state": asked["state"], "approval_id": waits, "arguments": asked["arguments"]}
            output.show(given, told, [row], _ASKED, after=after)

    run(work)


def ask_changes(
    context: typer.Context, ref: Ref,
    comment: Annotated[str, typer.Option(help="what would have to change; whoever asked will read it")],
    hash_: Hash = "",
) -> None:  # fmt: skip
    """Say what would have to change. The request goes on waiting. Without --hash it is about whatever is asked now."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            card = await client.get(f"/api/v1/approvals/{ref}")
            body = {"digest": await digest(client, card, hash_), "comment": comment}
            card = await client.post(f"/api/v1/approvals/{card['approval_id']}/ask-changes", body)
            row = (card["approval_id"], card["state"], card["tool"], comment)
            output.show(given, card, [row], _WISHED)

    run(work)


def rehearse(context: typer.Context, ref: Ref, arg: typed.Arg = None, drop: Drop = None, arguments: Whole = "") -> None:
    """What the call would do now and what every guard says to it, as it waits or with other arguments; nothing is done.
    Ends with 4 where it would be denied, 1 where trying it failed."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            card = await client.get(f"/api/v1/approvals/{ref}")
            body = {"arguments": await _arguments(client, card, arguments, arg, drop), "case": card["case_id"] or ""}
            found = await client.post(f"/api/v1/tools/{card['tool']}/rehearse", body)
            rows = [(said["answer"], said["guard"], said["reason"]) for said in found["words"]]
            output.show(given, found, rows, _SAID, after=_told(found))
            if found["failed"]:
                raise Quit(1, f"trying it failed: {found['failed']}")
            if found["answer"] == "deny":
                raise Quit(4, f"it would be denied: {found['reason']}")

    run(work)


def check_hash(hash_: str) -> None:
    """Raises Quit for a hash that says too little of what was shown."""
    if len(hash_) < _SHORTEST:
        raise Quit(2, "--hash needs the first 12 digits of what you were shown, or more", hint="approvals show ID")


async def digest(client: Client, card: dict[str, Any], hash_: str) -> str:
    """The digest that begins with what the person was shown: of this request, or of an earlier one about the same
    action, so that the refusal can say what changed."""
    if not hash_ or card["digest"].startswith(hash_):
        return str(card["digest"])
    others = await client.request(
        "GET", "/api/v1/approvals", params={"state": "", "action_id": card["action_id"], "limit": 200}
    )
    for item in others["items"]:
        if item["digest"].startswith(hash_):
            return str(item["digest"])
    raise Quit(
        10, f"{hash_} is not the hash of this request, which has {card['hash']}: it is not what you were shown",
        hint=f"rootward approvals show {card['approval_id']}",
    )  # fmt: skip


async def _arguments(
    client: Client, card: dict[str, Any], whole: str, parts: list[str] | None, drop: list[str] | None
) -> dict[str, Any]:
    """Those that are asked for, changed as typed. Raises Quit, also for one to leave out that is not there."""
    asked = (await client.get(f"/api/v1/actions/{card['action_id']}"))["arguments"]
    wanted = typed.arguments(whole, parts or (), asked)
    for name in drop or ():
        if name not in wanted:
            raise Quit(2, f"--drop {name!r}: there is no such argument", hint=f"there are {', '.join(sorted(wanted))}")
        del wanted[name]
    return wanted


async def _asked(client: Client, action_id: str) -> tuple[dict[str, Any], str | None]:
    """The new action, and the approval that it waits for, if it does already: a server decides in its own time."""
    if client.app is not None:  # nobody else would decide on it
        await client.app.settle()
    action = await client.get(f"/api/v1/actions/{action_id}")
    open_ = await client.request("GET", "/api/v1/approvals", params={"action_id": action_id})
    return action, next((str(item["approval_id"]) for item in open_["items"]), None)


def _told(found: dict[str, Any]) -> str:
    would = f"It would: {_compact(found['result'])}" if found["result"] is not None else ""
    quorum = found["quorum"]
    people = f" It needs {quorum['people']} of {', '.join(quorum['roles'])}." if quorum else ""
    return f"The gate says {found['answer']}: {found['reason']}.{people} {would}".strip()


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
