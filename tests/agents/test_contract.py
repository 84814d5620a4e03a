"""What an agent is asked, and with which arguments it reads."""

from __future__ import annotations

from dataclasses import replace

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
