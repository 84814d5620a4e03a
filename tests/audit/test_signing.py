from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest
import sqlalchemy as sa

from rootward.audit import checkpoint, log, signing
from rootward.audit.entry import AuditEntry
from rootward.audit.note import signed_by, signer_of
from rootward.audit.verify import verify
from rootward.errors import NotFound
from rootward.kit.db import Database
from rootward.schema import audit_checkpoints

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]
SIGNER = signer_of(b"k" * 32)
sign = partial(signing.sign, tenant="acme", signer=SIGNER)


async def test_what_is_new_is_signed_once(database: Database, make: Make, write: Write) -> None:
    assert await database.run(sign, tenant="acme") is None
    await write(make(), make(), tenant="acme")
    first = await database.run(sign, tenant="acme")
    assert first is not None
    assert await database.run(sign, tenant="acme") is None
    await write(make(), tenant="acme")
    second = await database.run(sign, tenant="acme")
    assert second is not None
    stated = [checkpoint.parse(text) for text in (first, second)]
    assert [(one.size, one.previous) for one in stated] == [(2, 0), (3, 2)]
    assert signed_by(second, [SIGNER.verifier]) == SIGNER.verifier
    now = await database.read(partial(checkpoint.current, tenant="acme"), tenant="acme")
    assert (stated[1].origin, stated[1].root) == (now.origin, now.root)
    assert await database.read(partial(signing.newest, tenant="acme"), tenant="acme") == second
    verdict = await database.read(partial(verify, tenant="acme", keys=[SIGNER.verifier]), tenant="acme")
    assert (verdict.status, verdict.signed_to) == ("unwitnessed", 3)


async def test_an_intent_of_high_risk_is_signed_in_its_own_transaction(database: Database, make: Make) -> None:
    for risk, signed in (("low", None), ("medium", None), ("high", 3), ("critical", 4)):
        intent = partial(log.intent, tenant="acme", entry=make("tool.call", risk=risk), signer=SIGNER)
        if not database.is_sqlite:
            await database.run(partial(log.sequence, tenant="acme"), tenant="acme")
        await database.run(intent, tenant="acme")
        note = await database.read(partial(signing.newest, tenant="acme"), tenant="acme")
        assert (note and checkpoint.parse(note).size) == signed


async def test_an_undone_intent_leaves_no_checkpoint(database: Database, make: Make) -> None:
    def fails(connection: sa.Connection) -> None:
        log.intent(connection, "acme", make("tool.call", risk="high"), signer=SIGNER)
        raise NotFound("the transaction ends here")

    with pytest.raises(NotFound):
        await database.run(fails, tenant="acme")
    assert await database.read(partial(signing.newest, tenant="acme"), tenant="acme") is None
    verdict = await database.read(partial(verify, tenant="acme"), tenant="acme")
    assert verdict.size == 0


async def test_a_receipt_names_the_entry_above_the_first_checkpoint_that_covers_it(
    database: Database, make: Make, write: Write
) -> None:
    receipt = partial(signing.receipt, tenant="acme")
    await write(make(), make(), tenant="acme")
    await database.run(sign, tenant="acme")
    await write(make(), tenant="acme")
    assert await database.read(partial(receipt, seq=3), tenant="acme") is None
    await database.run(sign, tenant="acme")
    text = await database.read(partial(receipt, seq=2), tenant="acme")
    assert text is not None
    assert text.startswith("entry 2\nrootward/acme/log_")
    notes = list(checkpoint.notes_in(text))
    assert [checkpoint.parse(note).size for note in notes] == [2]
    verdict = await database.read(partial(verify, tenant="acme", keys=[SIGNER.verifier], witness=notes), tenant="acme")
    assert (verdict.status, verdict.witnessed_to) == ("witnessed", 2)
    with pytest.raises(NotFound):
        await database.read(partial(receipt, seq=4), tenant="acme")


async def test_logs_with_entries_that_nobody_signed_are_listed(database: Database, make: Make, write: Write) -> None:
    if not database.is_sqlite:
        return  # there the sequencer knows whose entries it numbered
    await write(make(), tenant="acme")
    await write(make(), tenant="other")
    await database.run(sign, tenant="acme")
    assert await database.read(signing.unsigned, tenant="acme") == ["other"]


async def test_a_log_that_shrank_is_not_signed_again(
    database: Database, make: Make, write: Write, tampering: Callable[..., object]
) -> None:
    await write(make(), make(), tenant="acme")
    await database.run(sign, tenant="acme")
    with tampering() as connection:  # type: ignore[attr-defined]
        connection.execute(sa.text("UPDATE audit_heads SET size = 1 WHERE tenant = 'acme'"))
        assert signing.sign(connection, "acme", SIGNER) is None
        count = sa.select(sa.func.count()).select_from(audit_checkpoints).where(audit_checkpoints.c.tenant == "acme")
        assert connection.execute(count).scalar() == 1
