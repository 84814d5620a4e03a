"""The approval card: exactly what would be done, where each part of it comes from, and how to agree to just that.

The texts come with what misleads an eye already written out; nothing here is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

__all__ = ["lasts", "print_approval"]

_LABEL = 15


def print_approval(console: Console, card: dict[str, Any]) -> None:
    """What, to what, with which arguments; then why it is held, what was tried, who agreed, what to type."""
    left = f"expires in {lasts(card['expires_in_s'])}" if card["state"] == "pending" else card["state"]
    _line(console, f"{card['tool']}  {', '.join(card['targets']) or 'no target'}   {left}", style="bold")
    _line(console, f"  {card['approval_id']}   risk {card['risk']}   {card['effect']}   {_takes_back(card)}")
    console.print()
    for label, lines in (
        ("Arguments", _arguments(card)),
        ("Look twice", card["warnings"]),
        ("Asked by", [_requester(card)]),
        ("Reason", [card["reason"]]),
        ("Held because", [card["why_held"]]),
        ("Rules", list(_rules(card))),
        ("Dry run", list(_dry_run(card))),
        ("Votes", list(_votes(card))),
        ("Ended", [card["ended_why"]] if card["ended_why"] else []),
        ("Review", list(_review(card))),
        ("Digest", [card["digest"]]),
    ):
        _wrapped(console, label, list(lines))


def lasts(seconds: int) -> str:
    """`12m 41s`, `3h 5m`, `2d 4h`."""
    for unit, name, smaller, part in ((86_400, "d", 3600, "h"), (3600, "h", 60, "m"), (60, "m", 1, "s")):
        if seconds >= unit:
            return f"{seconds // unit}{name} {seconds % unit // smaller}{part}"
    return f"{seconds}s"


def _takes_back(card: dict[str, Any]) -> str:
    return "nothing takes it back" if card["irreversible"] else f"taken back by {card['rollback']}"


def _arguments(card: dict[str, Any]) -> Iterator[str]:
    width = max([len(row["pointer"]) for row in card["arguments"]], default=0)
    for row in card["arguments"]:
        origins = ", ".join(row["origins"]) or "nobody knows where"
        mark = "  decides what is hit" if row["sensitive"] else ""
        yield f"{row['pointer']:<{width}}  {row['shown']}  (from {origins}){mark}"


def _requester(card: dict[str, Any]) -> str:
    who = card["requester"]
    behalf = f" on behalf of {who['on_behalf_of']}" if who["on_behalf_of"] else ""
    return f"{who['name']} ({who['kind']}, {who['role']}){behalf}"


def _rules(card: dict[str, Any]) -> Iterator[str]:
    for word in card["policy"]["trace"]:
        ids = f" [{', '.join(word['rule_ids'])}]" if word["rule_ids"] else ""
        yield f"{word['answer']:<5} {word['guard']}{ids}: {word['reason']}"


def _dry_run(card: dict[str, Any]) -> Iterator[str]:
    found = card["dry_run"]
    if found is None:
        yield "none"
    elif found["value"] is None:
        yield f"only its hash is kept: {found['sha256']}"
    else:
        yield from (found["summary"] or found["value"]).split("\n")


def _votes(card: dict[str, Any]) -> Iterator[str]:
    quorum = card["quorum"]
    yield f"{card['people']} of {quorum['people']}, in role {' or '.join(quorum['roles']) or 'none'}"
    for vote in card["votes"]:
        behalf = f" on behalf of {vote['on_behalf_of']}" if vote["on_behalf_of"] else ""
        said = f": {vote['comment']}" if vote["comment"] else ""
        yield f"{vote['verdict']} by {vote['principal_id']} ({vote['role']}){behalf} {vote['at'][:19]}Z{said}"
    if card["break_glass"]:
        yield "BREAK-GLASS: one person approved this alone"


def _review(card: dict[str, Any]) -> Iterator[str]:
    if card["reviewed_at"]:
        yield f"by {card['reviewed_by']} {card['reviewed_at'][:19]}Z: {card['review_comment']}"
    elif card["review_due_at"]:
        yield f"somebody else has to look at it by {card['review_due_at'][:19]}Z"


def _wrapped(console: Console, label: str, lines: list[str]) -> None:
    """`label` in a column of its own, the lines wrapped beside it."""
    width = max(40, console.width - _LABEL)
    for line in lines:
        for part in Text(line).wrap(console, width) if line else [Text("")]:
            part.rstrip()
            console.print(Text(f"{label:<{_LABEL}}", style="dim") + part, soft_wrap=True)
            label = ""


def _line(console: Console, text: str, *, style: str = "") -> None:
    console.print(Text(text, style=style), soft_wrap=True)
