"""Commits count from the deploy that carried them."""

from __future__ import annotations

from dataclasses import replace

from rootward.causality.model import Change
from rootward.causality.releases import releases, undeployed

BASE = Change(ref="x", entity="service:mono", at=0, kind="commit", title="commit of mono")


def _commit(ref: str, at: int, **more: object) -> Change:
    return replace(BASE, ref=ref, at=at, commit=ref * 8, risk=0.7, **more)  # type: ignore[arg-type]


def _deploy(ref: str, at: int, service: str, commit: str = "") -> Change:
    return replace(BASE, ref=ref, at=at, kind="deploy", entity=f"service:{service}", title=f"deploy of {service}",
                   commit=commit)  # fmt: skip


def test_a_deploy_that_names_its_commit_does_what_the_commit_changed() -> None:
    (found,) = releases([_commit("a", 1, title="commit of mono (cut the batch)"), _deploy("d", 5, "till", "a" * 8)])
    assert (found.ref, found.released_by, found.at, found.entity) == ("a", "d", 5, "service:till")
    assert found.kind == "deploy" and found.risk == 0.7 and found.title == "deploy of till (cut the batch)"


def test_a_commit_goes_out_with_the_next_deploy_of_what_its_folder_names() -> None:
    commit = _commit("a", 1, files=("services/till/go.mod",))
    found = releases([commit, _deploy("d1", 4, "till-service"), _deploy("d2", 9, "till-service")])
    assert [(one.ref, one.at) for one in found if one.ref == "a"] == [("a", 4)]


def test_a_commit_that_nothing_carried_never_ran() -> None:
    late, other = _commit("a", 9, files=("till/x.go",)), _commit("b", 1, files=("docs/x.md",))
    deploys = [_deploy("d", 4, "till")]
    assert [one.ref for one in releases([late, other, *deploys])] == ["d"]
    assert {one.ref for one in undeployed([late, other, *deploys])} == {"a", "b"}


def test_where_no_deploys_are_told_a_commit_counts_itself() -> None:
    commit = _commit("a", 1)
    assert releases([commit]) == (commit,) and undeployed([commit]) == ()
