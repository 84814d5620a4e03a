from __future__ import annotations

import pytest

from rootward.errors import BadInput
from rootward.packs.builtin import builtin
from rootward.packs.conditions import case_condition, conditions_of, event_condition, run_condition


def test_every_condition_of_the_built_in_pack_compiles() -> None:
    found = list(conditions_of(builtin()))
    steps = sum(len(playbook.steps) for playbook in builtin().playbooks)
    others = len(builtin().routes) + len(builtin().cases.opens) + len(builtin().policies.rules) + 1
    assert len(found) == others + len(builtin().playbooks) + steps
    for _path, compile_it in found:
        compile_it()


def test_events_and_cases_have_their_own_words() -> None:
    event_condition("payload.alert.labels.team == 'x' && entity.service != ''")
    case_condition("'AlertFiring' in event_types && title.contains('x')")
    for source, make in (("title == 'x'", event_condition), ("payload.x == 1", case_condition)):
        with pytest.raises(BadInput):
            make(source)


def test_a_condition_is_compiled_once() -> None:
    assert event_condition("source == 'a'") is event_condition("source == 'a'")


def test_a_signature_of_runs_has_the_words_of_an_error() -> None:
    run_condition("source == 'call' && status == 429 && size(schema) == 0 && message.matches('x')")
    with pytest.raises(BadInput):
        run_condition("statuss == 429")


def test_every_condition_of_the_agentops_pack_compiles() -> None:
    found = list(conditions_of(builtin("agentops")))
    assert len(found) >= len(builtin("agentops").run_signatures) > 20
    for _path, compile_it in found:
        compile_it()
