"""An action that a step asks for is one exact thing, the same whenever it is asked for again."""

from __future__ import annotations

import pytest

from rootward.errors import Denied
from rootward.governance.decision import Quorum
from rootward.kit.canonical import JSON
from rootward.playbooks.requests import Closed, action_of, ending
from rootward.playbooks.rights import on_behalf_of
from rootward.tools.contract import ToolSpec
from tests.playbooks.conftest import ANN, Desk

SPEC = ToolSpec(
    name="pods.delete", description="d", schema={}, effect="destructive", risk="high",
    targets=("pod:{namespace}/{pods}", "cluster:main"),
)  # fmt: skip
GIVEN: dict[str, JSON] = {"namespace": "shop", "pods": ["a", "b"]}


def made(step: str = "1"):  # type: ignore[no-untyped-def]
    return action_of(
        SPEC, tenant="acme", run_id="pbr_1", step=step, case_id="case_1", arguments=GIVEN, provenance={},
        requester=on_behalf_of(ANN), reason="r", confidence=0.9,
    )  # fmt: skip


def test_the_key_is_the_steps() -> None:
    assert made().idempotency_key == made().idempotency_key
    assert made().action_id != made().action_id
    assert made("2").idempotency_key != made().idempotency_key
    assert (made().effect, made().risk, made().run_id) == ("destructive", "high", "pbr_1")


def test_without_a_door_nothing_can_be_asked_for(desk: Desk) -> None:
    closed = Closed()
    for verb in (
        lambda connection, tenant: closed.request(connection, tenant, made()),
        lambda connection, tenant: closed.ask(connection, tenant, made(), Quorum(), "r"),
        lambda connection, tenant: closed.withdraw(connection, tenant, "act_1", why="w"),
    ):
        with pytest.raises(Denied):
            desk.run(verb)


def test_no_action_has_not_ended() -> None:
    assert ending(None) is None
