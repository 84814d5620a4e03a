"""The verdict card: what happened, what caused it and how sure, what to do next; then what supports it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

from rootward.cli.output import SEVERITY_SHAPES
from rootward.investigations.render import citations, explained, past_cases, runbooks, subject
from rootward.kit import clock

__all__ = ["print_card"]

_ROLE_STYLE = {"Cause": "bold", "First failure": "", "Impact": ""}
_SHOWN_EVIDENCE = 8
_SHOWN_RULED_OUT = 6
_AT_ONCE_S = 2.0  # nearer than telemetry can tell apart


def print_card(console: Console, case: dict[str, Any], body: dict[str, Any]) -> None:
    """Verdict first, everything cited by number, nothing by colour alone."""
    verdict, numbers = body["verdict"], citations(body)
    shape = SEVERITY_SHAPES.get(case["severity"], "·")
    _line(console, f"{shape} {case['severity'].upper()}  {case['number']}  {case['title']}", style="bold")
    _line(console, f"  detected {body['scope']['detected_at'][:19]}Z   state {case['state']}")
    console.print()
    if verdict["cause"] is None:
        _wrapped(console, "Verdict", [verdict["summary"]], style="bold")
    else:
        _cause(console, verdict, numbers)
    _path(console, body, numbers)
    for label, lines in explained(body, numbers).items():
        _wrapped(console, label, lines)
    _ruled_out(console, body, numbers)
    unseen = [f"{item['what']} ({item['presence']}): {item['remedy']}" for item in body["could_not_see"]]
    _wrapped(console, "Could not see", unseen or ["nothing: every agent had its data"])
    _wrapped(console, "Next step", [verdict["next_step"]], style="bold")
    _wrapped(console, "Runbook", runbooks(body, numbers))
    _wrapped(console, "Then check", verdict["checks"])
    _wrapped(console, "Before", past_cases(body))
    _evidence(console, body, numbers)


def _cause(console: Console, verdict: dict[str, Any], numbers: dict[str, int]) -> None:
    cause = verdict["cause"]
    sure = f"{verdict['confidence']:.2f} {verdict['confidence_word']}"
    _wrapped(console, "Cause", [f"{verdict['summary']} {_cite(cause['evidence_ids'], numbers)}"], style="bold")
    _wrapped(console, "Confidence", [f"{sure}   kind {cause['kind']}   at {cause['entity']}"])
    _wrapped(console, "", [cause["description"]])
    if verdict["first_failure"]:
        _wrapped(console, "First failure", [_place(verdict["first_failure"], numbers)])
    _wrapped(console, "Impact", [_place(item, numbers) for item in verdict["impact"]] or ["none seen beyond it"])


def _path(console: Console, body: dict[str, Any], numbers: dict[str, int]) -> None:
    """How it spread, one hop a line; a hop that nothing verifies says so."""
    if not body["hypotheses"] or not body["hypotheses"][0]["path"]:
        return
    lines = []
    began = body["hypotheses"][0]["path"][0]["onset"]
    for depth, hop in enumerate(body["hypotheses"][0]["path"]):
        arrow = "   " * (depth - 1) + "└─ " if depth else ""
        mark = "" if hop["verified"] else "  (unverified)"
        lines.append(
            f"{arrow}{hop['entity']}{mark}  {_since(hop['onset'], began)} {_cite(hop['evidence_ids'], numbers)}"
        )
    _wrapped(console, "How it spread", lines)


def _ruled_out(console: Console, body: dict[str, Any], numbers: dict[str, int]) -> None:
    lines = [
        f"{subject(item, body)}: {item['reason']} {_cite(item['evidence_ids'], numbers)}"
        for item in body["ruled_out"][:_SHOWN_RULED_OUT]
    ]
    more = len(body["ruled_out"]) - len(lines)
    if more > 0:
        lines.append(f"… and {more} more")
    _wrapped(console, "Ruled out", lines or ["nothing else stood out"])


def _evidence(console: Console, body: dict[str, Any], numbers: dict[str, int]) -> None:
    texts = {item["evidence_id"]: item["text"] for item in body["evidence"]}
    shown = list(numbers.items())[:_SHOWN_EVIDENCE]
    _wrapped(console, "Evidence", [f"[{number}] {texts.get(name, name)}" for name, number in shown])
    if len(numbers) > len(shown):
        _wrapped(console, "", [f"… and {len(numbers) - len(shown)} more"])


def _place(place: dict[str, Any], numbers: dict[str, int]) -> str:
    return f"{place['entity']}  since {_time(place['onset'])} {_cite(place['evidence_ids'], numbers)}"


def _time(text: str | None) -> str:
    """The time of day is enough here; the report has the rest."""
    return f"{text[11:19]}Z" if text else "an unknown time"


def _since(text: str | None, began: str | None) -> str:
    """Seconds after the first hop; its own time for the first."""
    if text is None or began is None or text == began:
        return _time(text)
    seconds = (clock.parse_ns(text) - clock.parse_ns(began)) / 1e9
    return "at once" if abs(seconds) < _AT_ONCE_S else f"{seconds:+.0f} s"


def _cite(names: Iterable[str], numbers: dict[str, int]) -> str:
    known = [numbers[name] for name in names if name in numbers]
    return "".join(f"[{number}]" for number in known[:4]) + ("…" if len(known) > 4 else "")


def _wrapped(console: Console, label: str, lines: list[str], *, style: str = "") -> None:
    """`label` in a column of its own, the lines wrapped beside it."""
    width = max(40, console.width - 16)
    for line in lines:
        for part in Text(line).wrap(console, width) if line else [Text("")]:
            part.rstrip()
            row = Text(f"{label:<15}", style="dim") + part
            if style:
                row.stylize(style, 15)
            console.print(row, soft_wrap=True)
            label = ""


def _line(console: Console, text: str, *, style: str = "") -> None:
    console.print(Text(text, style=style))
