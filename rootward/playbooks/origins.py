"""Origins: where each fact came from that a placeholder may put into an argument."""

from __future__ import annotations

from collections.abc import Sequence

from rootward.kit.canonical import JSON
from rootward.kit.provenance import Origin

__all__ = ["ROOTS", "origin_of"]

ROOTS = frozenset({"case", "report", "exception", "domain_pack", "policy_pack", "steps", "input", "run"})
"""What a placeholder may begin with; anything else in braces is text."""

_WHOLE: dict[str, Origin] = {"domain_pack": "pack", "policy_pack": "pack", "input": "operator", "run": "config"}
_OURS: dict[tuple[str, str], Origin] = {
    ("case", "id"): "config", ("case", "number"): "config", ("case", "state"): "config",
    ("case", "opened_at"): "config", ("case", "age_minutes"): "config", ("case", "kind"): "pack",
    ("case", "assigned_to"): "operator", ("report", "id"): "config", ("report", "status"): "config",
    ("report", "confidence"): "config", ("exception", "tenant_id"): "config", ("exception", "owner"): "operator",
    ("exception", "resolution_status"): "config",
}  # fmt: skip
_WRITTEN = frozenset(
    {
        "annotation", "annotations", "body", "comment", "comments", "description", "detail", "details", "error",
        "error_message", "instructions", "log", "message", "msg", "next_step", "note", "notes", "reason", "subject",
        "summary", "text", "title", "detail_text",
    }
)  # fmt: skip
_LONGEST_NAME = 200


def origin_of(path: Sequence[str], value: JSON) -> Origin:
    """The origin of the leaf at `path`, whose first segment is one of ROOTS.

    What an outsider can phrase is free text: fields that hold sentences by their name, and text that is no single
    word. Other fields that were sent are telemetry: they have a type and a meaning, and are still not ours.
    """
    root = path[0]
    if root in _WHOLE:
        return _WHOLE[root]
    if len(path) > 1 and (ours := _OURS.get((root, path[1]))):
        return ours
    if any(segment.lower() in _WRITTEN for segment in path[1:]):
        return "free_text"
    if isinstance(value, str) and (len(value) > _LONGEST_NAME or not value.isprintable() or len(value.split()) > 1):
        return "free_text"
    return "telemetry"
