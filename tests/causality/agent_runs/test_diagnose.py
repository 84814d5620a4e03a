from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.agent_runs.diagnose import diagnose, missing_from
from rootward.causality.agent_runs.model import Diagnosis, History, PastRun
from rootward.runs.model import AgentRun, GuardrailEvent, Step
from tests.causality.agent_runs.samples import LED, NO_HISTORY, ORDER_TOOL, SIGNATURES, TABLE, call, failing, run


def diagnosed(subject: AgentRun, history: History = NO_HISTORY) -> Diagnosis:
    return diagnose(subject, history, SIGNATURES)


@pytest.mark.parametrize(
    ("fields", "subcategory"),
    [
        ({"status_code": 429, "error_message": "Too Many Requests"}, "rate_limited"),
        ({"status_code": 403, "error_message": "API rate limit exceeded for user"}, "rate_limited"),
        ({"status_code": 403, "error_message": "Forbidden"}, "tool_permission"),
        ({"status_code": 401, "error_message": "invalid token"}, "tool_permission"),
        ({"error_class": "ReadTimeout", "error_message": "The read operation timed out"}, "timeout"),
        ({"status_code": 504, "error_message": "upstream"}, "timeout"),
        ({"status_code": 400, "error_class": "ValidationError", "error_message": "Missing required field: 'id'"},
         "tool_schema_mismatch"),
        ({"status_code": 400, "error_message": "This model's maximum context length is 8192 tokens"},
         "context_overflow"),
        ({"status_code": 400, "error_message": "The response was filtered by the content management policy"},
         "content_filter"),
        ({"error_message": "Error: user not found"}, "not_found"),
        ({"error_message": "Error: non-delivered order cannot be exchanged"}, "business_rule_rejected"),
        ({"error_message": "Traceback (most recent call last):\n  File \"x.py\", line 1\nKeyError: 'a'"}, "code_error"),
        ({"status_code": 503, "error_message": "Service Unavailable"}, "dependency_unavailable"),
        ({"error_class": "ConnectError", "error_message": "[Errno 111] Connection refused"}, "dependency_unavailable"),
    ],
)  # fmt: skip
def test_each_kind_of_failing_call_is_named_from_its_fields(fields: dict[str, object], subcategory: str) -> None:
    found = diagnosed(run(call("c1"), call("c2", "pay", "s2", status="failure", **fields)))
    assert found.subcategory == subcategory
    assert found.causes[0].call_id == "c2"
    assert found.decisive_step == "s2"
    assert found.responsible_agent == "worker"
    assert any(cite.ref_id == "c2" for cite in found.causes[0].evidence)


def test_an_output_that_talks_of_errors_is_not_an_error() -> None:
    page = "How to fix HTTP 429 rate limit errors, timeouts and permission denied: a guide. Error handling matters."
    assert diagnosed(run(call("c1", result_summary=page), status="unknown")).causes == ()


def test_a_run_that_succeeded_is_not_explained() -> None:
    found = diagnosed(run(failing("c1", "timed out"), call("c2"), status="success"))
    assert found.causes == ()
    assert found.insufficient is not None and "succeeded" in found.insufficient


def test_an_error_that_was_retried_successfully_is_not_the_cause() -> None:
    found = diagnosed(
        run(
            failing("c1", "Too Many Requests", status_code=429, args={"q": 1}),
            call("c2", args={"q": 1}),
            failing("c3", "Forbidden", tool="pay", step="s3", status_code=403),
        )
    )
    assert found.category == "tool_permission"
    assert [cause.subcategory for cause in found.causes if cause.recovered] == ["rate_limited"]


def test_an_error_that_was_retried_in_vain_is_the_cause() -> None:
    found = diagnosed(
        run(
            failing("c1", "Too Many Requests", status_code=429, args={"q": 1}),
            failing("c2", "Too Many Requests", status_code=429, args={"q": 1}),
        )
    )
    assert (found.category, found.causes[0].call_id) == ("rate_limited", "c1")


