"""Templates that appear, vanish, or come at another rate."""

from __future__ import annotations

import numpy as np

from rootward.causality.logs import LogShifts, measure, traffic_ratios

SECOND = 1_000_000_000
TIMES = np.arange(60, dtype=np.int64) * 10 * SECOND
BEFORE, AFTER = (0, 300 * SECOND), (300 * SECOND, 600 * SECOND)


def _row(before: float, after: float) -> list[float]:
    return [before] * 30 + [after] * 30


def _measure(*rows: tuple[str, list[float]], ratio: float = 1.0) -> LogShifts:
    return measure(
        np.array([row for _, row in rows]), TIMES, tuple(severity for severity, _ in rows),
        before=BEFORE, after=AFTER, ratio=ratio,
    )  # fmt: skip


def test_an_error_never_written_before_is_the_most_surprising() -> None:
    found = _measure(("error", _row(0, 2)), ("info", _row(0, 2)), ("error", _row(1, 2)))
    assert found.kind == ("novel", "novel", "rate")
    assert found.score[0] > found.score[1] > 0
    assert found.score[0] > found.score[2]
    assert found.onset[0] == TIMES[30]


def test_more_lines_from_more_traffic_are_expected() -> None:
    assert _measure(("info", _row(5, 10)), ratio=2.0).score[0] == 0
    assert _measure(("info", _row(5, 10)), ratio=1.0).score[0] > 0


def test_a_line_that_is_no_longer_written_has_vanished() -> None:
    found = _measure(("info", _row(5, 0)))
    assert found.kind == ("vanished",) and found.score[0] > 0


def test_fewer_errors_explain_nothing() -> None:
    assert _measure(("error", _row(5, 1))).score[0] == 0


def test_a_bursty_template_must_burst_more() -> None:
    calm = _row(4, 8)
    bursty = [0.0, 0.0, 12.0] * 10 + [8.0] * 30
    found = _measure(("warning", calm), ("warning", bursty))
    assert found.score[1] < found.score[0]


def test_one_odd_line_is_little() -> None:
    once = [0.0] * 45 + [1.0] + [0.0] * 14
    assert _measure(("error", once)).score[0] < 0.5


def _ratios(counts: list[list[float]], severities: tuple[str, ...], owners: list[int]) -> list[float]:
    found = traffic_ratios(np.array(counts), TIMES, severities, np.array(owners), before=BEFORE, after=AFTER)
    return [float(one) for one in found]


def test_traffic_is_what_the_routine_lines_say() -> None:
    counts = [_row(5, 10), _row(0, 50)]
    assert _ratios(counts, ("info", "error"), [0, 0]) == [2.0, 2.0]
    assert _ratios(counts, ("error", "error"), [0, 0]) == [1.0, 1.0]


def test_everybody_s_traffic_is_his_own() -> None:
    counts = [_row(5, 10), _row(0, 50), _row(4, 2), _row(4, 4)]
    assert _ratios(counts, ("info", "error", "info", "error"), [1, 1, 0, 2]) == [2.0, 2.0, 0.5, 1.0]


def test_an_entity_that_falls_silent_is_not_taken_for_quiet() -> None:
    assert _ratios([_row(5, 0)], ("info",), [0]) == [0.2]


def test_what_is_not_surprising_began_at_no_time() -> None:
    assert list(_measure(("info", _row(5, 5)), ("error", _row(0, 5))).onset > 0) == [False, True]
