from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from rootward.audit import checkpoint, log, signing
from rootward.audit.entry import AuditEntry
from rootward.audit.evidence import evidence, sampled
from rootward.audit.note import signer_of
from rootward.audit.prove import verify_proof
from rootward.audit.search import Search, search
from rootward.errors import BadInput
from rootward.kit.canonical import sha256_hex
from rootward.kit.db import Connection, Database
from rootward.schema import actions

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]
NOON = 1_790_000_000_000_000_000
ARGUMENTS: dict[str, Any] = {"namespace": "shop", "replicas": 3}


def _action(connection: Connection, key: str, arguments: dict[str, Any]) -> None:
    empty = dict.fromkeys(
        ("tool", "tool_version", "schema_hash", "effect", "risk", "args_sha256", "reason", "state", "result_summary",
         "result_sha256"), "",
    )  # fmt: skip
    row = {"tenant": "acme", "action_id": key, "arguments": arguments, "targets": [], "provenance": {}, "requester": {},
           "declared": {}}  # fmt: skip
    numbers = {"attempts": 0, "cost_usd": 0.0, "created_at": NOON, "seq": 1}
    connection.execute(actions.insert(), empty | row | numbers | {"idempotency_key": key})


def _done(connection: Connection, make: Make, key: str, *, ended: bool = True) -> None:
    entry = make("tool.call", idempotency_key=key, args_sha256=sha256_hex(ARGUMENTS))
    stated = log.intent(connection, "acme", entry)
    if ended:
        log.outcome(connection, "acme", stated, "succeeded", result_sha256="e" * 64)


async def test_a_sample_says_who_asked_and_approved_what_and_proves_it(
    database: Database, make: Make, write: Write
) -> None:
    signer = signer_of(b"k" * 32)
    await write(make(), tenant="acme")
    for key, kept in (("one", ARGUMENTS), ("two", {"namespace": "other"})):
        await database.run(partial(_done, make=make, key=key), tenant="acme")
        await database.run(partial(_action, key=key, arguments=kept), tenant="acme")
    await database.run(partial(_done, make=make, key="gone", ended=False), tenant="acme")
    await database.run(partial(log.sequence, tenant="acme"), tenant="acme")
    await database.run(partial(signing.sign, tenant="acme", signer=signer), tenant="acme")
    found: Any = await database.read(partial(evidence, tenant="acme", since=None, until=None, sample=10), tenant="acme")
    assert (found["population"], found["sample"]) == (3, 3)
    one, two, gone = found["items"]
    assert (one["asked_by"]["id"], one["on_behalf_of"], one["approved_by"]) == ("prn_ada", "prn_grace", ["prn_eve"])
    assert (one["arguments"], one["arguments_match"], one["outcome"]) == (ARGUMENTS, True, "succeeded")
    assert two["arguments_match"] is False
    assert (gone["arguments"], gone["arguments_match"], gone["outcome"]) == (None, None, "open")
    under = checkpoint.parse(found["checkpoint"])
    for item in found["items"]:
        assert verify_proof(item["proof"], under)
    assert verify_proof(one["outcome_proof"], under)


async def test_the_time_and_the_size_of_a_sample_are_kept_to(database: Database, make: Make, write: Write) -> None:
    await write(*(make(f"tool.n{number}.intent") for number in range(10)), tenant="acme")
    since, until = NOON + 2 * 10**9, NOON + 5 * 10**9
    found: Any = await database.read(
        partial(evidence, tenant="acme", since=since, until=until, sample=10), tenant="acme"
    )
    assert [item["action"] for item in found["items"]] == ["tool.n2.intent", "tool.n3.intent", "tool.n4.intent"]
    for sample in (0, 1001):
        with pytest.raises(BadInput, match="1 to 1000"):
            await database.read(partial(evidence, tenant="acme", since=None, until=None, sample=sample), tenant="acme")


async def test_a_seed_takes_the_same_sample_and_another_one_another(
    database: Database, make: Make, write: Write
) -> None:
    await write(*(make("tool.call.intent", entry_id=f"aud_{number}") for number in range(60)), tenant="acme")
    records = await database.read(partial(search, tenant="acme", wanted=Search()), tenant="acme")
    chosen = {seed: [record.seq for record in sampled(records, 5, seed)] for seed in ("a", "b")}
    assert chosen["a"] == [record.seq for record in sampled(records[::-1], 5, "a")] == sorted(chosen["a"])
    assert chosen["a"] != chosen["b"]
