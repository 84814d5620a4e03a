"""After a repair the symptoms are measured again by their own queries: held, not held, or nothing can be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rootward.errors import Unavailable
from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.playbooks.verify import TOOLS, Alert, Symptom, alerts_of, measure, symptoms_of
from rootward.plugins.builtin import TOOLS as BUILT_IN
from rootward.tools.contract import ToolResult
from tests.playbooks.conftest import MINUTE, SECOND, START, Desk, report_body

SINCE = START + 60 * MINUTE
FIRING, ENDED = (Alert(fingerprint="slow", status=status, last_at=SINCE) for status in ("firing", "resolved"))


@dataclass
class Answers:
    """A toolbox with an answer for each tool; notes what it was asked."""

    answers: dict[str, Any]
    asked: list[tuple[str, dict[str, JSON]]] = field(default_factory=list)

    async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult:
        self.asked.append((tool, arguments))
        value = self.answers.get(tool)
        if isinstance(value, Exception):
            raise value
        if value is None:
            return ToolResult(value={}, summary="", presence=Presence.ABSENT)
        return ToolResult(value=value, summary="")


def symptom(tool: str = "metrics.shift", **value: Any) -> Symptom:
    arguments: dict[str, JSON] = {
        "start": START, "end": START + 30 * MINUTE, "as_of": 7, "before": [START, START + 20 * MINUTE],
        "after": [START + 20 * MINUTE, START + 30 * MINUTE], "series_ids": ["s"],
    }  # fmt: skip
    return Symptom(
        evidence_id="ev_1", entity="service:orders", text="orders is slow", tool=tool, arguments=arguments,
        value=value or {"before": 0.1, "after": 2.1, "unit": "s"},
    )  # fmt: skip


async def verified(answers: dict[str, Any], *symptoms: Symptom, alerts: tuple[Alert, ...] = ()) -> Any:
    toolbox = Answers(answers)
    made = await measure(symptoms, alerts, toolbox, since=SINCE, now=SINCE + 4 * MINUTE, as_of=99)
    return made, toolbox


async def test_it_held_when_the_alert_ended_and_the_figure_is_back() -> None:
    made, toolbox = await verified({"metrics.shift": {"before": 0.1, "after": 0.2}}, symptom(), alerts=(ENDED,))
    assert made.outcome == "held"
    (measured,) = made.measures
    assert (measured["usual"], measured["then"], measured["now"], measured["unit"]) == (0.1, 2.1, 0.2, "s")
    ((tool, asked),) = toolbox.asked
    assert tool == "metrics.shift"
    assert (asked["before"], asked["after"]) == (
        [START, START + 20 * MINUTE],
        [SINCE + 2 * MINUTE, SINCE + 4 * MINUTE],
    )
    assert (asked["start"], asked["end"], asked["as_of"]) == (START, SINCE + 4 * MINUTE, 99)


async def test_it_did_not_hold_while_an_alert_fires_or_a_figure_is_still_off() -> None:
    good = {"metrics.shift": {"before": 0.1, "after": 0.1}}
    made, _ = await verified(good, symptom(), alerts=(FIRING,))
    assert (made.outcome, made.why) == ("not_held", "1 of its 1 alerts still fires")
    made, _ = await verified({"metrics.shift": {"before": 0.1, "after": 1.9}}, symptom(), alerts=(ENDED,))
    assert (made.outcome, made.measures[0]["verdict"]) == ("not_held", "still")


async def test_what_was_noticed_here_does_not_stand_against_figures_that_are_all_back_within_its_minute() -> None:
    own = Alert(fingerprint="rootward:service:orders", status="firing", last_at=SINCE)
    back, off = ({"metrics.shift": {"before": 0.1, "after": value}} for value in (0.1, 1.9))
    made = await measure([symptom()], (own,), Answers(back), since=SINCE, now=SINCE + 20 * SECOND, as_of=1)
    assert made.outcome == "held"
    assert "0 alerts have ended, what was noticed here ends after a minute" in made.why
    for answers, alerts, seconds in (
        (back, (own,), 120),  # by then it would have been called over
        (off, (own,), 20),
        ({}, (own,), 20),  # not seen is not over
        (back, (own, FIRING), 20),
    ):
        made = await measure([symptom()], alerts, Answers(answers), since=SINCE, now=SINCE + seconds * SECOND, as_of=1)
        assert made.outcome == "not_held"
    made = await measure([], (own,), Answers({}), since=SINCE, now=SINCE + 20 * SECOND, as_of=1)
    assert made.outcome == "not_held"


async def test_nothing_measured_says_nothing() -> None:
    for answer in (None, Unavailable("the source is down", who="x"), {"before": 0.1, "after": None}):
        made, _ = await verified({"metrics.shift": answer}, symptom())
        assert (made.outcome, made.measures[0]["verdict"]) == ("cannot_tell", "not_seen")
    made, _ = await verified({})
    assert made.outcome == "cannot_tell"


async def test_a_message_that_is_written_no_more_is_over_only_when_its_writer_lives() -> None:
    line = symptom("logs.shift", before=0, after=600, expected=0)
    made, _ = await verified({}, line)
    assert made.outcome == "cannot_tell"
    made, _ = await verified({"metrics.list": {"series": 3}}, line)
    assert (made.outcome, made.measures[0]["now"]) == ("held", 0.0)


async def test_errors_are_compared_by_their_share_of_the_calls() -> None:
    errors = symptom("spans.errors", before=0, after=50, calls_before=100, calls_after=100)
    answer = {"before": 0, "after": 2, "calls_before": 100, "calls_after": 1000}
    made, _ = await verified({"spans.errors": answer}, errors)
    assert made.outcome == "held"


def evidence(
    name: str, entity: str, tool: str = "metrics.shift", score: float = 1.0, kind: str = "metric.errors",
    **arguments: Any,
) -> dict[str, Any]:  # fmt: skip
    given = {"start": START, "end": START + MINUTE, "as_of": 1, "before": [0, 1], "after": [1, 2]} | arguments
    return {"evidence_id": name, "entity": entity, "kind": kind, "text": name, "score": score, "value": {"after": 1},
            "query": {"tool": tool, "arguments": given}}  # fmt: skip


def test_the_symptoms_are_what_the_report_cites_about_what_alerted_the_strongest_first() -> None:
    body = report_body(
        entity="service:db",
        evidence=[
            evidence("ev_1", "service:orders", score=1), evidence("ev_2", "service:orders", score=9),
            evidence("ev_3", "service:db"), evidence("ev_4", "service:orders", "topology.path"),
        ],
    )  # fmt: skip
    assert [one.evidence_id for one in symptoms_of(body)] == ["ev_2", "ev_1"]
    body["scope"]["symptoms"] = ["service:web"]
    assert [one.evidence_id for one in symptoms_of(body)] == ["ev_3"]
    assert symptoms_of(None) == ()


def test_more_requests_than_before_are_no_symptom_where_somebody_fails() -> None:
    busy = evidence("ev_1", "service:orders", score=9, kind="metric.traffic")
    body = report_body(entity="service:db", evidence=[busy, evidence("ev_2", "service:orders")])
    assert [one.evidence_id for one in symptoms_of(body)] == ["ev_2"]
    assert [one.evidence_id for one in symptoms_of(report_body(entity="service:db", evidence=[busy]))] == ["ev_1"]


def test_a_question_over_laid_out_time_is_put_over_plain_time() -> None:
    laid = evidence("ev_1", "service:orders", stretches=[[5, 6]])
    body = report_body(evidence=[laid])
    body["scope"]["baseline"] = [{"start": "2026-11-01T00:00:00Z", "end": "2026-11-01T01:00:00Z"}]
    (one,) = symptoms_of(body)
    assert "stretches" not in one.arguments
    before = one.arguments["before"]
    assert isinstance(before, list) and int(str(before[1])) - int(str(before[0])) == 60 * MINUTE


def test_alerts_that_are_only_seen_have_no_end(desk: Desk) -> None:
    case = desk.case()
    desk.fires(case, "a", "seen")
    desk.fires(case, "b", "firing")
    assert [one.fingerprint for one in desk.run(alerts_of, case_id=case.case_id)] == ["b"]


def test_it_reads_with_tools_that_there_are() -> None:
    assert set(TOOLS) <= {tool.spec.name for tool in BUILT_IN}
