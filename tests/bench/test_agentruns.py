"""The benchmark of failed agent runs, on runs made up here: faults are of their kind, weights are learned."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from bench.agents.dojo import run_of
from bench.agents.faults import KINDS, errors_of, inject, many, untouched
from bench.agents.fit import answers_with, cross_validated, examples_of, fitted
from bench.agents.generated import generated_run
from bench.agents.real import Labelled, conversations, passed_runs
from bench.agents.rules import chosen_on_halves
from rootward.causality.agent_runs.signs import SIGNS
from rootward.runs.model import AgentRun, Step

TRUTH = {
    "run_id": "bank-1",
    "task": "Pay the bill.",
    "calls": [
        {"tool_name": "read", "args": {"path": "bill.txt"}, "result": "98.70"},
        {"tool_name": "pay", "args": {"amount": 98.7, "to": "x"}, "result": "done"},
    ],
    "tools": [{"name": "pay", "description": "pays", "schema": {"type": "object"}}],
}


def talk(number: int, guesser: int) -> Labelled:
    """A round table of four in which whoever guesses is to blame."""
    steps = tuple(
        Step(step_id=str(n), name="message", agent=f"a{n}-{number}",
             output_summary="Let us assume that it is 7." if n == guesser else "I looked it up.")
        for n in range(4)
    )  # fmt: skip
    run = AgentRun(run_id=f"r{number}", agent_name="team", status="failure", steps=steps)
    return Labelled(group="made up", run=run, agent=f"a{guesser}-{number}", place=guesser)


TALKS = [talk(number, 1 + number % 3) for number in range(30)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_put_into_a_run(kind: str) -> None:
    found = inject(run_of(TRUTH), kind, errors_of("test"), Random(3))
    assert (found.kind, found.run.status) == (kind, "failure")
    assert found.run != run_of(TRUTH)


def test_the_seed_decides_and_nothing_else() -> None:
    assert many([run_of(TRUTH)], 2, 5) == many([run_of(TRUTH)], 2, 5)
    assert many([run_of(TRUTH)], 2, 5) != many([run_of(TRUTH)], 2, 6)


def test_an_untouched_run_has_no_fault_and_its_outcome_is_not_told() -> None:
    found = untouched(run_of(TRUTH), Random(1))
    assert (found.kind, found.run.status) == (None, "unknown")
    assert found.run.tool_calls == run_of(TRUTH).tool_calls


def test_no_vendor_is_in_both_halves_and_every_kind_of_words_is_in_the_test_half() -> None:
    halves = [
        {item["vendor"] for items in errors_of(half).values() for item in items} for half in ("development", "test")
    ]
    assert not halves[0] & halves[1]
    assert set(errors_of("test")) == set(KINDS) - {"prompt_regression"}


def test_the_weight_of_a_sign_is_learned_from_labels() -> None:
    weights = dict(zip(SIGNS, fitted(examples_of(TALKS)), strict=True))
    assert weights["assumes"] == max(weights.values())
    assert weights["opens"] < 0


def test_what_is_judged_was_not_fitted_to() -> None:
    answers = list(cross_validated(examples_of(TALKS), repeats=2))
    assert len(answers) == 60
    assert all(answer.step_right and answer.agent_right for answer in answers)
    blind = answers_with(examples_of(TALKS), np.zeros(len(SIGNS)))
    assert not any(answer.step_right for answer in blind)


def test_trivial_rules_are_chosen_on_the_other_half() -> None:
    answers = list(chosen_on_halves(TALKS))
    assert len(answers) == 30
    assert 0 < sum(answer.step_right for answer in answers) < 20


def test_labels_are_read_and_kept_apart(tmp_path: Path) -> None:
    folder = tmp_path / "agent_runs"
    folder.mkdir()
    step = {"step_id": 1, "agent": "A", "name": "message", "output": "x"}
    failed = {
        "run_id": "f", "source": "made up", "agent_name": "team", "steps": [step, step | {"step_id": 2}],
        "tool_calls": [], "label": {"failed": True, "mistake_agent": "A", "mistake_step": 2},
    }  # fmt: skip
    call = {"call_id": "c", "step_id": 1, "tool_name": "t", "args_json": '{"a": 1}', "status": "ok", "output": "y",
            "error_message": None}  # fmt: skip
    passed = failed | {"run_id": "p", "tool_calls": [call], "label": {"failed": False, "root_cause": None}}
    (folder / "whowhen.jsonl").write_text("\n".join(json.dumps(row) for row in (failed, passed)))
    (labelled,) = conversations(tmp_path)
    assert (labelled.agent, labelled.place, labelled.run.tool_calls) == ("a", 1, ())
    (run,) = passed_runs(tmp_path)
    assert (run.status, run.tool_calls[0].args, run.tool_calls[0].status) == ("unknown", {"a": 1}, "success")


def test_a_generated_run_has_the_size_that_was_asked_for() -> None:
    run = generated_run(10)
    assert len(run.steps) + len(run.tool_calls) == 10
    assert generated_run(10) == run
