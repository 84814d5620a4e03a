"""When it began, asked of many rows."""

from __future__ import annotations

import numpy as np

from rootward.causality.onset import beyond_usual, estimate, levels, likely
from rootward.causality.parameters import PARAMETERS
from rootward.causality.series import Floats

SECOND = 1_000_000_000
TIMES = np.arange(120, dtype=np.int64) * 5 * SECOND
NEVER = np.zeros(120, dtype=np.bool_)


def _said(rows: list[Floats], bad: int = 1, earlier: int = 0) -> Floats:
    return levels(np.array(rows), bad=np.full(len(rows), bad, np.int8), earlier=earlier * SECOND > TIMES)


def _estimate(rows: list[Floats], detected: int, bad: int = 1) -> tuple[int, ...]:
    return estimate([_said(rows, bad)], TIMES, inside=_until(detected))


def _until(detected: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return (TIMES >= 25 * SECOND) & (detected * SECOND >= TIMES)


def _noise(count: int, seed: int = 0) -> list[Floats]:
    return list(np.random.default_rng(seed).normal(10, 1, (count, 120)))


def test_the_common_step_is_the_first_candidate() -> None:
    rows = _noise(40)
    for row in rows[:6]:
        row[80:] += 12
    found = _estimate(rows, 460)
    assert abs(found[0] - TIMES[80]) <= 5 * SECOND


def test_a_short_fault_is_found() -> None:
    rows = _noise(40)
    for row in rows[:4]:
        row[70:75] += 15
    assert abs(_estimate(rows, 420)[0] - TIMES[70]) <= 5 * SECOND


def test_nothing_after_the_detection_is_an_answer() -> None:
    rows = _noise(10)
    for row in rows:
        row[100:] += 30
    assert all(moment <= 300 * SECOND for moment in _estimate(rows, 300))


def test_many_weak_drifts_do_not_outvote_a_loud_change() -> None:
    rows = _noise(30)
    for row in rows[1:]:
        row[50:60] += 1.5
    rows[0][80:] += 20
    assert abs(_estimate(rows, 480)[0] - TIMES[80]) <= 5 * SECOND


def test_drops_are_heard_where_a_drop_is_bad() -> None:
    rows = _noise(5)
    for row in rows:
        row[60:] -= 8
    assert abs(_estimate(rows, 400, bad=-1)[0] - TIMES[60]) <= 5 * SECOND
    assert not any(abs(moment - TIMES[60]) <= 5 * SECOND for moment in _estimate(rows, 400, bad=1))


def test_two_changes_apart_are_both_carried() -> None:
    rows = _noise(20)
    for row in rows[:5]:
        row[40:44] += 14
    for row in rows[5:10]:
        row[80:84] += 14
    found = _estimate(rows, 450)
    assert {int(round((moment - TIMES[0]) / (5 * SECOND), 0)) // 40 for moment in found} == {1, 2}


def test_a_kind_with_few_rows_is_heard_beside_one_with_many() -> None:
    many, few = _noise(200), _noise(2, seed=1)
    for row in many[:20]:
        row[30:34] += 7
    for row in few:
        row[80:84] += 20
    assert abs(_estimate([*many, *few], 450)[0] - TIMES[30]) <= 5 * SECOND
    found = estimate([_said(many), _said(few)], TIMES, inside=_until(450))
    assert abs(found[0] - TIMES[80]) <= 5 * SECOND


def test_of_two_equal_changes_the_likelier_time_is_the_first_candidate() -> None:
    rows = _noise(20)
    for row in rows[:10]:
        row[40:48] += 14
    for row in rows[10:]:
        row[80:88] += 14
    prior = np.where(TIMES[60] > TIMES, 0.5, 1.0)
    assert abs(estimate([_said(rows)], TIMES, inside=_until(450), prior=prior)[0] - TIMES[80]) <= 5 * SECOND


def test_what_a_row_says_all_the_time_is_little() -> None:
    restless, calm = _noise(1)[0], _noise(1, seed=1)[0]
    for start in range(10, 120, 15):
        restless[start : start + 3] += 40
    calm[95:] += 10
    said = _said([restless, calm], earlier=400)
    late = TIMES >= 400 * SECOND
    assert said[0, late].max() < said[1, late].max()
    plain = _said([restless, calm])
    assert plain[0, late].max() > said[0, late].max()


def test_nothing_is_usual_in_a_short_past() -> None:
    said = np.full((1, 120), 50.0)
    short = TIMES[PARAMETERS.onset_past - 1] > TIMES
    assert np.array_equal(beyond_usual(said, short), said)
    assert np.all(beyond_usual(said, TIMES[60] > TIMES) == PARAMETERS.quiet_z)


def test_it_is_as_likely_noticed_at_once_as_within_minutes_and_then_ever_less() -> None:
    minutes = np.array([0, 60, 180, 360, 1800], dtype=np.int64) * SECOND
    assert likely(minutes).tolist() == [1.0, 1.0, 1.0, 0.5, 0.1]


def test_silence_gives_no_answer() -> None:
    assert _estimate([np.full(120, 7.0)] * 3, 400) == ()
    assert _estimate([np.full(120, np.nan)] * 3, 400) == ()
    assert estimate([levels(np.zeros((0, 120)), bad=np.zeros(0, np.int8), earlier=NEVER)], TIMES, inside=~NEVER) == ()
    assert estimate([], TIMES, inside=~NEVER) == ()
    assert estimate([_said(_noise(3))], TIMES, inside=NEVER) == ()
