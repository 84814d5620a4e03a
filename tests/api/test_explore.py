"""Explore: measurements, log templates and events of one entity on one grid, and of no other tenant."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from rootward.api.explore import _said
from rootward.events.model import LogLine, Series, Telemetry
from rootward.events.store import write_telemetry
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.tenancy import changes
from tests.api.conftest import Face, Open, envelope, problem

START = clock.parse_ns("2026-11-20T10:00:00Z")
MINUTE = 60 * 10**9
RANGE = {"start": clock.format_ns(START), "end": clock.format_ns(START + 60 * MINUTE)}


def _measured(entity: str, name: str, value: float) -> Series:
    times = tuple(START + n * MINUTE for n in range(30))
    return Series(
        name=name, unit="s", kind="gauge", entity=entity, attributes={"route": "/"}, times=times,
        values=(value,) * len(times),
    )  # fmt: skip


async def _telemetry(face: Face, item: Telemetry) -> None:
    def unit(connection: Connection) -> None:
        seq = changes.append(connection, "default", "ingest", "test")
        write_telemetry(connection, "default", [item], seq)

    await face.app.db.run(unit, tenant="default")


async def test_what_is_known_of_an_entity_lies_on_one_grid(opened: Open) -> None:
    async with opened() as face:
        lines = tuple(
            LogLine(ts=START + n * MINUTE, entity="service:orders", severity="error", body=f"no room for order {n}")
            for n in (10, 10, 20)
        )
        series = (_measured("service:orders", "latency", 0.5), _measured("service:web", "latency", 9.0))
        await _telemetry(face, Telemetry(series=series, logs=lines))
        at = clock.format_ns(START + 15 * MINUTE)
        for name, service in (("a", "orders"), ("b", "web")):
            event = envelope(name, ts=at, entity={"service": service}, payload={"reason": "OOMKilled"})
            await face.post("/api/v1/events", event)
        told: dict[str, Any] = await face.get("/api/v1/explore", params=RANGE | {"entity": "service:orders"})
        (line,) = told["metrics"]
        assert (line["name"], line["unit"], line["attributes"]) == ("latency", "s", {"route": "/"})
        assert {value for value in line["values"] if value is not None} == {0.5}
        (template,) = told["logs"]
        assert (template["total"], template["severity"]) == (3, "error")
        where = dict(zip(told["times"], template["counts"], strict=True))
        assert {at: count for at, count in where.items() if count} == {
            (START + 10 * MINUTE) // 10**6: 2, (START + 20 * MINUTE) // 10**6: 1,
        }  # fmt: skip
        assert len(line["values"]) == len(told["times"]) == 240 and told["step_ms"] == 15_000
        assert [(one["at"], one["text"]) for one in told["events"]] == [(at, "OOMKilled")]
        assert (told["metrics_left_out"], told["logs_left_out"], told["is_cut"]) == (0, 0, False)


async def test_entities_are_those_with_measurements_the_most_measured_first(opened: Open) -> None:
    async with opened() as face:
        assert await face.get("/api/v1/explore/entities") == {"items": [], "until": None}
        series = (_measured("service:web", "a", 1), _measured("service:a", "a", 1), _measured("service:web", "b", 1))
        await _telemetry(face, Telemetry(series=series))
        told = await face.get("/api/v1/explore/entities")
        assert told["items"] == [{"entity": "service:web", "series": 2}, {"entity": "service:a", "series": 1}]
        assert told["until"] == clock.format_ns(START + 29 * MINUTE)


async def test_a_range_that_makes_no_sense_is_refused(opened: Open) -> None:
    async with opened() as face:
        ask = partial(face.http.get, "/api/v1/explore")
        problem(await ask(params={"entity": "service:a", "start": RANGE["end"], "end": RANGE["start"]}), 422)
        problem(await ask(params={"entity": "service:a", "start": "2026-01-01T00:00:00Z", "end": RANGE["end"]}), 422)
        problem(await ask(params=RANGE), 422)
        assert (await face.get("/api/v1/explore", params={"entity": "service:none"}))["metrics"] == []


async def test_nothing_of_another_tenant_is_told(opened: Open) -> None:
    async with opened() as face:
        await _telemetry(face, Telemetry(series=(_measured("service:orders", "latency", 0.5),)))
        await face.found("acme")
        stranger = await face.login("viewer", "acme")
        assert (await face.get("/api/v1/explore/entities", headers=stranger))["items"] == []
        asked = RANGE | {"entity": "service:orders"}
        assert (await face.get("/api/v1/explore", params=asked, headers=stranger))["metrics"] == []


@pytest.mark.parametrize(
    ("payload", "text"),
    [({"reason": "r", "message": "m"}, "m"), ({"message": 3, "reason": "r"}, "r"), ({"x": "y"}, "")],
)
def test_an_event_is_told_by_its_first_field_for_people(payload: dict[str, object], text: str) -> None:
    assert _said(payload) == text
