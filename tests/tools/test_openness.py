"""What reads is stopped by a kill switch and by the tenant's decisions, within a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rootward.errors import Denied
from rootward.governance.switchboard import Switchboard
from rootward.kit import clock
from rootward.schema import tool_states
from rootward.tenancy.principal import DEFAULT
from rootward.tools.gateway import Gateway, RecordedToolbox
from rootward.tools.openness import Openness
from tests.tools.conftest import Gate, Ledger, Make, engage

TOOL = "ledger.write"


def _openness(g: Gate, now: Callable[[], float] = clock.monotonic) -> Openness:
    return Openness(g.db, g.ports, Switchboard(g.db, now=now), now=now)


async def test_a_kill_switch_is_noticed_within_a_second(gate: Make) -> None:
    g: Gate = await gate()
    now = [100.0]
    openness = _openness(g, lambda: now[0])
    assert await openness.refusal(DEFAULT, TOOL) is None
    await engage(g, "tool:ledger.write")
    now[0] += 0.4
    assert await openness.refusal(DEFAULT, TOOL) is None, "believed for a moment, because every call asks"
    now[0] += 0.1
    assert "fire" in str(await openness.refusal(DEFAULT, TOOL))


@pytest.mark.parametrize(("scope", "agent", "stops"), [
    ("agent:logs", "logs", True), ("agent:logs", "metrics", False), ("tool:ledger.write", "", True),
    ("tool:other", "", False), ("global", "logs", False), ("tenant", "logs", False),
])  # fmt: skip
async def test_a_kill_switch_stops_what_it_names(gate: Make, scope: str, agent: str, stops: bool) -> None:
    g: Gate = await gate()
    await engage(g, scope)
    assert (await _openness(g).refusal(DEFAULT, TOOL, agent) is not None) is stops
    assert await _openness(g).refusal("other", TOOL, agent) is None


@pytest.mark.parametrize(
    ("state", "says"), [({"enabled": False}, "disabled"), ({"quarantined": "new words"}, "new words"),
                        ({"pinned": "0" * 64}, "quarantined"), ({"enabled": True}, None)]
)  # fmt: skip
async def test_the_gateway_asks_before_every_call(gate: Make, state: dict[str, Any], says: str | None) -> None:
    g: Gate = await gate(Ledger(effect="read"))
    row = {"tenant": DEFAULT, "tool": TOOL, "changed_by": "x", "changed_at": 1}
    await g.run(lambda c: c.execute(tool_states.insert(), row | state) and None)
    gateway = Gateway(g.db, [g.tool], openness=_openness(g))
    calls: list[Any] = []
    toolbox = RecordedToolbox(gateway, DEFAULT, [TOOL], calls, agent="logs")
    if says is None:
        await toolbox.call(TOOL, {"name": "a"})
    else:
        with pytest.raises(Denied, match=says):
            await toolbox.call(TOOL, {"name": "a"})
    assert [call.status for call in calls] == ["succeeded" if says is None else "denied"]
    assert len(g.tool.calls) == (says is None)
