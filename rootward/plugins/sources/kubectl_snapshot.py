"""Kubectl snapshot: a folder of recorded `kubectl` output, in any of its forms, as the objects of a cluster.

Read are JSON and YAML (lists, single objects, several documents), the tables of `kubectl get`, the text of
`kubectl describe`, `systemctl status` of node components (`nodes/NODE/…`), attempts to connect
(`connectivity/[FROM/]SERVICE-PORT.txt`) and logs (`logs/…`, `*.log`). What a file holds is seen from its content; its
path helps: `pods.txt`, `describe/services.txt`, `namespaces/shop/…` as must-gather lays it out. YAML that no API server
has touched (no uid, no status) is what somebody declared, not what was seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from rootward.causality.kubernetes.quantity import seconds
from rootward.causality.kubernetes.snapshot import CLUSTER_WIDE, OBSERVED_AT, OWN_API, Ref, ref_of, section, text
from rootward.errors import BadInput, NotFound
from rootward.kit import clock
from rootward.kit.canonical import sha256_hex
from rootward.plugins.sources import kubectl_nodes
from rootward.plugins.sources.kubectl_described import described, kind_described
from rootward.plugins.sources.kubectl_kinds import kind_of_columns, kind_of_word, kind_of_words
from rootward.plugins.sources.kubectl_merge import Sighting, merged
from rootward.plugins.sources.kubectl_rows import object_of_row
from rootward.plugins.sources.kubectl_text import columns, sections, table

__all__ = ["Problem", "Recorded", "read_folder", "read_text"]

_MOST_BYTES = 64 * 1024 * 1024
_EVENT_ROW = re.compile(r"(\S+(?: \(x\d+ over \S+\))?)\s+(Normal|Warning)\s+(\S+)\s+(\S+/\S+)\s+(.*)")
_COMMAND = re.compile(r"^\s*(?:[$+#>]\s*)?kubectl\s+(.*)$")
_HEAD = re.compile(r"^(?:NAMESPACE\s+)?(?:NAME|LAST SEEN)(?:\s{2,}|\s*$)")
_NOTHING = re.compile(r"^No resources found")
_COUNTED = re.compile(r"(\S+)(?:\s+\(x(\d+) over (\S+)\))?")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SHARED_NAMES = ("data", "binaryData", "stringData")


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A file, or a part of it, that could not be read; `line` from 1, 0 for the whole file."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """What a folder held: objects in the order of kind, namespace and name; `at` (ns) when it was recorded."""

    objects: tuple[dict[str, Any], ...]
    problems: tuple[Problem, ...]
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """Where a text comes from: its path as parts, the namespace it is about, and the kind its name speaks of."""

    parts: tuple[str, ...]
    namespace: str
    kind: str = ""
    single: bool = False

    @property
    def path(self) -> str:
        return "/".join(self.parts)


def read_folder(folder: Path, *, namespace: str = "", at: int = 0) -> Recorded:
    """Every file below the folder. `at` is when it was recorded, where that is known; else the newest file's time.

    Raises NotFound without such a folder, BadInput naming files and lines when nothing in it can be read."""
    if not folder.exists():
        raise NotFound(f"there is no folder {folder}", field="snapshot", value=str(folder))
    paths = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    problems: list[Problem] = []
    texts: list[tuple[tuple[str, ...], str]] = []
    for path in paths:
        parts = path.relative_to(folder).parts or (path.name,)
        if path.stat().st_size > _MOST_BYTES:
            problems.append(Problem(path="/".join(parts), line=0, reason="the file is larger than 64 MiB"))
        else:
            texts.append((parts, path.read_bytes().decode("utf-8", "replace")))
    moment = at or max((path.stat().st_mtime_ns for path in paths), default=0)
    return read_text(texts, namespace=namespace, at=moment, problems=problems)


def read_text(
    texts: Sequence[tuple[tuple[str, ...], str]], *, namespace: str = "", at: int = 0,
    problems: Sequence[Problem] = (),
) -> Recorded:  # fmt: skip
    """The same of (path parts, text) pairs."""
    wrong, sightings = list(problems), list[Sighting]()
    for parts, body in texts:
        found = _File(parts=parts, namespace=_namespace(parts) or namespace)
        try:
            sightings.extend(_sightings(body, found))
        except BadInput as error:
            line = int(str(error.facts.get("line") or 0))
            wrong.append(Problem(path=found.path, line=line, reason=error.message))
    if not sightings and wrong:
        raise BadInput("; ".join(str(problem) for problem in wrong[:5]), field="snapshot")
    objects = [_finished(item, at) for item in merged((rank, _named(item, at)) for rank, item in sightings)]
    return Recorded(objects=tuple(objects), problems=tuple(wrong), at=at)


def _namespace(parts: Sequence[str]) -> str:
    """`namespaces/shop/pods.txt` is about shop."""
    return next((after for name, after in pairwise(parts[:-1]) if name == "namespaces"), "")


def _sightings(body: str, found: _File) -> Iterator[Sighting]:
    start, name = body.lstrip()[:1], found.parts[-1].lower()
    folders = frozenset(part.lower() for part in found.parts[:-1])
    lines = body.splitlines()
    if "logs" in folders or name.endswith(".log"):
        yield 1, kubectl_nodes.log_tail(lines, _log_name(found.parts), found.namespace)
    elif start == "{" or (start == "[" and name.endswith(".json")):
        document = _json(body)
        alerts = kubectl_nodes.alerts(document, found.namespace)
        yield from ((3, item) for item in alerts) if alerts else _documents([document], found)
    elif name.endswith((".yaml", ".yml")) or re.match(r"(?:---\s*\n|#.*\n)*\s*(?:apiVersion|kind|items):", body):
        yield from _documents(_yaml(body), found)
    elif kubectl_nodes.is_status(lines):
        node = found.parts[-2] if len(found.parts) > 1 else ""
        yield from ((3, item) for item in kubectl_nodes.components(lines, node))
    elif kubectl_nodes.is_connections(lines, found.parts):
        yield from ((3, item) for item in kubectl_nodes.connections(lines, found.parts, found.namespace))
    else:
        yield from _printed(lines, found)


def _log_name(parts: Sequence[str]) -> str:
    """`logs/POD.txt`, `logs/POD/CONTAINER.log`, must-gather's `pods/POD/CONTAINER/CONTAINER/logs/current.log`."""
    kept = list(parts)
    if "pods" in kept[:-1]:
        return kept[kept.index("pods") + 1]
    if "logs" in kept[:-1]:
        after = kept[kept.index("logs") + 1 :]
        return after[0].rsplit(".", 1)[0] if len(after) == 1 else after[0]
    return kept[-1].rsplit(".", 1)[0]