def test_the_earliest_of_two_unrepaired_errors_decides() -> None:
    found = diagnosed(
        run(
            failing("c1", "Forbidden", tool="read", step="s1", status_code=403),
            failing("c2", "Read timed out", tool="send", step="s3", error_class="ReadTimeout"),
        )
    )
    assert found.category == "tool_permission"
    assert {cause.category for cause in found.causes} >= {"tool_permission", "timeout"}


def test_an_answer_that_the_agent_went_on_from_does_not_fail_a_run_of_unknown_outcome() -> None:
    soft = failing("c1", "Error: user not found", tool="by_email")
    assert diagnosed(run(soft, call("c2", "by_name"), status="unknown")).causes == ()
    last = replace(soft, step_id="s3")
    assert diagnosed(run(call("c2", "by_name"), last, status="unknown")).subcategory == "not_found"


def test_arguments_that_differ_from_the_definition_name_what_differs() -> None:
    found = diagnosed(run(failing("c1", "Bad Request", args={"order": "1"}, status_code=400), tools=(ORDER_TOOL,)))
    assert found.category == "tool_schema_mismatch"
    assert "missing customer_id" in " ".join(cite.why for cite in found.causes[0].evidence)


def test_a_guardrail_on_a_failing_call_is_evidence_of_the_same_cause() -> None:
    guard = GuardrailEvent(event_id="g1", type="schema_validation", message="missing id", call_id="c1", step_id="s1")
    found = diagnosed(run(failing("c1", "Missing required field: 'id'", status_code=400), guardrail_events=(guard,)))
    assert [(cite.kind, cite.ref_id) for cite in found.causes[0].evidence] == [("tool_call", "c1"), ("guardrail", "g1")]
    assert len(found.causes) == 1


def test_a_call_that_is_repeated_without_news_is_a_loop() -> None:
    same = [call(f"c{n}", "poll", args={"id": 1}, result_summary="pending") for n in range(4)]
    assert diagnosed(run(*same)).category == "planner_loop"


def test_a_call_that_is_repeated_with_news_is_no_loop() -> None:
    news = [call(f"c{n}", "poll", args={"id": 1}, result_summary=f"{n}0 % done") for n in range(4)]
    assert diagnosed(run(*news, status="unknown")).causes == ()


def test_repeating_a_call_that_fails_follows_from_its_failing() -> None:
    same = [failing(f"c{n}", "Too Many Requests", status_code=429, args={"id": 1}) for n in range(5)]
    found = diagnosed(run(*same))
    assert found.category == "rate_limited"
    assert "planner_loop" in {cause.category for cause in found.causes}


def test_a_retrieval_that_brings_nothing_fails_a_run_without_errors() -> None:
    assert diagnosed(run(call("c1", "kb", kind="retrieval", result_count=0))).category == "retrieval_empty"
    assert diagnosed(run(call("c1", "kb", kind="retrieval", result_count=3), status="unknown")).causes == ()


def test_a_prompt_that_fails_more_often_than_the_one_before_is_a_regression() -> None:
    old = [PastRun(run_id=f"o{n}", failed=n == 0, prompt_hash="p1", started_at=n) for n in range(20)]
    new = [PastRun(run_id=f"n{n}", failed=n > 1, prompt_hash="p2", started_at=100 + n) for n in range(8)]
    subject = run(call("c1"), prompt_hash="p2")
    found = diagnosed(subject, History(runs=(*old, *new)))
    assert found.category == "prompt_regression"
    assert found.causes[0].evidence[0].kind == "history"
    calm = tuple(replace(past, failed=past.run_id in ("n0", "o0")) for past in (*old, *new))
    assert diagnosed(subject, History(runs=calm)).causes == ()


