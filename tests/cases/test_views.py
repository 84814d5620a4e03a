from __future__ import annotations

from dataclasses import replace

import pytest

from rootward.cases import views
from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.kit.canonical import JSON
from rootward.tenancy.principal import Principal
from tests.cases.conftest import Desk

MARA = Principal(tenant="acme", id="prn_mara", name="Mara", kind="human", role="sre_operator", auth="token:tok_1")
IVO = replace(MARA, id="prn_ivo", name="Ivo")
BOSS = replace(MARA, id="prn_boss", name="Boss", role="admin")
SEEN = replace(MARA, id="prn_seen", name="Seen", role="viewer")
WANTED: dict[str, JSON] = {"severity": ["critical"], "sort": "severity"}


def _create(desk: Desk, name: str, *, by: Principal = MARA, shared: bool = False) -> views.View:
    return desk.run(lambda c: views.create(c, "acme", name=name, wanted=WANTED, shared=shared, by=by))


def _names(desk: Desk, by: Principal) -> list[str]:
    return [view.name for view in desk.run(lambda c: views.listed(c, "acme", by=by))]


def test_everybody_sees_what_is_shared_and_only_the_maker_the_rest(desk: Desk) -> None:
    _create(desk, "mine")
    made = _create(desk, "ours", shared=True)
    assert made.wanted == WANTED
    assert _names(desk, MARA) == ["mine", "ours"]
    assert _names(desk, IVO) == ["ours"]
    assert desk.run(lambda c: views.listed(c, "other", by=IVO), tenant="other") == []


def test_another_persons_own_view_is_not_there(desk: Desk) -> None:
    view = _create(desk, "mine")
    for by in (IVO, BOSS):
        with pytest.raises(NotFound):
            desk.run(lambda c, by=by: views.delete(c, "acme", view.view_id, by=by))  # type: ignore[misc]


def test_a_shared_view_is_changed_by_its_maker_or_by_who_may_change_settings(desk: Desk) -> None:
    view = _create(desk, "ours", shared=True)
    with pytest.raises(Denied, match="prn_mara"):
        desk.run(lambda c: views.change(c, "acme", view.view_id, name="theirs", wanted=None, by=IVO))
    changed = desk.run(lambda c: views.change(c, "acme", view.view_id, name="all of ours", wanted=None, by=BOSS))
    assert (changed.name, changed.wanted, changed.created_by) == ("all of ours", WANTED, "prn_mara")
    narrowed = desk.run(lambda c: views.change(c, "acme", view.view_id, name=None, wanted={"active": True}, by=MARA))
    assert (narrowed.name, narrowed.wanted) == ("all of ours", {"active": True})
    desk.run(lambda c: views.delete(c, "acme", view.view_id, by=MARA))
    assert _names(desk, MARA) == []


def test_who_may_only_look_keeps_views_and_shares_none(desk: Desk) -> None:
    assert not _create(desk, "what I watch", by=SEEN).shared
    with pytest.raises(Denied, match=r"cases\.write"):
        _create(desk, "for all", by=SEEN, shared=True)


def test_a_name_is_given_once(desk: Desk) -> None:
    view = _create(desk, "night")
    _create(desk, "night", by=IVO)
    _create(desk, "night", shared=True)
    with pytest.raises(Conflict, match="already"):
        _create(desk, "night")
    other = _create(desk, "day").view_id
    with pytest.raises(Conflict, match="already"):
        desk.run(lambda c: views.change(c, "acme", other, name="night", wanted=None, by=MARA))
    same = desk.run(lambda c: views.change(c, "acme", view.view_id, name="night", wanted=None, by=MARA))
    assert same.name == "night"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 81])
def test_a_name_that_is_none_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(BadInput, match="name"):
        _create(desk, name)


def test_there_are_not_more_views_than_somebody_finds_again(desk: Desk) -> None:
    for number in range(views.MAX_VIEWS):
        _create(desk, f"view {number}")
    with pytest.raises(Conflict, match="delete one"):
        _create(desk, "one more")
    assert _create(desk, "shared", shared=True).shared
