"""Fingerprint: by what failures are alike: the signature of what went wrong, and the shape of what was done."""

from __future__ import annotations

import re
from itertools import groupby

from rootward.kit.canonical import sha256_hex
from rootward.runs.model import AgentRun

__all__ = ["shape_of", "signature_of"]

_FAILED = frozenset({"failure", "timeout"})
_LONGEST = 160
_VARIABLE = re.compile(
    r"'[^']*'|\"[^\"]*\"|`[^`]*`|https?://\S+|\b[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b|\S*\d\S*", re.IGNORECASE
)
"""What differs between two occurrences of one failure: what is quoted, addresses, ids, numbers."""


def signature_of(run: AgentRun) -> str | None:
    """One line that is the same for failures of one kind; None for a run that did not fail.

    The last failed call speaks when there is one (a run dies of what it did not recover from), else the last failed
    step, else the run itself.
    """
    if run.status not in _FAILED:
        return None
    call = next((item for item in reversed(run.tool_calls) if item.status in _FAILED), None)
    if call is not None:
        code = str(call.status_code) if call.status_code else ""
        return _joined(call.tool_name, call.error_class or call.status, code, _plain(call.error_message))
    step = next((item for item in reversed(run.steps) if item.status in _FAILED and item.error_type), None)
    if step is not None:
        return _joined(step.name, step.error_type or "", _plain(step.error_message))
    return _joined(run.error_type or run.status, _plain(run.error_message))


def shape_of(run: AgentRun) -> str:
    """Sixteen hex digits of what was done in which order and whether it worked; a repetition counts once."""
    done = [f"{call.tool_name}:{call.status in _FAILED}" for call in run.tool_calls]
    if not done:
        done = [f"{step.name}:{step.status in _FAILED}" for step in run.steps]
    return sha256_hex([key for key, _ in groupby(done)])[:16]


def _plain(message: str | None) -> str:
    return " ".join(_VARIABLE.sub("…", message or "").split())[:_LONGEST]


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
