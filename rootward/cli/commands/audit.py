"""`rootward audit`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.output import number, text, when, word
from rootward.cli.send import existing

cli = options.group("Read, verify, prove and export the audit log.")
keys = options.group("List and rotate the keys that sign checkpoints.")
cli.add_typer(keys, name="keys")
_COLUMNS = (number("SEQ"), word("AT", 1), word("BY", 2), word("ACTION"), word("ON"), text("REASON", 3))
_WITNESSES = (text("WITNESS"), number("SEEN"), number("BEHIND"), word("SINCE", 1), text("ERROR", 2))
_OPEN = (number("SEQ"), word("SINCE"), word("INTENT"))
_EVIDENCE = (
    number("SEQ"), word("AT", 1), word("ACTION"), word("ASKED BY"), word("APPROVED BY"), word("OUTCOME"),
    word("ARGS", 1),
)  # fmt: skip


@cli.command()
def tail(
    context: typer.Context, limit: Annotated[int, typer.Option("-n", min=1, max=1000, help="how many")] = 20
) -> None:
    """The newest entries."""
    _list(context, limit=limit)


@cli.command()
def search(
    context: typer.Context,
    action: Annotated[str, typer.Option(help="such as token.created; token.* for all of a kind")] = "",
    actor: Annotated[str, typer.Option(help="who did it")] = "",
    resource: Annotated[str, typer.Option(help="what it was done to")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> None:
    """Entries by action, actor or resource, the newest first."""
    _list(context, action=action, actor=actor, resource=resource, limit=limit)


@cli.command()
def verify(
    context: typer.Context,
    from_seq: Annotated[int, typer.Option("--from", min=1, help="first entry")] = 1,
    to_seq: Annotated[int | None, typer.Option("--to", help="last entry")] = None,
    witness: Annotated[Path | None, typer.Option(help="checkpoints or receipts that were kept elsewhere")] = None,
    pubkey: Annotated[Path | None, typer.Option(help="public keys to trust instead of the server's own")] = None,
    tenant: Annotated[str, typer.Option(help="whose log it should be; the token's tenant is checked")] = "",
) -> None:
    """Check the log. Ends with 0 verified and witnessed, 8 tampered, 11 verified but unwitnessed, 1 cannot check."""
    given = options.of(context)
    body: dict[str, Any] = {"from_seq": from_seq, "to_seq": to_seq}
    body |= {name: existing(path).read_text() for name, path in (("witness", witness), ("pubkey", pubkey)) if path}

    async def work() -> None:
        async with connected(given) as client:
            verdict = await _verdict(client, body, tenant)
            if given.as_table:
                _show_verdict(verdict)
            else:
                output.show_json(verdict)
            if verdict["exit_code"]:
                raise Quit(verdict["exit_code"], _sentence(verdict), hint=_ADVICE.get(verdict["status"], ""))

    run(work)


@cli.command()
def checkpoint(context: typer.Context) -> None:
    """Sign the log as it is, tell the witnesses, print the checkpoint: keep it elsewhere, and it is a witness."""
    _print(context, "POST", "/api/v1/audit/checkpoint")


@cli.command()
def receipt(context: typer.Context, seq: Annotated[int, typer.Argument(min=1, help="the entry")]) -> None:
    """Print the signed checkpoint that covers an entry."""
    _print(context, "GET", "/api/v1/audit/receipt", seq=seq)


@cli.command()
def witnesses(context: typer.Context) -> None:
    """Who keeps copies of the checkpoints, and how far each is behind."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/audit/witnesses")
            rows = [
                (item["witness"], item["size"], item["behind"], when(item["at"]) or "never", item["error"])
                for item in body["items"]
            ]
            output.show(given, body, rows, _WITNESSES, "No witness. Name one: ROOTWARD_AUDIT_WITNESSES=file:/mnt/…")

    run(work)


@cli.command()
def prove(
    context: typer.Context,
    seq: Annotated[int | None, typer.Argument(help="the entry")] = None,
    consistency: Annotated[tuple[int, int] | None, typer.Option(help="two sizes of the log")] = None,
) -> None:
    """Print the proof that an entry is in the log, or that the log of one size continues that of another."""
    if seq is None and consistency is None:
        raise Quit(2, "give an entry's number, or --consistency OLD NEW", hint="rootward audit tail")
    old, new = consistency or (None, None)
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            output.show_json(await client.get("/api/v1/audit/prove", seq=seq, old=old, new=new))

    run(work)


@cli.command()
def export(context: typer.Context) -> None:
    """Print the signed checkpoints and every entry as JSON lines; docs/verify_audit.py checks them without Rootward."""
    _print(context, "GET", "/api/v1/audit/export")


