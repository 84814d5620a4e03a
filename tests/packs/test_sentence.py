"""A condition in words: the same for the same, and none where words would say something else."""

from __future__ import annotations

import pytest

from rootward.packs.builtin import builtin
from rootward.packs.conditions import repair_condition
from rootward.packs.sentence import listed, sentence


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("case.severity == 'high'", "severity is high"),
        ("'high' == case.severity && 3 < case.events", "severity is high and events is more than 3"),
        ("case.severity in ['high', 'critical']", "severity is high or critical"),
        ("!(case.severity in ['high', 'critical'])", "severity is not high or critical"),
        ("'x' in case.event_types", "event types includes x"),
        ("report.confidence >= 0.8", "the report's confidence is at least 0.8"),
        ("exception.amount > 1000000", "the exception's amount is more than 1000000"),
        ("report.cause.kind.startsWith('config.')", "the kind of the report's cause begins with config."),
        ("!case.title.contains('a b')", "title does not contain “a b”"),
        ("case.title.matches('(?i)deploy|roll out')", "title contains deploy or “roll out”, in capitals or not"),
        ("case.title.matches('^a.b$')", "title matches the pattern ^a.b$"),
        ("has(report.change) && report.change.ref != ''", "the ref of the report's change is not “”"),
        ("has(report.change) || case.events == 1", "the report's change is known or events is 1"),
        ("!has(report.cause)", "the report's cause is not known"),
        ("!(case.flapping || has(report.cause))", "flapping is not true and the report's cause is not known"),
        ("case.flapping && (case.events > 1 || case.recurrence)",
         "flapping is true and (events is more than 1 or recurrence is true)"),
        ("size(report.impact) > 3", "the number of the report's impact is more than 3"),
        ("report.impact[0] == 'x'", "the first of the report's impact is x"),
        ("report.impact.exists(e, e.startsWith('service:'))",
         "for some e of the report's impact, (e begins with service:)"),
        ("steps.look.result.count + 1 == input.most", "the count of the result of step look plus 1 is the input most"),
        ("case.assigned_to == null", "assigned to is nothing"),
        ("true", "always"),
        ("(case.events > 1 ? 1 : 2) == 1", ""),
        ("case.opened_at.startsWith(string(case.events))", "opened at begins with events"),
        ("timestamp(case.opened_at).getHours() < 8", ""),
    ],
)  # fmt: skip
def test_what_it_says(condition: str, said: str) -> None:
    repair_condition(condition)  # each of them is one
    assert sentence(condition) == said


def test_every_condition_of_a_shipped_playbook_has_words() -> None:
    wanted = [one.conditions.match.when for one in builtin().playbooks]
    wanted += [step.when for one in builtin().playbooks for step in one.steps]
    assert [when for when in wanted if not sentence(when)] == []


def test_a_list_in_words() -> None:
    assert [listed(""), listed("a"), listed("ab"), listed("abc", "and")] == ["", "a", "a or b", "a, b and c"]
