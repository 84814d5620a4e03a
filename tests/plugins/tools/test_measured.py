"""What measuring tools share."""

from __future__ import annotations

import pytest

from rootward.errors import BadInput
from rootward.events.presence import Presence
from rootward.plugins.builtin import TOOLS
from rootward.plugins.tools.measured import SCOPE, Scope, closed, nothing

MEASURING = [
    "changes.describe", "events.count", "logs.shift", "metrics.shift", "spans.errors", "spans.shift", "topology.path",
]  # fmt: skip


def test_a_scope_without_stretches_is_one_stretch() -> None:
    whole = Scope.of({"start": 1, "end": 9, "as_of": 4})
    assert (whole.before, whole.after) == ((1, 9), (1, 9))
    parts = Scope.of({"start": 1, "end": 9, "as_of": 4, "before": [1, 4], "after": [5, 9]})
    assert (parts.before, parts.after) == ((1, 4), (5, 9))


def test_a_schema_is_closed_and_needs_everything_but_stretches() -> None:
    found = closed(SCOPE, name={"type": "string"})
    needed = [name for name in (*SCOPE, "name") if name != "stretches"]
    assert found["additionalProperties"] is False and found["required"] == needed


def test_nothing_says_why() -> None:
    assert nothing("no points").summary == "no points" and nothing("x").presence is Presence.ABSENT


def test_every_measuring_tool_only_reads() -> None:
    specs = {tool.spec.name: tool.spec for tool in TOOLS}
    assert all(specs[name].effect == "read" for name in MEASURING)


@pytest.mark.parametrize("name", MEASURING)
async def test_arguments_that_are_missing_are_refused(desk, name: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInput):
        await desk.call(name, {"as_of": 1})
