"""Langfuse exports: traces with their observations, or observations alone, in the spelling of its API or its tables."""

from __future__ import annotations

from collections.abc import Mapping

from rootward.kit.canonical import JSON
from rootward.plugins.sources.exported_spans import Exported, given, mapping, moment, word

__all__ = ["is_observation", "is_trace", "spans_of"]


def is_trace(record: Mapping[str, JSON]) -> bool:
    return "id" in record and isinstance(record.get("observations"), list)


def is_observation(record: Mapping[str, JSON]) -> bool:
    known = ("traceId", "trace_id"), ("startTime", "start_time"), ("type",), ("level", "parentObservationId",
                                                                          "parent_observation_id")  # fmt: skip
    return "id" in record and all(any(name in record for name in names) for names in known)


def spans_of(record: Mapping[str, JSON]) -> list[Exported]:
    """Of a trace or an observation. Raises BadInput."""
    if not is_trace(record):
        return [_span(record, {}, "")]
    observations = record["observations"]
    name = word(record, "name")
    items = observations if isinstance(observations, list) else []
    return [_span(item, record, name) for item in items if isinstance(item, dict)]


def _span(item: Mapping[str, JSON], trace: Mapping[str, JSON], service: str) -> Exported:
    parent = word(item, "parentObservationId", "parent_observation_id")
    usage = mapping(item, "usageDetails", "usage_details") or mapping(item, "usage")
    spent = given(item, "calculatedTotalCost", "totalCost", "total_cost", "calculated_total_cost")
    attributes: dict[str, JSON] = {
        "langfuse.observation.type": word(item, "type").lower(), "langfuse.observation.level": given(item, "level"),
        "langfuse.observation.status_message": given(item, "statusMessage", "status_message"),
        "langfuse.observation.input": given(item, "input"), "langfuse.observation.output": given(item, "output"),
        "langfuse.observation.model.name": given(item, "model", "providedModelName", "provided_model_name"),
        "langfuse.observation.prompt.name": given(item, "promptName", "prompt_name"),
        "langfuse.observation.prompt.version": given(item, "promptVersion", "prompt_version"),
        "langfuse.observation.usage_details": dict(usage),
        "langfuse.observation.cost_details": dict(mapping(item, "costDetails", "cost_details")),
        "gen_ai.usage.cost": spent,
        "langfuse.environment": given(item, "environment") or given(trace, "environment"),
        "langfuse.release": given(trace, "release"), "langfuse.version": given(item, "version"),
        "session.id": given(trace, "sessionId", "session_id"),
    }  # fmt: skip
    if not parent:
        attributes |= {"langfuse.trace.input": given(trace, "input"), "langfuse.trace.output": given(trace, "output")}
    return Exported(
        trace_id=word(item, "traceId", "trace_id") or word(trace, "id"), span_id=word(item, "id"), parent_id=parent,
        name=word(item, "name"), start=moment(item, "startTime", "start_time"),
        end=moment(item, "endTime", "end_time") or moment(item, "startTime", "start_time"), attributes=attributes,
        entity=f"service:{service}" if service else "",
    )  # fmt: skip
