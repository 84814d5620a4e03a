"""An approval is worth what it is worth at a moment, and every change of it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rootward.errors import NotFound
from rootward.governance.approvals_model import BREAK_GLASS_NS, OURSELVES, entry_of, moment, read, write
from rootward.kit import clock
from rootward.kit.db import Database
from rootward.tenancy import changes
from tests.governance.approving import HOUR, NOW, Desk


async def test_what_is_over_is_expired_before_anybody_writes_so(database: Database) -> None:
    approval = await (await Desk.opened(database)).held()
    assert approval.state_at(approval.expires_at - 1) == "pending"
    assert approval.state_at(approval.expires_at) == "expired"
    assert replace(approval, state="denied").state_at(approval.expires_at) == "denied"


async def test_what_one_person_approved_in_an_emergency_is_for_now(database: Database) -> None:
    approval = replace(await (await Desk.opened(database)).held(), state="approved", break_glass=True, decided_at=NOW)
    assert approval.state_at(NOW + BREAK_GLASS_NS - 1) == "approved"
    assert approval.state_at(NOW + BREAK_GLASS_NS) == "expired"
    assert replace(approval, expires_at=NOW + 5).good_until == NOW + 5


def test_a_moment_is_never_earlier_than_the_process_knows_it_to_be() -> None:
    with clock.fixed(NOW):
        assert moment(NOW - HOUR) == NOW
        assert moment(NOW + HOUR) == NOW + HOUR


async def test_a_change_is_told_to_the_case_and_to_those_who_follow(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held()
    changed = await desk.run(lambda c: write(c, approval, kind="approval.x", actor="ana", text="hm", reminded_at=NOW))
    assert (changed.reminded_at, changed.state, changed.seq > approval.seq) == (NOW, "pending", True)
    told = (await desk.run(lambda c: changes.since(c, "acme", approval.seq)))[-2:]
    assert [(change.kind, change.ref) for change in told] == [
        ("case", "case_1"), ("approval", approval.approval_id)
    ]  # fmt: skip
    assert told[1].seq == changed.seq
    assert told[1].body["kind"] == "approval.x"


async def test_another_tenants_approval_is_not_there(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held()
    with pytest.raises(NotFound, match="no approval"):
        await desk.run(lambda c: read(c, "other", approval.approval_id), "other")


async def test_an_audit_entry_about_it_names_the_exact_call(database: Database) -> None:
    approval = await (await Desk.opened(database)).held()
    entry = entry_of(approval, OURSELVES, "approval.x", reason="r")
    assert (entry.tool, entry.tool_schema, entry.risk, entry.idempotency_key) == (
        "k8s.scale", "s" * 64, "high", "act_key"
    )  # fmt: skip
    assert entry.facts["digest"] == approval.digest
    assert entry.approval_ids == (approval.approval_id,)
