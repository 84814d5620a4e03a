"""The verdict card: cause first, every claim with its number, and what is not known is said."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from rootward.cli.card import print_card
from tests.cli.conftest import Shell

LABELS = (
    "Cause", "Confidence", "First failure", "Impact", "How it spread", "Explains", "Leaves open", "Against it",
    "Ruled out", "Could not see", "Next step",
)  # fmt: skip


@pytest.fixture(scope="module")
def found(amber: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The case and its report; nothing here changes them."""
    shell = Shell(amber)
    return shell.json("cases", "show", "INC-1"), shell.json("report", "INC-1")


def _card(case: dict[str, Any], body: dict[str, Any], width: int = 80) -> str:
    paper = StringIO()
    print_card(Console(file=paper, width=width, highlight=False), case, body)
    return paper.getvalue()


def test_the_card_goes_from_the_cause_to_the_evidence(found: tuple[dict[str, Any], dict[str, Any]]) -> None:
    text = _card(*found)
    places = [text.find(f"\n{label}") for label in (*LABELS, "Evidence")]
    assert -1 not in places and places == sorted(places)
    assert text.startswith("◆ CRITICAL  INC-1")


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_screen(found: tuple[dict[str, Any], dict[str, Any]], width: int) -> None:
    assert max(len(line.rstrip()) for line in _card(*found, width=width).splitlines()) <= width


def test_every_number_that_is_listed_is_a_text_of_the_report(found: tuple[dict[str, Any], dict[str, Any]]) -> None:
    case, body = found
    listed = re.findall(r"^(?:Evidence)? +\[(\d+)\] (.+)$", _card(case, body, width=1000), re.MULTILINE)
    texts = {item["text"] for item in body["evidence"]}
    assert [int(number) for number, _ in listed] == list(range(1, len(listed) + 1)) and listed
    assert {text.strip() for _, text in listed} <= texts


def test_without_a_cause_the_card_says_so_and_names_what_could_not_be_seen(
    found: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    case, body = found
    verdict = body["verdict"] | {"cause": None, "summary": "No cause was found."}
    unseen = [{"what": "logs", "presence": "unavailable", "remedy": "send logs"}]
    text = _card(case, body | {"verdict": verdict, "could_not_see": unseen})
    assert "No cause was found." in text and "logs (unavailable): send logs" in text
    assert "\nCause" not in text and "\nConfidence" not in text
