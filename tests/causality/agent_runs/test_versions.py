from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.agent_runs.model import History, PastRun
from rootward.causality.agent_runs.versions import fisher_greater, regressions
from tests.causality.agent_runs.samples import run


def past(version: str, failures: int, runs: int, start: int = 0) -> list[PastRun]:
    return [
        PastRun(run_id=f"{version}-{n}", failed=n < failures, agent_version=version, started_at=start + n)
        for n in range(runs)
    ]


def test_the_exact_test_gives_the_textbook_value() -> None:
    assert fisher_greater(3, 4, 1, 4) == pytest.approx(17 / 70)  # Fisher's lady tasting tea, three of four right


@given(st.integers(0, 9), st.integers(1, 9), st.integers(0, 9), st.integers(1, 9))
def test_the_exact_test_gives_a_probability(failed: int, runs: int, before: int, runs_before: int) -> None:
    failed, before = min(failed, runs), min(before, runs_before)
    assert 0 < fisher_greater(failed, runs, before, runs_before) <= 1 + 1e-9


def test_a_version_that_fails_more_is_compared_with_the_one_right_before_it() -> None:
    runs = [*past("1", 9, 10), *past("2", 0, 20, 100), *past("3", 6, 8, 200)]
    (found,) = regressions(run(agent_version="3"), History(runs=tuple(runs)))
    assert (found.what, found.new, found.old, found.failed, found.runs) == ("version", "3", "2", 6, 8)


def test_failures_that_chance_explains_are_no_regression() -> None:
    runs = [*past("1", 1, 10), *past("2", 2, 8, 100)]
    assert regressions(run(agent_version="2"), History(runs=tuple(runs))) == ()


def test_a_version_with_few_runs_is_not_judged() -> None:
    runs = [*past("1", 0, 30), *past("2", 2, 2, 100)]
    assert regressions(run(agent_version="2"), History(runs=tuple(runs))) == ()


def test_the_diagnosed_run_itself_does_not_count() -> None:
    runs = [*past("1", 0, 10), PastRun(run_id="r1", failed=True, agent_version="2", started_at=100),
            *past("2", 0, 2, 101)]  # fmt: skip
    assert regressions(run(agent_version="2"), History(runs=tuple(runs))) == ()
