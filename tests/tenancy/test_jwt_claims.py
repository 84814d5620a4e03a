from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import Misconfigured, Unauthenticated
from rootward.tenancy.jwt_claims import Claimed, Grant, Rules, grants, read

NOW = 1_790_000_000
RULES = Rules(
    issuer="https://id.example", audience="rootward",
    grants=grants("admins=admin, sre=sre_operator, ci=service:service"),
)  # fmt: skip
GOOD: dict[str, Any] = {
    "iss": "https://id.example", "aud": "rootward", "iat": NOW - 60, "exp": NOW + 600, "sub": "ada@example.com",
    "tenant": "acme", "role": ["everybody", "sre"], "jti": "t-1",
}  # fmt: skip
SECRET = "s3cret-value"


def test_good_claims_say_who_it_is() -> None:
    assert read(GOOD, RULES, NOW) == Claimed(
        tenant="acme", subject="ada@example.com", name="ada@example.com", role="sre_operator", kind="human", jti="t-1",
        until=NOW + 600,
    )  # fmt: skip


def test_what_may_differ_may_differ() -> None:
    without = {name: value for name, value in GOOD.items() if name != "jti"}
    assert read(without | {"aud": ["other", "rootward"], "name": "Ada"}, RULES, NOW).name == "Ada"
    assert read(without, RULES, NOW).jti == ""
    assert read(GOOD | {"role": "ci"}, RULES, NOW).kind == "service"
    assert read(GOOD | {"role": ["sre", "admins"]}, RULES, NOW).role == "admin"
    assert read(GOOD | {"iat": NOW + 29, "exp": NOW + 3629, "nbf": NOW + 29}, RULES, NOW).until == NOW + 3629
    assert read(GOOD | {"iat": NOW - 3600.5, "exp": NOW - 29.5}, RULES, NOW).until == NOW - 29


WRONG: list[tuple[str, Any]] = [
    ("iss", None), ("iss", "https://evil.example"), ("iss", ["https://id.example"]), ("iss", "https://id.example/"),
    ("aud", None), ("aud", "other"), ("aud", []), ("aud", ["other"]), ("aud", ["rootward", 1]),
    ("aud", {"rootward": 1}),
    ("exp", None), ("exp", str(NOW + 600)), ("exp", True), ("exp", NOW - 31), ("exp", NOW + 3541), ("exp", NOW - 61),
    ("exp", float("nan")), ("exp", float("inf")), ("exp", -1), ("exp", 2**70),
    ("iat", None), ("iat", "now"), ("iat", NOW + 31), ("iat", False), ("nbf", NOW + 31), ("nbf", "soon"),
    ("sub", None), ("sub", ""), ("sub", 7), ("sub", "a b"), ("sub", "a\nb"), ("sub", "x" * 201), ("sub", ["ada"]),
    ("tenant", None), ("tenant", ""), ("tenant", ["acme"]), ("tenant", ["acme", "other"]), ("tenant", "acme,other"),
    ("tenant", "*"), ("tenant", "ACME"), ("tenant", "../acme"), ("tenant", "acme\n"), ("tenant", {"id": "acme"}),
    ("role", None), ("role", "nobody"), ("role", []), ("role", {"sre": True}), ("role", ["sre", 1]), ("role", "SRE"),
    ("role", "sre_operator"), ("jti", ""), ("jti", 7), ("jti", "x" * 201), ("name", ""), ("name", 7), ("name", "a\x00"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_claim_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(Unauthenticated) as refused:
        read(GOOD | {name: value}, RULES, NOW)
    assert refused.value.facts["claim"] == name
    assert name in refused.value.message


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "iat", "sub", "tenant", "role"])
def test_a_missing_claim_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        read({key: value for key, value in GOOD.items() if key != name}, RULES, NOW)
    assert refused.value.facts["claim"] == name


@pytest.mark.parametrize("name", sorted(GOOD))
def test_what_a_claim_holds_is_not_repeated(name: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        read(GOOD | {name: {"x": SECRET}}, RULES, NOW)
    assert SECRET not in refused.value.message + str(refused.value.facts)


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)))  # fmt: skip
def test_whatever_is_claimed_is_taken_or_refused(changed: dict[str, Any]) -> None:
    try:
        found = read(GOOD | changed, RULES, NOW)
    except Unauthenticated:
        return
    assert found.role in ("admin", "sre_operator", "service")
    assert 0 < found.until < NOW + 3600 + 31


def test_claims_may_have_other_names() -> None:
    rules = Rules(issuer="i", audience="a", grants=RULES.grants, tenant_claim="org", role_claim="groups")
    claims = GOOD | {"iss": "i", "aud": "a", "org": "other", "groups": "sre"}
    assert read(claims, rules, NOW).tenant == "other"
    with pytest.raises(Unauthenticated, match="org"):
        read(claims | {"org": None}, rules, NOW)


def test_grants_are_read_in_order() -> None:
    assert grants(" a=viewer ,b=approver:human,") == (
        Grant(value="a", role="viewer", kind="human"), Grant(value="b", role="approver", kind="human"),
    )  # fmt: skip
    for text in ("a", "a=", "=viewer", "a=god", "a=viewer:robot"):
        with pytest.raises(Misconfigured, match="jwt_roles"):
            grants(text)
