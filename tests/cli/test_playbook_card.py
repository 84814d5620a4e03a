"""A playbook in words: whether a version decides, what it changed, what came of its runs."""

from __future__ import annotations

import pytest

from rootward.cli.options import Options
from rootward.cli.playbook_card import changes, declaration, record, standing

ITEM = {
    "pack": "mine", "version": "2", "digest": "0" * 64, "came_with": "tenant", "in_force": False, "active": True,
    "layer": 1, "original": False, "yaml": "name: \u202e\n",
}  # fmt: skip


def test_a_version_says_whether_it_decides_and_what_it_changed() -> None:
    assert [standing(ITEM | more) for more in ({"in_force": True}, {}, {"active": False})] == [
        "in force", "overlaid, layer 2", "kept",
    ]  # fmt: skip
    counts = ((None, None), (0, 0), (2, 1))
    said = [changes({"added": added, "removed": removed}) for added, removed in counts]
    assert said == ["first", "unchanged", "+2 -1"]


def test_the_text_is_data_and_where_it_comes_from_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    declaration(Options(), ITEM)
    said = capsys.readouterr()
    assert said.out == "name: ⟨U+202E⟩\n"
    assert "mine 2 000000000000: this tenant's own, overlaid, layer 2; written out" in said.err


def test_outcomes_are_said_without_a_rate_of_none() -> None:
    came = {"playbook": "p", "held": 0, "not_held": 0, "cannot_tell": 1, "given_up": []}
    assert record(came) == "p: no run has shown whether it holds, of 1 one cannot tell"
    lost = [{"signature": "s", "times": 2}]
    told = record(came | {"held": 1, "not_held": 2, "given_up": lost})
    assert told.splitlines() == [
        "p: 1 of 3 runs held, of 1 one cannot tell", "  not proposed again for s: it failed 2 times",
    ]  # fmt: skip


def test_what_there_is_none_of_is_not_told() -> None:
    came = {"playbook": "p", "held": 2, "not_held": 0, "cannot_tell": 0, "given_up": []}
    assert record(came) == "p: 2 of 2 runs held"
