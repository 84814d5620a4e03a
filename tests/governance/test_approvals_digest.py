"""Whatever is changed, it is another digest; and what was changed can be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput
from rootward.governance.action import Action
from rootward.governance.approvals_digest import argument, bound, changes, digest_of
from tests.governance.approving import ARGUMENTS, NOW, POLICY, an_action, asked_by

GIVEN: dict[str, Any] = {"policy_sha256": POLICY, "dry_run_sha256": "d" * 64, "expires_at": NOW}
MUTATIONS: dict[str, Callable[[Action], Action]] = {
    "the tenant": lambda a: replace(a, tenant="other"),
    "the action": lambda a: replace(a, action_id="act_2"),
    "the case": lambda a: replace(a, case_id=None),
    "the run": lambda a: replace(a, run_id="run_2"),
    "the step": lambda a: replace(a, step_id="step_2"),
    "the tool": lambda a: replace(a, tool="k8s.delete"),
    "the tool's version": lambda a: replace(a, tool_version="2"),
    "the tool's schema": lambda a: replace(a, schema_hash="t" * 64),
    "the kind of effect": lambda a: replace(a, effect="destructive"),
    "the risk": lambda a: replace(a, risk="low"),
    "a value": lambda a: replace(a, arguments=ARGUMENTS | {"replicas": 80}),
    "the type of a value": lambda a: replace(a, arguments=ARGUMENTS | {"replicas": "8"}),
    "a whole number as a float": lambda a: replace(a, arguments=ARGUMENTS | {"replicas": 8.0}),
    "true for one": lambda a: replace(a, arguments=ARGUMENTS | {"replicas": True}),
    "one more argument": lambda a: replace(a, arguments=ARGUMENTS | {"force": True}),
    "one fewer": lambda a: replace(a, arguments={"namespace": "prod", "name": "checkout", "replicas": 8}),
    "something deep": lambda a: replace(a, arguments=ARGUMENTS | {"labels": {"team": "pay"}}),
    "something that does not show": lambda a: replace(a, arguments=ARGUMENTS | {"name": "checkout\u200b"}),
    "the target": lambda a: replace(a, targets=("deployment:prod/payments",)),
    "one more target": lambda a: replace(a, targets=(*a.targets, "deployment:prod/payments")),
    "where it comes from": lambda a: replace(a, provenance={**a.provenance, "/name": ("operator",)}),
    "who asks": lambda a: replace(a, requester=asked_by("prn_x")),
    "on whose behalf": lambda a: replace(a, requester=replace(a.requester, on_behalf_of="prn_x")),
    "the reason": lambda a: replace(a, reason="because"),
    "the idempotency key": lambda a: replace(a, idempotency_key="act_other"),
    "the hosts": lambda a: replace(a, hosts=("elsewhere",)),
    "what takes it back": lambda a: replace(a, rollback=""),
}
"""Every field that an approval is bound to, changed alone."""

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.text(max_size=3), JSON_VALUES, max_size=4)


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_any_field_that_changes_is_another_digest_and_is_named(mutation: str) -> None:
    changed = MUTATIONS[mutation](an_action())
    assert digest_of(changed, **GIVEN) != digest_of(an_action(), **GIVEN)
    assert changes(bound(an_action(), **GIVEN), bound(changed, **GIVEN))


@pytest.mark.parametrize("name", GIVEN)
def test_so_is_another_policy_dry_run_or_expiry(name: str) -> None:
    other: Any = GIVEN[name] + (1 if name == "expires_at" else "x")
    assert digest_of(an_action(), **GIVEN | {name: other}) != digest_of(an_action(), **GIVEN)
    assert digest_of(an_action(), **GIVEN | {"dry_run_sha256": None}) != digest_of(an_action(), **GIVEN)


def test_the_same_is_the_same_however_it_was_put_together() -> None:
    turned = dict(reversed(ARGUMENTS.items()))
    origins = {**an_action().provenance, "/name": ("free_text", "free_text")}
    assert digest_of(an_action(arguments=turned, provenance=origins), **GIVEN) == digest_of(an_action(), **GIVEN)
    assert len(digest_of(an_action(), **GIVEN)) == 64


@given(OBJECTS, OBJECTS)
def test_two_sets_of_arguments_have_one_digest_only_when_they_are_one(one: Any, other: Any) -> None:
    same = repr(_sorted(one)) == repr(_sorted(other))
    digests = {digest_of(an_action(arguments=found), **GIVEN) for found in (one, other)}
    assert (len(digests) == 1) == same
    wholes = [bound(an_action(arguments=found), **GIVEN) for found in (one, other)]
    assert (changes(*wholes) == ()) == same


@given(
    st.sampled_from(["tool", "tool_version", "schema_hash", "action_id", "run_id", "step_id", "case_id", "reason",
                     "idempotency_key", "rollback", "tenant"]),
    st.text(max_size=8),
)  # fmt: skip
def test_no_two_texts_of_a_field_have_one_digest(name: str, text: str) -> None:
    changed = replace(an_action(), **{name: text})
    assert (digest_of(changed, **GIVEN) == digest_of(an_action(), **GIVEN)) == (getattr(an_action(), name) == text)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [1, {"a": float("-inf")}]])
def test_what_json_would_write_as_null_is_refused(value: Any) -> None:
    with pytest.raises(BadInput, match="no number of JSON"):
        digest_of(an_action(arguments={"x": value}), **GIVEN)


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(BadInput, match="not JSON"):
        digest_of(an_action(arguments={"x": "\ud800"}), **GIVEN)


def test_what_changed_is_said_in_words() -> None:
    before = bound(an_action(), **GIVEN)
    arguments = {"namespace": "prod", "name": "check\u202eout", "replicas": 8.0, "force": True}
    after = bound(an_action(arguments=arguments, risk="low"), **GIVEN | {"policy_sha256": "q", "expires_at": NOW + 1})
    assert changes(before, after) == (
        "the risk changed from high to low",
        "/name was checkout and is check⟨U+202E⟩out",
        "/replicas was 8 and is 8.0",
        "/labels/team was shop and is gone",
        "/force is new: true",
        "the policy is another one",
        "the expiry was 2027-01-15T08:00:00Z and is 2027-01-15T08:00:00.000000001Z",
    )


def test_a_pointer_finds_its_value() -> None:
    value = {"a/b": [{"~": 1}], "": 2}
    assert argument(value, "/a~1b/0/~0") == 1
    assert argument(value, "/") == 2
    assert argument(value, "") == value
    for wrong in ("/a~1b/1", "/a~1b/x", "/none", "/a~1b/0/~0/z"):
        with pytest.raises(KeyError):
            argument(value, wrong)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, _sorted(item)) for key, item in value.items())
    return [_sorted(item) for item in value] if isinstance(value, list) else value
