"""Budgets of a pack: what may be said, in which words, and what an overlay makes of it."""

from __future__ import annotations

import pytest

from rootward.errors import Misconfigured
from rootward.packs.budget_model import BudgetRules
from rootward.packs.load import load_text
from rootward.packs.overlay import overlay

HEAD = 'name: x\nversion: "1"\n'


def _rules(text: str) -> BudgetRules:
    return load_text(HEAD + text).budgets


def test_a_pack_that_says_nothing_limits_nothing() -> None:
    assert _rules("") == BudgetRules()


def test_the_other_names_of_a_tenants_budget_mean_the_same() -> None:
    rules = _rules(
        "budgets:\n  acme-01:\n    max_llm_usd_per_day: 50.0\n    max_agent_concurrency: 5\n"
        "    max_investigations_per_hour: 100\n"
    )
    theirs = rules.tenants["acme-01"]
    assert (theirs.usd_per_day, theirs.agents_at_once, theirs.investigations_per_hour) == (50.0, 5, 100)
    assert rules.tenants.keys() == {"acme-01"}


def test_an_overlay_changes_single_limits() -> None:
    lower = load_text(HEAD + "budgets: {tenant: {usd_per_day: 50, calls_per_day: 9}, agents: {logs: {at_once: 2}}}")
    upper = load_text('name: y\nversion: "1"\nbudgets: {tenant: {usd_per_day: 5}, agents: {logs: {usd_per_day: 1}}}')
    rules = overlay([lower, upper]).budgets
    assert (rules.tenant.usd_per_day, rules.tenant.calls_per_day) == (5, 9)
    assert (rules.agents["logs"].at_once, rules.agents["logs"].usd_per_day) == (2, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("budgets: {cases: {calls: 5}}", "budgets.cases"),
        ("budgets: {acme: {usd_per_day: 5}}", "budgets.acme"),
        ("budgets: {acme: {max_llm_usd_per_day: much}}", "budgets.acme.max_llm_usd_per_day"),
        ("budgets: {tenant: {usd_per_day: 1, max_llm_usd_per_day: 2}}", "max_llm_usd_per_day"),
        ("budgets: {tenant: {usd_per_day: -1}}", "usd_per_day"),
        ("budgets: {tenant: {calls_per_day: 1.5}}", "calls_per_day"),
        ("budgets: {case: {calls_per_day: 1}}", "budgets.case.calls_per_day"),
        ("budgets: {tools: {'a b': {at_once: 1}}}", "budgets.tools"),
        ("budgets: [1]", "budgets"),
    ],
)
def test_what_is_no_budget_is_refused_where_it_stands(text: str, place: str) -> None:
    with pytest.raises(Misconfigured, match=place):
        load_text(HEAD + text)
