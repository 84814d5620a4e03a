"""MLflow's traces."""

from __future__ import annotations

from rootward.plugins.sources.exported_mlflow import is_trace, spans_of
from tests.plugins.sources.exports import MLFLOW, MLFLOW_2


def test_both_versions_give_the_same_spans_but_for_what_one_does_not_tell() -> None:
    assert is_trace(MLFLOW) and is_trace(MLFLOW_2) and is_trace(MLFLOW["data"])
    assert not is_trace({"data": {"spans": []}}) and not is_trace({"spans": [{"attributes": {"a": 1}}]})
    for new, old in zip(spans_of(MLFLOW), spans_of(MLFLOW_2), strict=True):
        assert (new.trace_id, new.span_id, new.parent_id, new.name, new.start, new.end, new.failed, new.message) == (
            old.trace_id, old.span_id, old.parent_id, old.name, old.start, old.end, old.failed, old.message,
        )  # fmt: skip
        assert new.attributes["mlflow.spanType"] == old.attributes["mlflow.spanType"]


def test_the_exception_and_the_session_are_told() -> None:
    tool = spans_of(MLFLOW)[2]
    assert tool.attributes["exception.type"] == "ValidationError"
    assert tool.attributes["session.id"] == "conv-7"
    assert tool.entity == "service:support"


def test_an_attribute_that_is_no_json_stays_text() -> None:
    span = MLFLOW["data"]["spans"][0] | {"attributes": {"mlflow.spanType": "AGENT", "a": "{broken"}}
    (told,) = spans_of(MLFLOW | {"data": {"spans": [span]}})
    assert (told.attributes["mlflow.spanType"], told.attributes["a"]) == ("AGENT", "{broken")
