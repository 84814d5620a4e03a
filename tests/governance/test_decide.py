"""The one list: whatever goes wrong, nothing happens; and nobody becomes more permitted by being forbidden more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rootward.governance.action import Action
from rootward.governance.decide import BEFORE_TRYING, GUARDS, decide
from rootward.governance.decision import Quorum, Word
from rootward.governance.guards.kill_switch import kill_switch
from rootward.governance.surroundings import Agreed, DryRun, Surroundings, Traffic
from tests.governance.conftest import ALLOW, act, around, pack

HOLD = {"id": "hold", "effect": "hold", "message": "ask"}
ASKED = frozenset({("policy", ("hold",))})
STRICTNESS = ("allow", "hold", "deny")


def _yes(**changed: Any) -> Agreed:
    given: dict[str, Any] = {"approval_id": "apr_1", "unusable": None, "asked": ASKED, "quorum": Quorum()}
    return Agreed(**given | changed)


def test_every_guard_is_on_the_list_once_and_in_order() -> None:
    names = [guard.__name__ for guard in GUARDS]
    assert names == [
        "kill_switch", "rights", "enabled", "schema", "secrets", "resources", "provenance", "sequence", "egress",
        "rate", "breaker", "budget", "policy", "asked", "dry_run", "approval",
    ]  # fmt: skip
    assert GUARDS[:-2] == BEFORE_TRYING


def test_what_nobody_speaks_against_and_the_policy_allows_is_allowed() -> None:
    found = decide(act(), around())
    assert (found.answer, found.guard, found.reason) == ("allow", "policy", "all may")
    assert found.policy_sha256


def test_a_guard_that_fails_denies() -> None:
    def broken(_action: Action, _around: Surroundings) -> Word | None:
        raise RuntimeError("boom")

    found = decide(act(), around(), (*GUARDS, broken))
    assert found.answer == "deny" and "broken failed" in found.reason and "boom" not in found.reason


def test_no_policy_and_no_guard_deny() -> None:
    assert decide(act(), around(policy=None)).answer == "deny"
    assert decide(act(), around(), ()).answer == "deny"
    assert decide(act(), around(), (kill_switch,)).answer == "deny"


def test_a_yes_answers_a_hold() -> None:
    held = around(pack(HOLD))
    assert decide(act(), held).answer == "hold"
    found = decide(act(), replace(held, approval=_yes()))
    assert (found.answer, found.guard) == ("allow", "approval")
    assert decide(act(), replace(held, approval=_yes(unusable="it has expired"))).answer == "hold"


def test_a_yes_answers_no_denial() -> None:
    denied = around(pack(HOLD, {"id": "no", "effect": "deny", "message": "never"}), approval=_yes())
    assert decide(act(), denied).answer == "deny"
    assert decide(act(), around(pack(HOLD), approval=_yes(), switches={"tenant": ""})).answer == "deny"


def test_a_new_reason_to_hold_needs_another_yes() -> None:
    from_model = act(provenance={"/namespace": ("operator",), "/name": ("model",)})
    given = around(pack(HOLD), approval=_yes())
    assert decide(from_model, given).answer == "hold"
    both = _yes(asked=ASKED | {("provenance", ("model",))})
    assert decide(from_model, replace(given, approval=both)).answer == "allow"


def test_more_people_or_other_roles_than_were_asked_need_another_yes() -> None:
    two = around(pack(HOLD | {"approval": {"people": 2}}), approval=_yes())
    assert decide(act(), two).answer == "hold"
    admins = around(pack(HOLD | {"approval": {"roles": ["admin"]}}), approval=_yes())
    assert decide(act(), admins).answer == "hold"
    assert decide(act(), replace(admins, approval=_yes(quorum=Quorum(roles=("admin",))))).answer == "allow"


def test_drift_after_a_yes_needs_another_yes() -> None:
    can: dict[str, Any] = {"previews": True}
    before = around(pack(HOLD), tool=can, approval=_yes(), dry_run=DryRun(sha256="a"))
    assert decide(act(dry_run_sha256="a"), before).answer == "allow"
    assert decide(act(dry_run_sha256="b"), before).answer == "hold"


_WHEN = st.sampled_from(
    [
        "true",
        "false",
        'action.risk == "medium"',
        "has(action.confidence)",
        "action.nothing == 1",
        "case.severity == 'low'",
    ]
)
_RULES = st.lists(
    st.fixed_dictionaries(
        {"effect": st.sampled_from(["allow", "hold", "deny"]), "when": _WHEN, "fallback": st.booleans(),
         "tools": st.sampled_from([["**"], ["kubernetes.*"], ["github.*"]])}
    ),
    max_size=5,
)  # fmt: skip
_AROUND = st.fixed_dictionaries(
    {},
    optional={
        "switches": st.sampled_from([{"global": "x"}, {"tool:other": ""}]), "breaker": st.just("tired"),
        "budget": st.just("empty"), "approval": st.just(_yes()), "traffic": st.just(Traffic(repeats=9)),
        "permissions": st.just(frozenset[str]()), "tenant_active": st.booleans(),
    },
)  # fmt: skip
_CHANGED = st.fixed_dictionaries(
    {}, optional={"confidence": st.floats(0, 1), "effect": st.sampled_from(["read", "destructive"]),
                  "provenance": st.just({}), "targets": st.just(("deployment:*",))}
)  # fmt: skip


def _numbered(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": f"r{n}", "message": "m", **rule} for n, rule in enumerate(rules)]


@given(_RULES, _AROUND, _CHANGED, _WHEN)
def test_one_more_rule_that_denies_never_permits_more(
    rules: list[dict[str, Any]], near: dict[str, Any], changed: dict[str, Any], when: str
) -> None:
    fewer = _numbered(rules)
    more = [*fewer, {"id": "no", "effect": "deny", "when": when, "message": "m"}]
    before = decide(act(**changed), around(pack(*fewer), **near))
    after = decide(act(**changed), around(pack(*more), **near))
    assert STRICTNESS.index(after.answer) >= STRICTNESS.index(before.answer)


@given(_RULES, _AROUND, _CHANGED, st.sampled_from(GUARDS[:-1]))
def test_one_more_guard_never_permits_more(
    rules: list[dict[str, Any]], near: dict[str, Any], changed: dict[str, Any], left_out: Any
) -> None:
    fewer = tuple(guard for guard in GUARDS if guard is not left_out)
    given_ = around(pack(*_numbered(rules)), **near)
    before, after = decide(act(**changed), given_, fewer), decide(act(**changed), given_)
    if before.words:  # without a word nothing is allowed, and the policy's is the one that can
        order = [word for word in before.words if word.guard != "approval"]
        assert (
            not order
            or left_out.__name__ == "policy"
            or (STRICTNESS.index(after.answer) >= STRICTNESS.index(before.answer))
        )


@given(_RULES, _CHANGED)
def test_what_is_allowed_was_allowed_by_a_rule_or_a_person(
    rules: list[dict[str, Any]], changed: dict[str, Any]
) -> None:
    found = decide(act(**changed), around(pack(ALLOW, *_numbered(rules))))
    if found.answer == "allow":
        assert any(word.guard == "policy" and word.answer == "allow" for word in found.words)
