"""A playbook as people read it in a terminal: its text, whether a version decides, what came of its runs."""

from __future__ import annotations

from typing import Any

from rootward.cli import output
from rootward.cli.options import Options
from rootward.kit.visible import visible, visible_lines

__all__ = ["changes", "declaration", "record", "standing"]


def declaration(given: Options, item: dict[str, Any]) -> None:
    """Its text to stdout, where it comes from to stderr."""
    if not given.as_table:
        output.show_json(item)
        return
    print(visible_lines(item["yaml"]), end="")
    whose = "ships with the product" if item["came_with"] == "product" else "this tenant's own"
    words = "" if item["original"] else "; written out from what is kept, without the comments of its file"
    output.hint(f"{item['pack']} {item['version']} {item['digest'][:12]}: {whose}, {standing(item)}{words}")


def standing(item: dict[str, Any]) -> str:
    """Whether a version decides."""
    if item["in_force"]:
        return "in force"
    return f"overlaid, layer {item['layer'] + 1}" if item["active"] else "kept"


def changes(item: dict[str, Any]) -> str:
    """Lines against the version of its pack before it."""
    if item["added"] is None:
        return "first"
    return f"+{item['added']} -{item['removed']}" if item["added"] or item["removed"] else "unchanged"


def record(found: dict[str, Any]) -> str:
    """What came of its runs, and for which faults it is not proposed again."""
    known = found["held"] + found["not_held"]
    said = f"{found['held']} of {known} runs held" if known else "no run has shown whether it holds"
    unclear = f", of {found['cannot_tell']} one cannot tell" if found["cannot_tell"] else ""
    lines = [f"{visible(found['playbook'])}: {said}{unclear}"]
    for one in found["given_up"]:
        lines.append(f"  not proposed again for {visible(one['signature'])}: it failed {one['times']} times")
    return "\n".join(lines)
