"""Run files: runs of agents in a file, as one JSON object, an array, or one a line; or an export of another tool."""

from __future__ import annotations

import gzip
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from rootward.cli.exit import Quit
from rootward.errors import BadInput
from rootward.plugins.sources import exported_runs
from rootward.plugins.sources.documents import first_item
from rootward.plugins.sources.exported_runs import is_export
from rootward.runs.sendable import payload_of

__all__ = ["runs_in"]

_STANDARD_INPUT = Path("-")


def runs_in(path: Path) -> Iterator[dict[str, Any]]:
    """Every run of the file, in its order; `-` is standard input. Raises Quit naming the line that cannot be read."""
    if path == _STANDARD_INPUT:
        raw, name = sys.stdin.buffer.read(), "standard input"
    elif path.is_file():
        raw, name = _opened(path), str(path)
    else:
        raise Quit(3, f"there is no file {path}")
    first = first_item(raw)
    if first is not None and is_export(first):
        yield from _exported(raw if path == _STANDARD_INPUT else path)
        return
    whole = _decoded(raw)
    if whole is None:
        for line, text in enumerate(raw.splitlines(), 1):
            if text.strip():
                one = _decoded(text)
                yield _run(one, f"{name}:{line}")
        return
    for place, one in enumerate(whole if isinstance(whole, list) else [whole], 1):
        yield _run(one, f"{name}, run {place}")


def _exported(source: Path | bytes) -> Iterator[dict[str, Any]]:
    try:
        for run in exported_runs.runs_in(source):
            yield payload_of(run)
    except BadInput as error:
        raise Quit(2, error.message, hint="docs/guides/agents-with-opentelemetry.md says what is read") from error


def _opened(path: Path) -> bytes:
    openers: dict[str, Any] = {".gz": gzip.open, ".xz": lzma.open}
    opener = openers.get(path.suffix)
    try:
        if opener is None:
            return path.read_bytes()
        with opener(path) as file:
            return bytes(file.read())
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise Quit(2, f"{path} cannot be read: {error}") from error


def _decoded(raw: bytes) -> Any:
    """None for what is no JSON document."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None


def _run(found: Any, where: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Quit(2, f"{where} is no run: a run is a JSON object", hint="docs/guides/send-agent-runs.md shows one")
    return found
