"""Other arguments are another request, under another digest; what people were asked about before is void."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from rootward.errors import BadInput, Conflict, Denied
from rootward.governance import approvals
from rootward.governance.action import Requester
from rootward.governance.approvals_show import card
from rootward.kit import clock
from rootward.tenancy.principal import DEFAULT, Principal
from rootward.tenancy.roles import ROLES
from rootward.tools.amend import amend
from tests.tools.conftest import HOLD, Gate, Make, Trying

AGENT = Requester(
    id="agent:fixer", name="fixer", kind="agent", role="sre_operator", auth="internal", agent="fixer",
    permissions=tuple(sorted(ROLES["sre_operator"])),
)  # fmt: skip
ANA = Principal(tenant=DEFAULT, id="ana", name="Ana", kind="human", role="admin", auth="jwt")


async def _held(gate: Make, **asked: Any) -> tuple[Gate, str]:
    g: Gate = await gate(Trying(), HOLD)
    kept = await g.done({"name": "a", "note": "from a log"}, **({"requester": AGENT} | asked))
    return g, kept.action.action_id


async def _amend(g: Gate, action_id: str, arguments: Any, *, by: Principal = ANA, digest: str = "") -> str:
    row = await g.approval(action_id)
    unit = partial(
        amend, principal=by, approval_id=row["approval_id"], digest=digest or row["digest"], arguments=arguments,
        reason="the other one", ports=g.ports, bus=g.bus, now=clock.now_ns(),
    )  # fmt: skip
    new: str = await g.run(unit)
    return new


async def test_an_edit_is_a_new_request_and_the_old_one_is_void(gate: Make) -> None:
    g, first = await _held(gate, provenance={"/name": ("free_text",), "/note": ("free_text",)})
    old = await g.approval(first)
    second = await _amend(g, first, {"name": "b", "note": "from a log"})
    assert (await g.kept(first)).state == "denied"
    assert (await g.approval(first))["state"] == "void" and second in (await g.approval(first))["ended_why"]
    held = await g.carry(second)
    new = await g.approval(second)
    assert (held.state, new["state"]) == ("held", "pending") and new["digest"] != old["digest"]
    assert held.action.provenance == {"/name": ("operator",), "/note": ("free_text",)}, "what was not touched"
    assert (held.action.requester.id, held.action.replaces) == (ANA.id, first)
    assert {ANA.id, AGENT.id} <= set(new["excluded"]), "neither who edits nor who asked first agrees to it"
    assert g.tool.calls == []
    await g.vote(second)
    assert (await g.carry(second)).state == "succeeded"
    assert (await g.carry(first)).state == "denied" and len(g.tool.calls) == 1


async def test_the_new_card_says_what_was_edited(gate: Make) -> None:
    g, first = await _held(gate)
    second = await _amend(g, first, {"name": "b"})
    await g.carry(second)
    row = await g.approval(second)
    approval = await g.run(partial(approvals.read, tenant=DEFAULT, approval_id=row["approval_id"]))
    shown = card(approval, (), people=0, now=clock.now_ns())
    rows = {one["pointer"]: (one.get("before"), one["shown"], one.get("gone", False)) for one in shown["arguments"]}
    assert rows == {"/name": ("a", "b", False), "/note": ("from a log", "", True)}
    assert shown["replaces"] == first


async def test_what_is_not_what_was_shown_is_not_edited(gate: Make) -> None:
    g, first = await _held(gate)
    with pytest.raises(Conflict, match="not what is asked"):
        await _amend(g, first, {"name": "b"}, digest="0" * 64)
    await g.vote(first, "deny")
    with pytest.raises(Conflict, match="denied"):
        await _amend(g, first, {"name": "b"})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"name": 3}, "name must be string"),
        ({"name": "a", "odd": 1}, "must not contain"),
        ({"name": "a", "note": "from a log"}, "nothing is different"),
        ({"name": "a", "note": "password=hunter2hunter2"}, "secret"),
    ],
)
async def test_arguments_that_could_not_be_asked_for_leave_the_first_request_as_it_is(
    gate: Make, arguments: Any, said: str
) -> None:
    g, first = await _held(gate)
    with pytest.raises(BadInput, match=said):
        await _amend(g, first, arguments)
    assert (await g.approval(first))["state"] == "pending"


async def test_only_people_who_could_end_it_and_may_ask_edit_it(gate: Make) -> None:
    g, first = await _held(gate)
    other = Principal(tenant=DEFAULT, id="bo", name="Bo", kind="human", role="sre_operator", auth="jwt")
    for who in (
        other,
        Principal(tenant=DEFAULT, id="cy", name="Cy", kind="human", role="approver", auth="jwt"),
        Principal(tenant=DEFAULT, id="bot", name="bot", kind="agent", role="admin", auth="token:tok_bot"),
    ):
        with pytest.raises(Denied):
            await _amend(g, first, {"name": "b"}, by=who)
    assert await _amend(g, first, {"name": "b"})


async def test_who_asked_may_edit_what_they_asked_for(gate: Make) -> None:
    asks = Requester(id="bo", name="Bo", kind="human", role="sre_operator", auth="jwt",
                     permissions=tuple(sorted(ROLES["sre_operator"])))  # fmt: skip
    g, first = await _held(gate, requester=asks)
    bo = Principal(tenant=DEFAULT, id="bo", name="Bo", kind="human", role="sre_operator", auth="jwt")
    assert await _amend(g, first, {"name": "b"}, by=bo)


async def test_a_step_of_a_playbook_is_not_edited(gate: Make) -> None:
    g, first = await _held(gate, run_id="run_1", step_id="step_1")
    with pytest.raises(Conflict, match="step of a playbook"):
        await _amend(g, first, {"name": "b"})