@cli.command("hash")
def hash_(
    context: typer.Context, value: Annotated[str, typer.Argument(help="the secret; - reads it from stdin")]
) -> None:
    """Print what stands in an entry in the place of a secret, to search for it."""
    given = options.of(context)
    secret = sys.stdin.readline().rstrip("\n") if value == "-" else value

    async def work() -> None:
        async with connected(given) as client:
            body = await client.post("/api/v1/audit/hash", {"value": secret})
            print(body["hash"]) if given.as_table else output.show_json(body)

    run(work)


@cli.command()
def evidence(
    context: typer.Context,
    since: Annotated[str, typer.Option("--from", help="RFC 3339, such as 2026-11-01T00:00:00Z")] = "",
    until: Annotated[str, typer.Option("--to", help="not included")] = "",
    sample: Annotated[int, typer.Option(min=1, max=1000, help="how many")] = 25,
    seed: Annotated[str, typer.Option(help="any text of the auditor's: the same one takes the same sample")] = "",
) -> None:
    """A sample of what was done outside: who asked and approved what, when, how it ended. --json has the proofs."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/audit/evidence", since=since, until=until, sample=sample, seed=seed)
            rows = [
                (
                    item["seq"], when(item["at"]), item["action"], item["asked_by"]["id"],
                    ", ".join(item["approved_by"]), item["outcome"], _match(item),
                )
                for item in body["items"]
            ]  # fmt: skip
            after = f"{body['sample']} of {body['population']}; --json has arguments and proofs"
            output.show(given, body, rows, _EVIDENCE, "Nothing was done outside in that time.", after=after)

    run(work)


@keys.command("list")
def list_keys(context: typer.Context) -> None:
    """Every public key that ever signed, the newest last: a file for --pubkey."""
    _show_keys(context, "GET", "/api/v1/audit/keys")


@keys.command()
def rotate(context: typer.Context) -> None:
    """Sign with a new key from now on; what the old one signed still verifies."""
    _show_keys(context, "POST", "/api/v1/audit/keys/rotate")


_ADVICE = {"unwitnessed": "keep `rootward audit checkpoint` elsewhere, and give it back with --witness FILE"}


async def _verdict(client: Client, body: dict[str, Any], tenant: str) -> dict[str, Any]:
    """Raises Quit with 1 for what cannot be checked: no answer is not the same as a bad one."""
    try:
        whose = (await client.get("/api/v1/whoami"))["tenant"]
        if tenant and whose != tenant:
            raise Quit(1, f"this token is of tenant {whose!r}, not of {tenant!r}", hint="--token of that tenant")
        verdict: dict[str, Any] = await client.post("/api/v1/audit/verify", body)
    except Quit as refused:
        raise Quit(1, f"the log cannot be checked: {refused.message}", hint=refused.hint) from refused
    return verdict


def _show_verdict(verdict: dict[str, Any]) -> None:
    print(
        f"{verdict['size']:,} entries   {verdict['status']}   signed to {verdict['signed_to']:,}   "
        f"root {verdict['root'][:12]}…"
    )
    if verdict["oldest_open"]:
        print(f"{verdict['open_intents']:,} intents have no outcome yet, the oldest first:")
        output.table([(one["seq"], when(one["at"]), one["action"]) for one in verdict["oldest_open"][:10]], _OPEN)


def _sentence(verdict: dict[str, Any]) -> str:
    if verdict["status"] != "tampered":
        return str(verdict["message"])
    where = "" if verdict["bad_seq"] is None else f"first bad entry {verdict['bad_seq']}"
    where += (
        f" (or one up to {verdict['bad_until']})" if (verdict["bad_until"] or 0) > (verdict["bad_seq"] or 0) else ""
    )
    return f"{verdict['kind']}: {verdict['message']}" + (f"; {where}" if where else "")


def _match(item: dict[str, Any]) -> str:
    return {True: "as hashed", False: "CHANGED", None: "gone"}[item["arguments_match"]]


def _show_keys(context: typer.Context, method: str, path: str) -> None:
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.request(method, path)
            if given.as_table:
                for item in body["items"]:
                    print(f"# since {item['since']}\n{item['public']}")
            else:
                output.show_json(body)

    run(work)


def _list(context: typer.Context, **wanted: str | int) -> None:
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/audit", **wanted)
            rows = [
                (item["seq"], when(item["ts"]), item["actor"]["id"], item["action"], item["resource"], item["reason"])
                for item in body["items"]
            ]
            empty = "Nothing like that is in the log." if len(wanted) > 1 else "The log is empty."
            output.show(given, body, rows, _COLUMNS, empty)

    run(work)


def _print(context: typer.Context, method: str, path: str, **query: int) -> None:
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            print((await client.raw(method, path, params=query or None)).text, end="")

    run(work)
