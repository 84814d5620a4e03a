"""What an agent is asked, and with which arguments it reads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rootward.agents.contract import Scope, Task

TASK = Task(
    scope=Scope(tenant="t", start=0, end=100), as_of=7, detected_at=60, baseline=(0, 40), window=(50, 100),
)  # fmt: skip


def test_a_plain_task_reads_its_scope() -> None:
    assert TASK.reading == {"start": 0, "end": 100, "as_of": 7}


def test_a_given_baseline_is_read_in_stretches_that_every_citation_repeats() -> None:
    task = replace(TASK, stretches=((900, 950), (40, 100)))
    assert task.reading == {"start": 40, "end": 950, "as_of": 7, "stretches": [[900, 950], [40, 100]]}
    assert task.line.start == -10


MINUTE = 60_000_000_000
LONG = Task(
    scope=Scope(tenant="t", start=0, end=100 * MINUTE), as_of=7, detected_at=95 * MINUTE,
    baseline=(0, 88 * MINUTE), window=(90 * MINUTE, 100 * MINUTE), stretches=((0, 100 * MINUTE),),
)  # fmt: skip


def _every_second(*minutes: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([one * MINUTE + second * 10**9 for one in minutes for second in range(60)], dtype=np.int64)


def test_times_in_which_nothing_of_a_kind_was_recorded_are_no_baseline() -> None:
    found = LONG.recorded(_every_second(10, 11, 80, 81, 92))
    assert found.stretches == ((0, 12 * MINUTE - 10**9 + 1), (80 * MINUTE, 100 * MINUTE))
    assert found.baseline == (found.line.start, LONG.baseline[1]) and found.window == LONG.window


def test_what_is_always_recorded_is_read_as_it_is() -> None:
    assert LONG.recorded(_every_second(*range(100))) is LONG
    assert LONG.recorded(np.array([one * 9 * MINUTE for one in range(11)])) is LONG  # pauses that are usual


def test_without_any_other_baseline_the_time_right_before_the_onset_has_to_do() -> None:
    found = LONG.recorded(_every_second(89, 91))
    assert found.baseline == (0, 90 * MINUTE - 10 * 10**9)
    assert LONG.recorded(_every_second(91)) is LONG
