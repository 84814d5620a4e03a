"""Bundle source: a recorded incident in a directory, given out piece by piece as it was received.

Files: `bundle.json` says what it is; `traces`, `metrics` and `logs.otlp.jsonl.xz` hold one OTLP/JSON request a line,
`events.jsonl.xz` one envelope a line, `alerts.jsonl.xz` `{"received_at": …, "body": <Alertmanager webhook>}` a line.
A file that is not there was not recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rootward.errors import BadInput, NotFound, RootwardError
from rootward.events.source import Piece, reject_of, split_stream, time_of
from rootward.events.stream import Record, Records
from rootward.events.strict import shown
from rootward.kit.canonical import canonical
from rootward.plugins.sources.documents import read_json
from rootward.plugins.sources.envelope import EnvelopeSource
from rootward.plugins.sources.otlp_request import Signal

__all__ = ["is_bundle", "manifest", "pieces"]

_SIGNALS: tuple[Signal, ...] = ("traces", "metrics", "logs")
_JSON = {"content-type": "application/json"}
_LIMIT = 64 * 1024 * 1024


def is_bundle(path: Path) -> bool:
    return (path / "bundle.json").is_file()


def manifest(path: Path) -> dict[str, str]:
    """What the recording says of itself: its title, when it begins and ends."""
    found = read_json((path / "bundle.json").read_bytes())
    return {name: value for name, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}


def pieces(path: Path) -> Iterator[Piece]:
    """Traces, metrics, logs, events, alerts; each piece is a body that the source of its kind reads.

    Raises NotFound when this is no bundle, BadSyntax where a file breaks off.
    """
    if not is_bundle(path):
        raise NotFound(f"{path} is no recorded incident: it has no bundle.json", field="path", value=str(path))
    for signal in _SIGNALS:
        for record, done in _records(path / f"{signal}.otlp.jsonl.xz"):
            yield _piece(f"otlp.{signal}", record, record.raw, done)
    events = path / "events.jsonl.xz"
    if events.is_file():
        with events.open("rb") as file:
            yield from split_stream(file, [EnvelopeSource()], headers={"content-type": "application/x-ndjson"})
    for record, done in _records(path / "alerts.jsonl.xz"):
        yield _alert(record, done)


def _records(path: Path) -> Iterator[tuple[Record, int]]:
    """The lines of a file, each with how many bytes of the file are read; none when there is no such file."""
    if path.is_file():
        with path.open("rb") as file:
            records = Records(file, limit=_LIMIT)
            for record in records:
                yield record, records.done


def _alert(record: Record, done: int) -> Piece:
    try:
        line = read_json(record.raw) if record.reject is None else {}
        if not isinstance(line, dict) or not isinstance(line.get("body"), dict):
            raise BadInput(f"an alert's line is {shown(line)}; it must be an object with a body", field="body")
        received_at = time_of(line.get("received_at"), "received_at")
    except RootwardError as error:
        reject = record.reject or reject_of(error, record.index, record.raw)
        return Piece(kind="alertmanager", body=b"", done=done, rejects=(reject,))
    body = canonical(line["body"])
    return Piece(kind="alertmanager", body=body, headers=_JSON, done=done, received_at=received_at)


def _piece(kind: str, record: Record, body: bytes, done: int) -> Piece:
    if record.reject is not None:
        return Piece(kind=kind, body=b"", done=done, rejects=(record.reject,))
    return Piece(kind=kind, body=body, headers=_JSON, done=done)
