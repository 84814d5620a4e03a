from __future__ import annotations

from collections.abc import Sequence

import pytest

from rootward.causality.agent_runs.diagnose import diagnose
from rootward.causality.agent_runs.model import Diagnosis
from rootward.causality.agent_runs.reorder import Placed, reordered
from tests.causality.agent_runs.samples import NO_HISTORY, SIGNATURES, call, failing, run


def found() -> Diagnosis:
    return diagnose(
        run(
            failing("c1", "Forbidden", tool="read", step="s1", status_code=403),
            failing("c2", "Read timed out", tool="send", step="s3"),
            failing("c3", "Too Many Requests", tool="ask", step="s2", status_code=429, args=1),
            call("c4", tool="ask", step="s3", args=1),
        ),
        NO_HISTORY,
        SIGNATURES,
    )  # fmt: skip


def placed(*order: tuple[int, Sequence[str]]) -> Sequence[Placed]:
    return [Placed(index=index, cites=tuple(cites)) for index, cites in order]


def test_a_judge_that_cites_moves_a_cause_to_the_front() -> None:
    before = found()
    names = [cause.call_id for cause in before.causes]
    assert names == ["c1", "c2", "c3"]
    after = reordered(before, lambda causes: placed((1, ["c2"]), (0, ["c1"]), (2, [])))
    assert [cause.call_id for cause in after.causes] == ["c2", "c1", "c3"]
    assert (after.category, after.decisive_step) == ("timeout", "s3")
    assert set(after.causes) == set(before.causes)


@pytest.mark.parametrize(
    "answer",
    [
        placed((1, []), (0, []), (2, [])),  # moved without evidence
        placed((1, ["c9"]), (0, ["c1"]), (2, [])),  # evidence that does not exist
        placed((1, ["c1"]), (0, ["c1"]), (2, [])),  # evidence of another cause
        placed((0, []), (1, [])),  # one is missing
        placed((0, []), (0, []), (2, [])),  # one comes twice
        placed((2, ["c3"]), (0, ["c1"]), (1, ["c2"])),  # one that was made good cannot decide
        placed((0, []), (1, []), (2, [])),  # nothing moved
        [],
    ],
)
def test_an_answer_that_is_not_sound_changes_nothing(answer: Sequence[Placed]) -> None:
    before = found()
    assert reordered(before, lambda causes: answer) == before


def test_the_first_may_stay_while_others_move() -> None:
    before = found()
    after = reordered(before, lambda causes: placed((0, []), (2, ["c3"]), (1, ["c2"])))
    assert [cause.call_id for cause in after.causes] == ["c1", "c3", "c2"]
    assert after.decisive_step == before.decisive_step
