"""LangSmith runs: its run format, one a record or as a tree with `child_runs`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rootward.kit.canonical import JSON
from rootward.plugins.sources.exported_spans import Exported, given, mapping, moment, word

__all__ = ["is_run", "spans_of"]

_TYPE = re.compile(r"^(?P<type>[A-Za-z_][\w.]*)\(")
_LAST_LINE = re.compile(r"^(?P<type>[A-Za-z_][\w.]*): (?P<message>.*)$", re.DOTALL)
_TRACEBACK = "Traceback (most recent call last)"
_SESSIONS = ("session_id", "thread_id", "conversation_id")


def is_run(record: Mapping[str, JSON]) -> bool:
    return "run_type" in record and "id" in record and ("start_time" in record or "trace_id" in record)


def spans_of(record: Mapping[str, JSON]) -> Iterator[Exported]:
    """The run and everything under it. Raises BadInput."""
    waiting = [(record, "", word(record, "trace_id") or word(record, "id"))]
    while waiting:
        run, parent, trace = waiting.pop()
        yield _span(run, parent, trace)
        children = run.get("child_runs")
        for child in children if isinstance(children, list) else []:
            if isinstance(child, dict):
                waiting.append((child, word(run, "id"), trace))


def _span(run: Mapping[str, JSON], parent: str, trace: str) -> Exported:
    extra, outputs = mapping(run, "extra"), mapping(run, "outputs")
    metadata, asked = mapping(extra, "metadata"), mapping(extra, "invocation_params")
    usage = mapping(outputs, "usage_metadata", "usage")
    error = word(run, "error")
    attributes: dict[str, JSON] = {
        "langsmith.span.kind": word(run, "run_type"), "langsmith.inputs": run.get("inputs"),
        "langsmith.outputs": run.get("outputs"), "langgraph.node": given(metadata, "langgraph_node"),
        "gen_ai.request.model": given(metadata, "ls_model_name") or given(asked, "model", "model_name"),
        "gen_ai.tool.definitions": given(asked, "tools", "functions"), "session.id": given(metadata, *_SESSIONS),
        "gen_ai.usage.input_tokens": given(run, "prompt_tokens") or given(usage, "input_tokens", "prompt_tokens"),
        "gen_ai.usage.output_tokens":
            given(run, "completion_tokens") or given(usage, "output_tokens", "completion_tokens"),
        "gen_ai.usage.cost": given(run, "total_cost"), "service.version": given(metadata, "revision_id"),
    }  # fmt: skip
    return Exported(
        trace_id=trace, span_id=word(run, "id"), parent_id=word(run, "parent_run_id") or parent, name=word(run, "name"),
        start=moment(run, "start_time"), end=moment(run, "end_time"), attributes=attributes | _error(error),
        failed=bool(error) or word(run, "status") == "error", message=error.partition(_TRACEBACK)[0] or error,
    )  # fmt: skip


def _error(text: str) -> dict[str, JSON]:
    """`Type('message')`, often with its traceback behind it, whose last line says both best."""
    beginning, _, trace = text.partition(_TRACEBACK)
    lines = trace.strip().splitlines()
    last = _LAST_LINE.match(lines[-1]) if lines else None
    if last:
        return {"exception.type": last["type"], "exception.message": last["message"]}
    begun = _TYPE.match(beginning)
    return {"exception.type": begun["type"]} if begun else {}
