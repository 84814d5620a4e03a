from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.agent_runs.attribution import Attribution, attribute, cause_of
from rootward.causality.agent_runs.conversation import Conversation
from rootward.runs.model import AgentRun
from tests.causality.agent_runs.samples import LED, TABLE, said


def attributed(run: AgentRun) -> Attribution:
    found = attribute(Conversation(run=run))
    assert found is not None
    return found


def test_a_made_up_number_outweighs_the_rest_of_a_round_table() -> None:
    found = attributed(TABLE)
    assert found.suspects[0].agent == "Guesser"
    assert "assumes" in found.suspects[0].signs


def test_whoever_executes_or_asks_is_never_responsible() -> None:
    assert {suspect.agent for suspect in attributed(TABLE).suspects} == {"Measurer", "Counter", "Guesser", "Checker"}
    assert "user" not in {suspect.agent for suspect in attributed(LED).suspects}


def test_shares_add_up() -> None:
    for run in (TABLE, LED):
        assert sum(suspect.share for suspect in attributed(run).suspects) == pytest.approx(1)


def test_a_conversation_that_says_nothing_is_not_attributed() -> None:
    assert attribute(Conversation(run=said())) is None
    assert attribute(Conversation(run=said(("A", "")))) is None
    assert attribute(Conversation(run=said(("A", ""), ("B", "")))) is None


def test_a_suspect_is_told_with_its_reasons_and_where_they_are_seen() -> None:
    found = attributed(TABLE)
    coder = next(suspect for suspect in found.suspects if suspect.agent == "Counter")
    cause = cause_of(Conversation(run=TABLE), coder)
    assert [cite.ref_id for cite in cause.evidence] == ["t2", "t3"]
    assert "writes code" in cause.statement


TURNS = st.lists(
    st.tuples(
        st.sampled_from(["Alpha", "Beta", "Gamma", "Shell", "user"]),
        st.sampled_from(
            ["Plan it.", "Let us assume 12.", "```x```", "exitcode: 1 (failed)\nE", "exitcode: 0 (ok)\nCode output: 7",
             "It is **seven**.", "TERMINATE"]
        ),
    ),
    max_size=12,
)  # fmt: skip


@given(turns=TURNS)
def test_renaming_agents_renames_the_answer_and_nothing_else(turns: list[tuple[str, str]]) -> None:
    run = said(*turns)
    names = {"Alpha": "x1", "Beta": "x2", "Gamma": "x3", "Shell": "x4", "user": "user"}
    renamed = replace(run, steps=tuple(replace(step, agent=names[step.agent]) for step in run.steps))
    before, after = attribute(Conversation(run=run)), attribute(Conversation(run=renamed))
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert names[before.agent] == after.agent
        assert [(s.step_id, s.share) for s in before.suspects] == [(s.step_id, s.share) for s in after.suspects]
