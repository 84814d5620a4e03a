"""Checked values: the small types that pack sections are made of, each refusing what it cannot mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from rootward.kit import clock
from rootward.packs.paths import check_path, check_template

__all__ = [
    "AgentName", "CaseKind", "Checked", "ClockTime", "Duration", "EntityRef", "FaultKind", "Moment", "Name", "PathText",
    "Severity", "Template", "Text", "nanoseconds", "only_once",
]  # fmt: skip

CaseKind = Literal["incident", "exception", "agent_run", "request"]
Severity = Literal["critical", "high", "medium", "low", "info"]
"""The words of events.model, spelled again because packs lie beneath events; a test keeps them the same."""

_UNITS = {"ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9, "d": 86_400 * 10**9}
_DURATION = re.compile(r"(\d+)(ms|s|m|h|d)")


class Checked(BaseModel):
    """A section of a pack: frozen, strict, and without keys that nobody knows. Its validator is made when the first
    pack is read, within that of the whole pack."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


@lru_cache(maxsize=4096)
def nanoseconds(duration: str) -> int:
    """`90s`, `15m`, `1h30m` as nanoseconds. Raises ValueError."""
    parts = _DURATION.findall(duration)
    if not parts or "".join(number + unit for number, unit in parts) != duration:
        raise ValueError(f"{duration!r} is not a duration such as 90s, 15m or 1h30m")
    return sum(int(number) * _UNITS[unit] for number, unit in parts)


def only_once(names: Iterable[str]) -> None:
    """Raises ValueError naming the first name that comes twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"the name {name!r} is used twice")
        seen.add(name)


def _duration(text: str) -> str:
    nanoseconds(text)
    return text


def _moment(text: str) -> str:
    clock.parse_ns(text)
    return text


Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
AgentName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
EntityRef = Annotated[str, StringConstraints(pattern=r"^[a-z_]+:\S+$")]
FaultKind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Duration = Annotated[str, AfterValidator(_duration)]
Moment = Annotated[str, AfterValidator(_moment)]
PathText = Annotated[str, AfterValidator(check_path)]
Template = Annotated[str, AfterValidator(check_template)]
