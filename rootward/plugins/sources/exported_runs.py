"""Exported runs: agent runs in a file: what it holds is told from its structure.

Read are payloads of `POST /agent-runs`, OTLP in JSON (a request a line, as the collector's file exporter writes them),
Phoenix spans, MLflow traces, LangSmith runs and Langfuse traces or observations; as one document, an array, or a record
a line, plain or compressed (gzip, xz).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from rootward.errors import BadInput, RootwardError
from rootward.events.model import SpanItem
from rootward.events.stream import Record, Records
from rootward.kit.canonical import JSON
from rootward.plugins.sources import exported_langfuse as langfuse
from rootward.plugins.sources import exported_langsmith as langsmith
from rootward.plugins.sources import exported_mlflow as mlflow
from rootward.plugins.sources import exported_phoenix as phoenix
from rootward.plugins.sources import otlp_json
from rootward.plugins.sources.documents import read_json
from rootward.plugins.sources.exported_spans import Exported, records_in, redacted, span_of
from rootward.runs.model import AgentRun
from rootward.runs.payload import parse_run
from rootward.runs.spans.run import run_of

__all__ = ["is_export", "runs_in"]

_LIMIT = 256 * 1024 * 1024
_WRAPPED_IN = ("data", "runs", "traces")
_KNOWN = "an agent run, OTLP, or a Phoenix, MLflow, LangSmith or Langfuse export"
Reader = Callable[[Mapping[str, JSON]], Iterable[Exported]]
_READERS: tuple[tuple[Callable[[Mapping[str, JSON]], bool], Reader], ...] = (
    (mlflow.is_trace, mlflow.spans_of),
    (langsmith.is_run, langsmith.spans_of),
    (langfuse.is_trace, langfuse.spans_of),
    (phoenix.is_span, lambda record: [phoenix.span_in(record)]),
    (langfuse.is_observation, langfuse.spans_of),
)


def runs_in(source: Path | bytes) -> Iterator[AgentRun]:
    """The runs of a file or of its bytes; those of spans come last, in the order in which their traces first came.

    Redacted where they are read from spans. Raises BadInput with the file, the record (or line) and the field that is
    wrong, also for a file in which there is no run at all.
    """
    name = "the body" if isinstance(source, bytes) else str(source)
    traces: dict[str, list[SpanItem]] = {}
    found = 0
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        records = Records(file, limit=_LIMIT)
        for record in records:
            place = f"{name}, {'line' if records.shape == 'lines' else 'record'} {record.index + 1}"
            for run in _take(record, place, traces):
                found += 1
                yield run
    for spans in traces.values():
        run_or_none = run_of(spans, over=True)
        if run_or_none is not None:
            found += 1
            yield run_or_none
    if not found:
        raise BadInput(f"{name}: there is no agent run in it", field="body")


def is_export(record: Mapping[str, JSON]) -> bool:
    """Whether a document or record is of an export, and not a payload."""
    if isinstance(record.get("resourceSpans"), list):
        return True
    first = next(records_in(dict(record), *_wrappers(dict(record))), {})
    return any(is_theirs(first) for is_theirs, _ in _READERS)


def _take(record: Record, place: str, traces: dict[str, list[SpanItem]]) -> list[AgentRun]:
    """The runs that stand in a record; its spans go to their traces."""
    try:
        if record.reject is not None:
            raise BadInput(record.reject.reason, field=record.reject.field)
        raw = record.raw.replace(b"\\u0000", b"\\ufffd")  # not every database can keep a NUL
        value = read_json(raw)
        if isinstance(value, dict) and isinstance(value.get("resourceSpans"), list):
            _keep(traces, _otlp(raw))
            return []
        return [run for one in records_in(value, *_wrappers(value)) for run in _one(one, traces)]
    except RootwardError as error:
        field = str(error.facts.get("field") or "")
        raise BadInput(f"{place}: {error.message}", field=field) from error


def _wrappers(value: JSON) -> tuple[str, ...]:
    """`data` wraps a page of an API, and is a part of an MLflow trace."""
    return () if isinstance(value, dict) and ("info" in value or "agent_name" in value) else _WRAPPED_IN


def _one(record: Mapping[str, JSON], traces: dict[str, list[SpanItem]]) -> list[AgentRun]:
    if "agent_name" in record and "status" in record:
        return [parse_run(dict(record))]
    for is_theirs, read in _READERS:
        if is_theirs(record):
            _keep(traces, [span_of(told) for told in read(record)])
            return []
    raise BadInput(f"this is not {_KNOWN}; it has {', '.join([*record][:8]) or 'nothing'}", field="body")


def _otlp(raw: bytes) -> Iterable[SpanItem]:
    received = otlp_json.read_request(raw, "traces")
    if received.rejects:
        first = received.rejects[0]
        raise BadInput(f"span {first.index + 1}: {first.reason}", field=first.field)
    return [redacted(span) for span in received.telemetry.spans]


def _keep(traces: dict[str, list[SpanItem]], spans: Iterable[SpanItem]) -> None:
    for span in spans:
        traces.setdefault(span.trace_id, []).append(span)
