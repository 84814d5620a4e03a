from __future__ import annotations

from typing import get_args

from rootward.cases.model import KINDS, OPEN_STATES, PREFIXES, STATES, TERMINAL
from rootward.events.model import SEVERITIES
from rootward.packs import values


def test_every_kind_has_its_own_number() -> None:
    assert set(PREFIXES) == set(KINDS) and len(set(PREFIXES.values())) == len(KINDS)


def test_packs_speak_of_the_same_kinds_and_severities() -> None:
    assert get_args(values.CaseKind) == KINDS
    assert get_args(values.Severity) == SEVERITIES


def test_a_case_is_open_until_it_is_resolved() -> None:
    assert OPEN_STATES == ("open", "investigating", "diagnosed", "awaiting_approval", "repairing", "verifying")
    assert set(STATES) - set(OPEN_STATES) == {"resolved"} | TERMINAL
