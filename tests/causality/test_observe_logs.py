"""What each template of each entity shows."""

from __future__ import annotations

import numpy as np

from rootward.causality.observe_logs import observe_logs
from rootward.events.log_counts import LogCounts, LogKey

SECOND = 1_000_000_000
BEFORE, AFTER = (0, 300 * SECOND), (300 * SECOND, 600 * SECOND)


def _counts(*rows: tuple[str, str, str, int, int]) -> LogCounts:
    """(entity, severity, text, lines a step before, after)"""
    return LogCounts(
        keys=tuple(
            LogKey(entity=entity, severity=severity, template_id=text, text=text, template_ids=(text,))
            for entity, severity, text, _, _ in rows
        ),
        times=np.arange(60, dtype=np.int64) * 10 * SECOND,
        counts=np.array([[before] * 30 + [after] * 30 for *_, before, after in rows], np.int64),
        first=np.zeros(len(rows), np.int64), last=np.zeros(len(rows), np.int64), step_ns=10 * SECOND,
    )  # fmt: skip


def test_each_way_to_change_is_told_in_its_own_words() -> None:
    found = observe_logs(
        _counts(("service:a", "error", "boom", 0, 3), ("service:a", "info", "tick", 9, 0),
                ("service:b", "warning", "slow", 1, 9)), before=BEFORE, after=AFTER,
    )  # fmt: skip
    told = {item.kind: item for item in found}
    assert set(told) == {"log.novel", "log.vanished", "log.rate"}
    assert told["log.novel"].text == "a writes what it never wrote before, 90 times: “boom”"
    assert [told[kind].direction for kind in ("log.novel", "log.vanished", "log.rate")] == ["new", "gone", "up"]
    assert told["log.novel"].subject == {"entity": "service:a", "template_id": "boom", "severity": "error"}
    assert all(item.provenance == "free_text" for item in found)


def test_an_entity_s_traffic_is_its_own() -> None:
    own = (("service:a", "info", "tick", 2, 8), ("service:a", "info", "tock", 2, 2))
    alone = observe_logs(_counts(*own), before=BEFORE, after=AFTER, keep_quiet=True)
    among = _counts(*own, ("service:b", "info", "noise", 99, 1))
    crowd = observe_logs(among, before=BEFORE, after=AFTER, keep_quiet=True)
    assert [item.value for item in alone] == [item.value for item in crowd if item.entity == "service:a"]


def test_a_long_message_is_shown_short_and_kept_whole() -> None:
    text = "x" * 500
    found = observe_logs(_counts(("service:a", "error", text, 0, 3)), before=BEFORE, after=AFTER)[0]
    assert len(found.text) < 250 and found.value["template"] == text


def test_very_many_templates_are_told_as_few_are() -> None:
    odd = (("service:a", "error", "boom", 0, 3), ("service:z", "info", "tick", 9, 0))
    many = [(f"service:m{n // 100:03d}", "info", f"t{n}", 1, 1) for n in range(20_000)]
    few = observe_logs(_counts(*odd), before=BEFORE, after=AFTER)
    found = observe_logs(_counts(odd[0], *many, odd[1]), before=BEFORE, after=AFTER)
    assert found == few
