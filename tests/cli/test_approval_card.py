"""The card says what would be done, to what, why it is held and how to agree to just that."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from rootward.cli.approval_card import lasts, print_approval
from rootward.governance.approvals_show import card
from rootward.kit.db import Database
from tests.governance.approving import NOW, Desk, an_action


async def _printed(desk: Desk, width: int = 100, changed: dict[str, Any] | None = None, **action: Any) -> str:
    approval = await desk.held(an_action(**action))
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as drawn:
        print_approval(console, card(approval, (), people=0, now=NOW) | (changed or {}))
    return drawn.get()


async def test_a_card_has_the_call_the_rules_and_the_digest(database: Database) -> None:
    text = await _printed(await Desk.opened(database))
    for words in (
        "k8s.scale  deployment:prod/checkout   expires in 1d 0h", "risk high", "taken back by k8s.scale",
        "/name         checkout  (from free_text)  decides what is hit", "/replicas     8  (from model)",
        "Look twice     /name decides what is hit and comes from free_text", "Asked by       fixer (agent, agent)",
        "Reason         too few replicas", "Held because   production needs a person",
        "allow rights: may", "hold  policy [prod]: production needs a person", "6 pods -> 8 pods",
        "0 of 1, in role approver or admin",
    ):  # fmt: skip
        assert words in text
    assert any(line.startswith("Digest         ") and len(line) == 15 + 64 for line in text.splitlines())


async def test_nothing_that_came_from_outside_moves_the_cursor_or_is_markup(database: Database) -> None:
    arguments = {"name": "x\x1b[2Jy\u202e", "[bold]": "[red]z[/red]"}
    text = await _printed(await Desk.opened(database), arguments=arguments, reason="a\r\nb")
    assert "x⟨U+001B⟩[2Jy⟨U+202E⟩" in text
    assert "/[bold]" in text and "[red]z[/red]" in text
    assert "a⟨U+000D⟩⟨U+000A⟩b" in text
    assert not {"\x1b", "\u202e", "\r"} & set(text)


async def test_a_narrow_screen_wraps_and_an_end_is_said(database: Database) -> None:
    ended = {
        "state": "denied", "ended_why": "denied by prn_x", "dry_run": None, "irreversible": True, "break_glass": True,
        "review_due_at": "2027-01-16T08:00:00Z",
        "votes": [{"verdict": "deny", "principal_id": "prn_x", "role": "approver", "on_behalf_of": "prn_y",
                   "comment": "no", "at": "2027-01-15T08:00:00Z"}],
    }  # fmt: skip
    text = await _printed(await Desk.opened(database), width=60, changed=ended)
    assert "denied" in text.splitlines()[0]
    assert "nothing takes it back" in text
    assert "Dry run        none" in text
    assert "BREAK-GLASS" in text
    flat = " ".join(text.split())
    assert "deny by prn_x (approver) on behalf of prn_y 2027-01-15T08:00:00Z: no" in flat
    assert "somebody else has to look at it by 2027-01-16T08:00:00Z" in flat


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59, "59s"), (60, "1m 0s"), (761, "12m 41s"), (3600, "1h 0m"), (11_100, "3h 5m"), (187_200, "2d 4h")],
)
def test_a_time_that_is_left_has_two_parts(seconds: int, text: str) -> None:
    assert lasts(seconds) == text