def _json(body: str) -> Any:
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        raise BadInput(f"this is not JSON: {error.msg}", line=error.lineno) from error
    except RecursionError as error:
        raise BadInput("the JSON is nested too deeply to be read") from error


def _yaml(body: str) -> list[Any]:
    try:
        return list(yaml.load_all(body, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 0
        raise BadInput(f"this is not YAML: {error.problem}", line=line) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadInput(f"this is not YAML: {error}") from error


def _documents(documents: Sequence[Any], found: _File) -> Iterator[Sighting]:
    for document in documents:
        entries = document.get("items") if isinstance(document, dict) else document
        if isinstance(entries, list):
            kind = text(document, "kind").removesuffix("List") if isinstance(document, dict) else ""
            kind = kind or kind_of_words(found.parts[-1])
            if kind:
                yield 1, _listing(kind, found.namespace)
            yield from _documents(
                [{"kind": kind, **item} if kind else item for item in entries if _is_object(item)], found
            )
        elif isinstance(document, dict) and text(document, "kind") and section(document, "metadata"):
            metadata = section(document, "metadata")
            seen = metadata.get("uid") or metadata.get("resourceVersion") or document.get("status")
            yield 3 if seen or text(document, "kind") == "Event" else 0, document


def _is_object(item: Any) -> bool:
    return isinstance(item, dict)


def _listing(kind: str, namespace: str) -> dict[str, Any]:
    namespace = "" if kind in CLUSTER_WIDE else namespace
    name = f"{kind}.{namespace}" if namespace else kind
    return {"apiVersion": OWN_API, "kind": "Listing", "metadata": {"name": name.lower()},
            "spec": {"kind": kind, "namespace": namespace}}  # fmt: skip


def _printed(lines: Sequence[str], found: _File) -> Iterator[Sighting]:
    """Text of one command after the other; a command line, where there is one, says what follows."""
    stem = found.parts[-1].rsplit(".", 1)[0]
    kind = kind_of_word(stem) or kind_of_words(" ".join((*found.parts[:-1], stem)))
    part, about = list[str](), replace(found, kind=kind)
    known = False
    for line in lines:
        command = _COMMAND.match(line)
        if command:
            for sighting in _part(part, about):
                known = True
                yield sighting
            part, about = [], _commanded(command[1], found)
        else:
            part.append(line)
    for sighting in _part(part, about):
        known = True
        yield sighting
    if not known and any(line.strip() for line in lines):
        raise BadInput("this is neither JSON, YAML, a table nor a description", line=1)


def _commanded(command: str, found: _File) -> _File:
    """`get pods -n shop`, `describe svc/web`: what the words say."""
    namespace = re.search(r"(?:^|\s)(?:-n|--namespace)[=\s]+(\S+)", command)
    words = [
        word for word in re.sub(r"(?:-n|--namespace|-o|--output|-l)[=\s]+\S+", "", command).split() if word[0] != "-"
    ]
    kinds = words[1].partition("/") if len(words) > 1 else ("", "", "")
    return replace(
        found, kind=kind_of_word(kinds[0]), single=bool(kinds[2]) or len(words) > 2,
        namespace=namespace[1] if namespace else found.namespace,
    )  # fmt: skip


def _part(lines: Sequence[str], found: _File) -> Iterator[Sighting]:
    written = [place for place, line in enumerate(lines) if line.strip()]
    if not written or _NOTHING.match(lines[written[0]]):
        if found.kind:
            yield 1, _listing(found.kind, found.namespace)
        return
    first = lines[written[0]]
    if _HEAD.match(first):
        yield from _tables(lines[written[0] :], found)
    elif re.match(r"Name:\s", first):
        yield from _descriptions(lines, found)
    elif _EVENT_ROW.match(first):
        yield from _bare_events(lines, found)


def _tables(lines: Sequence[str], found: _File) -> Iterator[Sighting]:
    """One table after the other, as `kubectl get pods,services` prints them."""
    starts = [place for place, line in enumerate(lines) if _HEAD.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        part = list(lines[start:end])
        names = [name for name, _ in columns(part[0])]
        kind = kind_of_columns(names) or found.kind
        if found.kind and len(starts) == 1:
            kind = found.kind
        rows = table(part)
        if not kind:
            raise BadInput(f"a table with the columns {', '.join(names)} is of no known kind", line=start + 1)
        if not found.single:
            yield 1, _listing(kind, "" if "NAMESPACE" in names else found.namespace)
        for row in rows:
            thing = object_of_row(kind, row, found.namespace)
            if thing is not None:
                yield 1, thing


def _bare_events(lines: Sequence[str], found: _File) -> Iterator[Sighting]:
    names = ("LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE")
    for line in lines:
        match = _EVENT_ROW.match(line)
        thing = (
            object_of_row("Event", dict(zip(names, match.groups(), strict=True)), found.namespace) if match else None
        )
        if thing is not None:
            yield 1, thing


def _descriptions(lines: Sequence[str], found: _File) -> Iterator[Sighting]:
    starts = [place for place, line in enumerate(lines) if re.match(r"Name:\s", line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        part = lines[start:end]
        parts = sections(part)
        kind = kind_described(parts, part) or found.kind
        if not kind:
            raise BadInput("a description of no known kind", line=start + 1)
        thing, events = described(kind, parts, part, found.namespace)
        yield 2, thing
        yield from ((1, event) for event in events)


def _named(item: dict[str, Any], at: int) -> dict[str, Any]:
    """An event that was read from text gets its time from its age, and a name that is its content's."""
    if item.get("kind") != "Event" or "age" not in item:
        return item
    made = {key: value for key, value in item.items() if key != "age"}
    match = _COUNTED.match(str(item["age"]))
    last = seconds(match[1]) if match else None
    if match and last is not None:
        made["lastTimestamp"] = clock.format_ns(max(0, at - last * 1_000_000_000))
        made["count"] = int(match[2] or 1)
        first = seconds(match[3] or "")
        if first is not None:
            made["firstTimestamp"] = clock.format_ns(max(0, at - first * 1_000_000_000))
    about = section(item, "involvedObject")
    name = f"{text(about, 'name')}.{_digest([text(about, 'kind'), text(item, 'reason'), text(item, 'message')])}"
    return made | {"metadata": section(item, "metadata") | {"name": name}}


def _digest(parts: list[str]) -> str:
    return sha256_hex("\n".join(parts))[:12]


def _finished(item: dict[str, Any], at: int) -> dict[str, Any]:
    """Without the data of secrets, and with the time at which it was seen."""
    ref: Ref = ref_of(item)
    kept = {key: value for key, value in item.items() if ref.kind != "Secret" or key not in _SHARED_NAMES}
    metadata = {
        key: value for key, value in section(kept, "metadata").items() if key != "managedFields" and value != ""
    }
    notes = section(metadata, "annotations") | {OBSERVED_AT: clock.format_ns(at)}
    notes.pop("kubectl.kubernetes.io/last-applied-configuration", None)
    return {"apiVersion": "v1", **kept, "metadata": metadata | {"annotations": notes}}
