"""A playbook before the real gate: decided, held, agreed to, carried out once, and given up with the playbook."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from rootward.governance import approvals
from rootward.governance.action import PLAYBOOK, TOOL
from rootward.kit.bus import Message
from rootward.kit.db import Connection
from rootward.packs.load import load_body
from rootward.packs.store import activate, save
from rootward.playbooks import control
from rootward.playbooks.execute import PlaybookRunner
from rootward.playbooks.gated import GateRequests
from rootward.plugins.tools.people import PeopleAgree
from rootward.schema import approvals as table
from rootward.schema import messages
from rootward.tenancy import tokens
from rootward.tenancy.principal import Principal
from rootward.tools.catalogue import Catalogue
from rootward.tools.execute import Executor
from rootward.tools.gateway import Gateway
from rootward.tools.outside import closed
from rootward.tools.ports import Everything
from tests.playbooks.conftest import ANN, SECOND, Desk, playbook, roll_back, step

FREE = {"rules": [{"id": "all", "tools": ["**"], "effect": "allow", "message": "whatever it is"}]}
ASKED = {"rules": [{"id": "ask", "tools": ["**"], "effect": "hold", "message": "ask first"}]}
COMMENT = step("say", "add_comment", text="and on")


class Gated:
    """The desk with the gate behind it: both stages, one message at a time."""

    def __init__(self, desk: Desk, policies: dict[str, Any], *playbooks: dict[str, Any]) -> None:
        self.desk = desk
        tools = (desk.deed, desk.read_only, PeopleAgree())
        desk.gateway = Gateway(desk.database, tools)
        self.ports = Everything(tools=Catalogue(tools))
        self.requests = GateRequests(self.ports, desk.bus)
        self.executor = Executor(desk.database, self.ports, desk.bus, outside=closed)
        desk.runner = PlaybookRunner(
            desk.database, desk.bus, desk.gateway, requests=self.requests, pack_of=desk._pack_of, owner="w", lease_s=30
        )
        pack = load_body({"name": "shop", "version": "1", "playbooks": list(playbooks), "policies": policies})
        desk.pack = pack

        def unit(connection: Connection, tenant: str) -> None:
            digest = save(connection, tenant, pack, actor="ann")
            activate(connection, tenant, "shop", digest, actor="ann")

        desk.run(unit)

    def carry(self) -> None:
        while (found := self._due()) is not None:
            asyncio.run(self._handle(found))

    async def _handle(self, found: Message) -> None:
        subscriber = self.executor if found.topic == TOOL else self.desk.runner
        settlement = await subscriber.carry(found)

        def settle(connection: Connection) -> None:
            connection.execute(messages.delete().where(messages.c.tenant == "acme", messages.c.message_id == found.id))
            settlement(connection)

        await self.desk.database.run(settle, tenant="acme")

    def _due(self) -> Message | None:
        def unit(connection: Connection, tenant: str) -> Message | None:
            query = sa.select(messages).where(
                messages.c.tenant == tenant, messages.c.topic.in_((TOOL, PLAYBOOK)),
                messages.c.available_at <= self.desk.time,
            )  # fmt: skip
            row = connection.execute(query.order_by(messages.c.message_id).limit(1)).mappings().first()
            if row is None:
                return None
            return Message(id=row["message_id"], tenant=tenant, topic=row["topic"], key=row["key"], body=row["body"],
                           created_at=row["created_at"])  # fmt: skip

        return self.desk.run(unit)

    def agree(self, verdict: approvals.Verdict = "approve") -> None:
        """A person who may says to what is asked."""

        def unit(connection: Connection, tenant: str) -> None:
            who = _joined(connection, tenant, role="approver")
            query = sa.select(table).where(table.c.tenant == tenant, table.c.state == "pending")
            asked = connection.execute(query).mappings().one()
            approvals.vote(
                connection, who, asked["approval_id"], verdict, digest=asked["digest"], comment="seen",
                bus=self.desk.bus, now=self.desk.time,
            )  # fmt: skip

        self.desk.run(unit)

    def started(self, role: str = "sre_operator") -> tuple[Any, Any]:
        """A run that somebody with this role has started, carried as far as it goes."""
        case = self.desk.case()
        self.desk.report(case)
        run = self.desk.proposed(case)
        assert run is not None
        principal = self.desk.run(_joined, role=role)
        self.desk.run(
            control.start, playbook_run_id=run.playbook_run_id, pack=self.desk.pack, by=principal, bus=self.desk.bus,
            requests=self.requests,
        )  # fmt: skip
        self.carry()
        return case, run


def _joined(connection: Connection, tenant: str, role: str) -> Principal:
    by = Principal(tenant=tenant, id="root", name="Root", kind="human", role="admin", auth="console")
    made = tokens.create(connection, tenant, name=role, kind="human", role=role, by=by)
    return tokens.authenticate(connection, made.secret)


def test_what_the_policy_allows_is_done_once_and_the_run_goes_on(desk: Desk) -> None:
    gated = Gated(desk, FREE, playbook(roll_back(), COMMENT))
    case, run = gated.started()
    assert desk.deed.calls == [{"service": "orders"}]
    ended = desk.now(run)
    assert [one["state"] for one in ended.steps] == ["succeeded", "succeeded", "succeeded"]
    assert (ended.outcome, desk.of(case).state) == ("cannot_tell", "diagnosed")


def test_what_is_held_is_done_when_people_have_agreed(desk: Desk) -> None:
    gated = Gated(desk, ASKED, playbook(roll_back(), COMMENT))
    case, run = gated.started()
    desk.later(SECOND)
    gated.carry()
    assert (desk.now(run).state, desk.of(case).state, desk.deed.calls) == ("waiting", "awaiting_approval", [])
    gated.agree()
    gated.carry()
    assert desk.deed.calls == [{"service": "orders"}]
    assert desk.now(run).state == "succeeded"


def test_who_may_not_ask_cannot_have_a_playbook_ask(desk: Desk) -> None:
    gated = Gated(desk, FREE, playbook(roll_back(), COMMENT))
    case, run = gated.started("viewer")
    assert (desk.now(run).state, desk.deed.calls, desk.of(case).state) == ("failed", [], "diagnosed")


@pytest.mark.parametrize("policies", [FREE, ASKED], ids=["allows", "holds"])
def test_an_approval_waits_for_people_whatever_the_policy_says(desk: Desk, policies: dict[str, Any]) -> None:
    gated = Gated(desk, policies, playbook(step("ask", "approval", text="Go on?"), COMMENT))
    case, run = gated.started()
    assert (desk.now(run).state, desk.of(case).state) == ("waiting", "awaiting_approval")
    assert "comment" not in desk.told(case)
    gated.agree()
    gated.carry()
    assert desk.now(run).state == "succeeded"
    assert "comment" in desk.told(case)


def test_a_no_ends_the_playbook(desk: Desk) -> None:
    gated = Gated(desk, FREE, playbook(step("ask", "approval", text="Go on?"), COMMENT))
    case, run = gated.started()
    gated.agree("deny")
    gated.carry()
    assert (desk.now(run).state, desk.of(case).state) == ("failed", "diagnosed")


def test_what_waits_for_people_is_given_up_with_the_playbook(desk: Desk) -> None:
    gated = Gated(desk, ASKED, playbook(roll_back(), COMMENT))
    _, run = gated.started()
    stop = partial(control.stop, by=ANN, reason="wrong one", requests=gated.requests)
    desk.run(stop, playbook_run_id=run.playbook_run_id)
    gated.carry()
    (asked,) = desk.asked()
    assert asked["state"] == "denied"
    assert desk.deed.calls == []


def test_a_yes_that_is_over_is_no_yes_although_the_policy_would_allow_it(desk: Desk) -> None:
    gated = Gated(desk, FREE, playbook(step("ask", "approval", text="Go on?"), COMMENT))
    case, run = gated.started()
    gated.agree()
    desk.run(_spoil)
    gated.carry()
    assert desk.now(run).state == "waiting"
    assert "comment" not in desk.told(case)


def _spoil(connection: Connection, tenant: str) -> None:
    """The approval is over before its effect: its time has passed."""
    connection.execute(table.update().where(table.c.tenant == tenant).values(expires_at=1))
