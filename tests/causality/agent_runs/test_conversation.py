from __future__ import annotations

from dataclasses import replace

from rootward.causality.agent_runs.conversation import Conversation
from tests.causality.agent_runs.samples import LED, TABLE, said


def test_who_only_reports_results_is_an_executor() -> None:
    assert Conversation(run=TABLE).executors == {"Shell"}
    assert Conversation(run=LED).executors == frozenset()


def test_who_asks_and_does_nothing_else_is_the_asker() -> None:
    assert Conversation(run=LED).askers == {"user"}
    alone = replace(LED, steps=tuple(replace(s, agent=s.agent.replace("user", "Boss")) for s in LED.steps))
    assert Conversation(run=alone).askers == {"Boss"}
    assert Conversation(run=TABLE).askers == frozenset()


def test_whom_everybody_answers_is_the_coordinator() -> None:
    led = Conversation(run=LED)
    assert (led.hub, led.workers) == ("Lead", (3, 6))
    assert Conversation(run=TABLE).hub is None


def test_words_that_only_end_a_conversation_are_not_somebodys_own() -> None:
    table = Conversation(run=TABLE)
    assert table.acting == (0, 2, 4, 5, 6)
    assert table.speakers == (0, 2, 4, 5)


def test_an_executors_report_has_an_outcome() -> None:
    talk = Conversation(
        run=said(
            ("A", "x"), ("Shell", "exitcode: 1 (execution failed)\nCode output: NameError"),
            ("Shell", "exitcode: 0 (execution succeeded)\nCode output: []"), ("Shell", "There is no code to execute"),
            ("Shell", "exitcode: 0 (execution succeeded)\nCode output: 42"),
        )
    )  # fmt: skip
    assert [talk.outcome(place) for place in range(-1, 6)] == [
        None, None, "failed", "empty", "nothing", "brought", None,
    ]  # fmt: skip


def test_two_who_speak_for_a_while_are_a_dialogue() -> None:
    assert Conversation(run=TABLE).is_dialogue
    assert not Conversation(run=said(("A", "x"), ("A", "y"), ("A", "z"), ("A", "w"))).is_dialogue
    assert not Conversation(run=said(("A", "x"), ("B", "y"))).is_dialogue
