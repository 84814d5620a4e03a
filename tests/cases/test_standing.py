from __future__ import annotations

from rootward.cases.standing import LiveCase, Standing


def live(case_id: str, into: str | None = None) -> LiveCase:
    return LiveCase(
        case_id=case_id, number="INC-1", kind="incident", title="", severity="low", severity_before="low",
        state="merged" if into else "open", entity="", first_ts=0, last_ts=0, merged_into=into,
    )  # fmt: skip


def test_a_merged_case_stands_for_the_one_it_went_into() -> None:
    standing = Standing(cases={"a": live("a", "b"), "b": live("b", "c"), "c": live("c"), "d": live("d", "gone")})
    assert [(case.case_id if (case := standing.final(ref)) else None) for ref in ("a", "c", "d", "?", None)] == [
        "c", "c", None, None, None,
    ]  # fmt: skip


def test_a_circle_leads_nowhere() -> None:
    assert Standing(cases={"a": live("a", "b"), "b": live("b", "a")}).final("a") is None
