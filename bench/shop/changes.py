"""The change log: what was done to the shop and what happened to its processes, as canonical envelopes."""

from __future__ import annotations

import difflib
import json
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bench.shop import clock

Envelope = dict[str, object]


@dataclass(slots=True)
class ChangeLog:
    """Append-only; every envelope goes to `path` as one line when it happens."""

    path: Path
    envelopes: list[Envelope] = field(default_factory=list)
    tell: Callable[[Envelope], None] | None = None
    """Called with every envelope as it happens, by whoever it happens to."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self,
        source: str,
        event_type: str,
        service: str,
        payload: dict[str, object],
        *,
        severity: str = "info",
        entity: dict[str, str] | None = None,
        correlation: dict[str, str] | None = None,
    ) -> str:
        """Returns the new envelope's ingest id."""
        envelope: Envelope = {
            "tenant_id": "default",
            "source": source,
            "event_type": event_type,
            "ts": clock.text(clock.now()),
            "correlation_ids": correlation or {},
            "entity": {"service": service, **(entity or {})},
            "severity": severity,
            "payload": payload,
            "ingest_id": str(uuid.uuid4()),
            "schema_version": "v1",
        }
        with self.lock:
            self.envelopes.append(envelope)
            with self.path.open("a") as file:
                file.write(json.dumps(envelope, separators=(",", ":")) + "\n")
        if self.tell is not None:
            self.tell(envelope)
        return str(envelope["ingest_id"])

    def restart(self) -> None:
        with self.lock:
            self.envelopes.clear()
            self.path.write_text("")

    def of_type(self, *event_types: str) -> list[Envelope]:
        with self.lock:
            return [envelope for envelope in self.envelopes if envelope["event_type"] in event_types]


def unified(name: str, old: str, new: str) -> str:
    """The diff of one file as a repository would show it."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), f"a/{name}", f"b/{name}", lineterm="")
    return "\n".join(lines) + "\n"


def keys_changed(diff: str) -> list[str]:
    """The settings' names on the diff's changed lines, without the version's."""
    return sorted(set(_keys(diff)) - {"version"})


def _keys(diff: str) -> Iterable[str]:
    for line in diff.splitlines():
        if line[:1] in "+-" and line[:3] not in ("+++", "---") and "=" in line:
            yield line[1:].split("=")[0].strip()
