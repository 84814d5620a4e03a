"""A tool that does nothing: agreeing to it is the point."""

from __future__ import annotations

from rootward.plugins.builtin import TOOLS
from rootward.plugins.tools.people import PeopleAgree
from rootward.tools.contract import ToolContext


async def test_it_has_no_effect_but_is_no_read_either() -> None:
    tool = PeopleAgree()
    assert tool.spec.effect == "idempotent"  # a read would need nobody's agreement
    answer = await tool.call(
        {"text": "go on?", "playbook_run_id": "pbr_1", "step": 1}, ToolContext.__new__(ToolContext)
    )
    assert answer.value == {"agreed": True}
    assert tool.spec.name in {one.spec.name for one in TOOLS}
