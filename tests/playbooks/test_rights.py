"""A playbook has no more rights than its agent and the person who started it, and never that of agreeing."""

from __future__ import annotations

import msgspec

from rootward.playbooks.rights import RIGHTS, from_row, on_behalf_of, to_row
from rootward.tenancy.principal import LOCAL, Principal
from rootward.tenancy.roles import ROLES
from tests.playbooks.conftest import ANN


def test_it_asks_with_what_both_may() -> None:
    asked = on_behalf_of(ANN)
    assert (asked.kind, asked.on_behalf_of) == ("agent", "ann")
    assert set(asked.permissions) == RIGHTS & ROLES["sre_operator"]
    assert "actions.request" in asked.permissions


def test_it_has_what_its_starter_has_not_taken_away() -> None:
    viewer = Principal(tenant="acme", id="vic", name="Vic", kind="human", role="viewer", auth="token:tok_2")
    assert set(on_behalf_of(viewer).permissions) == RIGHTS & ROLES["viewer"]
    assert "actions.request" not in on_behalf_of(viewer).permissions


def test_it_never_agrees_whoever_started_it() -> None:
    assert not {"actions.approve", "roles.manage", "packs.manage"} & set(on_behalf_of(LOCAL).permissions)
    assert on_behalf_of(None).on_behalf_of is None


def test_it_is_kept_and_read_back() -> None:
    asked = on_behalf_of(ANN)
    assert from_row(msgspec.json.decode(msgspec.json.encode(to_row(asked)))) == asked