def test_the_models_finish_reason_is_evidence() -> None:
    steps = (Step(step_id="s1", name="answer", agent="a", finish_reason="content_filter"),)
    found = diagnosed(run(steps=steps))
    assert (found.subcategory, found.decisive_step) == ("content_filter", "s1")


def test_without_calls_error_type_and_guardrails_nothing_is_claimed() -> None:
    found = diagnosed(run(error_message="Internal Server Error"))
    assert found.insufficient == "Limited telemetry: no tool failures or specific error details captured"
    assert found.causes == ()
    assert found.missing == missing_from(run(error_message="Internal Server Error"))
    assert any("tool call" in text for text in found.missing)


def test_only_generic_messages_claim_nothing() -> None:
    found = diagnosed(run(failing("c1", "Something went wrong")))
    assert found.causes == ()
    assert found.insufficient is not None and "generic" in found.insufficient.lower()


def test_a_conversation_without_error_fields_has_a_responsible_agent_and_a_decisive_step() -> None:
    found = diagnosed(TABLE)
    assert (found.responsible_agent, found.decisive_step) == ("Guesser", "t4")
    assert found.causes[0].evidence[0].kind == "step"
    assert diagnosed(replace(TABLE, status="unknown")).causes == ()


def test_an_error_that_ends_a_conversation_decides_whatever_was_said_before() -> None:
    cut = replace(LED, tool_calls=(failing("c1", "Forbidden", tool="open", step="t6", status_code=403),))
    found = diagnosed(cut)
    assert (found.category, found.responsible_agent, found.decisive_step) == ("tool_permission", "Browser", "t6")


KINDS = st.sampled_from(["Forbidden", "Read timed out", "Too Many Requests", "Error: user not found", ""])


def runs() -> st.SearchStrategy[AgentRun]:
    def make(messages: list[str]) -> AgentRun:
        calls = [
            failing(f"c{n}", text, tool=f"t{n % 3}", step=f"s{n % 3 + 1}")
            if text
            else call(f"c{n}", f"t{n % 3}", f"s{n % 3 + 1}", result_summary=f"done {n}")
            for n, text in enumerate(messages)
        ]
        return run(*calls)

    return st.lists(KINDS, max_size=8).map(make)


@given(subject=runs())
def test_renaming_tools_and_agents_changes_only_their_names(subject: AgentRun) -> None:
    renamed = replace(
        subject,
        agent_name="zz",
        steps=tuple(replace(step, agent="zz") for step in subject.steps),
        tool_calls=tuple(replace(one, tool_name=f"zz_{one.tool_name}") for one in subject.tool_calls),
    )
    before, after = diagnosed(subject), diagnosed(renamed)
    told = [(c.subcategory, c.step_id, c.call_id, c.score) for c in before.causes]
    assert told == [(c.subcategory, c.step_id, c.call_id, c.score) for c in after.causes]
    assert before.decisive_step == after.decisive_step


@given(subject=runs(), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_history_changes_nothing(subject: AgentRun, seed: object) -> None:
    past = [PastRun(run_id=str(n), failed=n > 6, agent_version=f"v{n // 6}", started_at=n) for n in range(12)]
    subject = replace(subject, agent_version="v1")
    mixed = list(past)
    seed.shuffle(mixed)  # type: ignore[attr-defined]
    assert diagnosed(subject, History(runs=tuple(past))) == diagnosed(subject, History(runs=tuple(mixed)))


@given(subject=runs())
def test_every_cause_cites_what_is_in_the_run(subject: AgentRun) -> None:
    ids = {one.call_id for one in subject.tool_calls} | {step.step_id for step in subject.steps} | {subject.run_id}
    found = diagnosed(subject)
    assert all(cause.evidence for cause in found.causes)
    assert all(cite.ref_id in ids for cause in found.causes for cite in cause.evidence)
    assert all(0 <= cause.score <= 1 for cause in found.causes)
    assert (found.insufficient is None) == bool(found.causes)
