"""Complaint: whether what was reported is that something is slow or that it fails, from the words of the report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

__all__ = ["Complaint", "complaint_of"]

Complaint = Literal["", "slow", "failing"]
_SLOW = re.compile(
    r"laten|slow|duration|response.?time|p(50|75|90|95|99)\b|percentile|apdex|delay|lag\b|took|elapsed|round.?trip"
)
_FAILING = re.compile(
    r"error|fail|availab|success|5xx|50[0234]\b|4xx|exception|down\b|unreachable|refus|reject|crash|outage|timeout|"
    r"timed out|not (ready|responding|working|found)|missing|broken|unhealthy|abort|drop"
)


def complaint_of(texts: Iterable[str]) -> Complaint:
    """slow or failing when the words speak of one of them only, '' when of both or of neither."""
    said = " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", text) for text in texts).lower()
    slow, failing = bool(_SLOW.search(said)), bool(_FAILING.search(said))
    if slow == failing:
        return ""
    return "slow" if slow else "failing"
