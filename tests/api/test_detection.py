from __future__ import annotations

from tests.api.conftest import Open


async def test_what_detection_does_is_shown_with_the_false_alarms_it_allows(opened: Open) -> None:
    async with opened() as face:
        body = await face.get("/api/v1/detection")
    assert body == {
        "sensitivity": "normal", "false_cases_a_day": 0.5, "evaluated_until": None, "series": 0, "entities": 0,
        "active": [],
    }  # fmt: skip
