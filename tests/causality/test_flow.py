"""Where waiting and failing are added on the way of a request."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np

from rootward.causality.flow import observe_flow
from rootward.causality.model import Observation
from rootward.events.series import SeriesKey, SeriesSet

SECOND = 1_000_000_000
BEFORE, AFTER = (0, 40 * SECOND), (40 * SECOND, 60 * SECOND)
CALLS = {"service:door": ["service:desk"], "service:desk": ["service:shelf"]}


def _key(entity: str, name: str, unit: str, number: int) -> SeriesKey:
    return SeriesKey(
        series_id=f"{number:032x}", name=name, unit=unit, kind="gauge", entity=f"service:{entity}", attributes={},
        stat="value",
    )  # fmt: skip


def _levels(low: float, high: float) -> np.ndarray:
    wobble = 1 + 0.02 * np.sin(np.arange(60))
    return np.where(np.arange(60) < 40, low, high) * wobble


def _set(**entities: tuple[np.ndarray, np.ndarray, np.ndarray]) -> SeriesSet:
    """entity -> seconds a call, calls a second, availability in per cent."""
    keys, rows = [], []
    for entity, three in entities.items():
        for (name, unit), values in zip(
            (("latency_average", "s"), ("requests", ""), ("availability", "%")), three, strict=True
        ):
            keys.append(_key(entity, name, unit, len(keys)))
            rows.append(values)
    return SeriesSet(keys=tuple(keys), times=np.arange(60) * SECOND, values=np.array(rows), step_ns=SECOND)


def _found(series: SeriesSet, what: str, **more: str) -> dict[str, Observation]:
    found = observe_flow(series, CALLS, before=BEFORE, after=AFTER, **more)
    return {one.entity: one for one in found if one.kind == f"flow.{what}"}


STEADY, ALL = _levels(10, 10), np.full(60, 100.0)


def test_who_adds_the_waiting_is_the_deepest_that_does() -> None:
    series = _set(
        door=(_levels(0.10, 0.60), STEADY, ALL), desk=(_levels(0.05, 0.55), STEADY, ALL),
        shelf=(_levels(0.02, 0.02), STEADY, ALL),
    )  # fmt: skip
    found = _found(series, "time")
    assert set(found) == {"service:desk"} or found["service:desk"].score > 10 * found["service:door"].score
    assert "service:shelf" not in found
    assert float(str(found["service:desk"].value["own"])) > 4.0


def test_a_callee_with_few_calls_explains_only_its_part() -> None:
    series = _set(
        door=(_levels(0.10, 0.60), STEADY, ALL), desk=(_levels(0.05, 0.55), _levels(1, 1), ALL),
        shelf=(_levels(0.02, 0.02), STEADY, ALL),
    )  # fmt: skip
    found = _found(series, "time")
    assert found["service:door"].score > found["service:desk"].score, "a tenth of the calls is a tenth of the waiting"


def test_failures_are_told_by_availability_and_traffic() -> None:
    failing = np.where(np.arange(60) < 40, 100.0, 60.0)
    series = _set(
        door=(_levels(0.1, 0.1), STEADY, failing), desk=(_levels(0.1, 0.1), STEADY, failing),
        shelf=(_levels(0.1, 0.1), STEADY, failing),
    )  # fmt: skip
    found = _found(series, "failures")
    assert set(found) == {"service:shelf"}
    assert "nothing that it calls" not in found["service:shelf"].text, "it calls nobody"


def test_a_callee_that_nobody_called_before_is_its_caller_s_doing() -> None:
    born = np.where(np.arange(60) < 40, 0.0, 10.0)
    failing = np.where(np.arange(60) < 40, 100.0, 0.0)
    series = _set(desk=(_levels(0.1, 0.1), STEADY, failing), shelf=(_levels(0.1, 0.1), born, failing))
    found = _found(series, "failures")
    assert set(found) == {"service:desk"}


def test_one_entity_measured_again_alone_has_the_same_value() -> None:
    series = _set(door=(_levels(0.10, 0.60), STEADY, ALL), desk=(_levels(0.05, 0.30), STEADY, ALL),
                  shelf=(_levels(0.02, 0.09), STEADY, ALL))  # fmt: skip
    whole = _found(series, "time")["service:desk"]
    part = _set(desk=(_levels(0.05, 0.30), STEADY, ALL), shelf=(_levels(0.02, 0.09), STEADY, ALL))
    again = observe_flow(part, {"service:desk": ["service:shelf"]}, before=BEFORE, after=AFTER, only="service:desk")
    assert [one.value for one in again if one.kind == "flow.time"] == [whole.value]
    assert whole.subject == {"entity": "service:desk", "what": "time", "callees": ["service:shelf"]}


def test_nothing_is_added_where_nothing_moved() -> None:
    series = _set(door=(_levels(0.1, 0.1), STEADY, ALL), desk=(_levels(0.1, 0.1), STEADY, ALL))
    assert observe_flow(series, CALLS, before=BEFORE, after=AFTER) == []


def test_what_passes_on_the_way_to_a_callee_is_not_the_caller_s_own() -> None:
    plain = _set(door=(_levels(0.10, 0.60), STEADY, ALL), desk=(_levels(0.05, 0.05), STEADY, ALL))
    both = (("door", "http.client.request.duration", {"server.address": "desk"}, _levels(0.06, 0.56)),
            ("desk", "http.server.request.duration", {"client.address": "door"}, _levels(0.05, 0.05)))  # fmt: skip
    keys = tuple(
        replace(_key(entity, name, "s", 90 + place), attributes=attributes)
        for place, (entity, name, attributes, _) in enumerate(both)
    )
    rows = np.array([row[3] for row in both])
    sided = replace(plain, keys=plain.keys + keys, values=np.concatenate([plain.values, rows]))
    assert _found(plain, "time")["service:door"].score > 1
    told = _found(sided, "time").get("service:door")
    assert told is None or told.score < 0.1


_OWN = """
from rootward.causality.flow import _own
amounts = {"a": 371.0} | {f"service:{n}": 10.0**n / 3 for n in range(-9, 4)}
print(repr(_own("a", amounts, (), {"a": list(amounts)})))
"""


def test_what_is_its_own_is_the_same_in_whatever_order_a_process_keeps_its_sets() -> None:
    command, found = [sys.executable, "-c", _OWN], set()
    for seed in range(1, 5):
        env = os.environ | {"PYTHONHASHSEED": str(seed)}
        found.add(subprocess.run(command, env=env, capture_output=True, check=True).stdout)
    assert len(found) == 1
