"""Exit codes are documented, and every HTTP status has one of them."""

from __future__ import annotations

import pytest

from rootward.cli.exit import MEANINGS, Quit, code_of


@pytest.mark.parametrize(
    ("status", "code"), [(400, 2), (401, 4), (403, 4), (404, 3), (413, 2), (422, 2), (503, 9), (504, 6), (500, 1)]
)
def test_a_status_has_its_code(status: int, code: int) -> None:
    assert code_of(status) == code


def test_every_status_ends_with_a_documented_failure() -> None:
    assert {code_of(status) for status in range(400, 600)} <= MEANINGS.keys() - {0}


def test_quitting_carries_what_to_say() -> None:
    quit_ = Quit(3, "there is no case", hint="rootward cases list")
    assert (quit_.code, quit_.message, quit_.hint, str(quit_)) == (
        3, "there is no case", "rootward cases list", "there is no case",
    )  # fmt: skip
