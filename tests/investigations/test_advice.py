"""Advice: every kind of fault has something to do and a way to see that it worked."""

from __future__ import annotations

import pytest

from rootward.causality.model import FAULT_KINDS
from rootward.investigations.advice import advise
from tests.investigations.conftest import suspect


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_every_kind_of_fault_has_an_action_and_checks_in_words(kind: str) -> None:
    given = advise(suspect("service:cart", kind=kind, component="database:orders"))
    said = [given.action, *given.checks]
    assert given.checks
    assert all(text and "{" not in text and "service:" not in text and "database:" not in text for text in said)
    assert any("cart" in text or "orders" in text for text in said)


def test_every_kind_but_the_unknown_has_an_action_of_its_own() -> None:
    actions = {kind: advise(suspect("service:cart", kind=kind)).action for kind in FAULT_KINDS}
    assert len(set(actions.values())) == len(FAULT_KINDS)
    assert actions["unknown"] == "Look at the cited observations of cart"
    assert advise(suspect("service:cart", kind="never.heard_of")).action == actions["unknown"]


@pytest.mark.parametrize(
    ("component", "named"),
    [("external:bank", "bank"), ("payments api", "payments api"), ("", "cart")],
)
def test_the_component_is_named_or_else_the_entity(component: str, named: str) -> None:
    given = advise(suspect("service:cart", kind="upstream.unavailable", component=component))
    assert given.action == f"Contact the owner of {named}; fail fast or fall back until it answers"
    assert given.checks == (f"calls to {named} succeed again",)
