"""Changes: what an event says was done, what its content could bring about, and how near it is to the onset."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from rootward.causality.model import Change
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.signatures import COSMETIC, topics_in
from rootward.events.entity import service_of
from rootward.events.model import Event
from rootward.kit.canonical import JSON

__all__ = ["change_of", "kind_of_change", "link", "proximity"]

_KINDS: tuple[tuple[str, str], ...] = (
    (r"alert|incident|killed|exited|started|crash|oom|unhealthy|backoff|failed|probe", ""),  # happened, was not done
    (r"migrat|schema|ddl", "migration"),
    (r"flag|toggle|experiment|feature", "flag"),
    (r"credential|secret|certificate|rotat|token", "credential"),
    (r"scal(e|ed|ing)|resize|replica", "scale"),
    (r"config|setting|parameter", "config"),
    (r"deploy|rollout|release|rolled|upgrade|publish|sync(ed|_succeeded)", "deploy"),
    (r"commit|push|merge|pull_request", "commit"),
    (r"change", "other"),
)
_COMPILED = tuple((re.compile(pattern), kind) for pattern, kind in _KINDS)
_UNDECIDED = frozenset({"requested", "queued", "in_progress", "pending", "started", "failure", "cancelled", "skipped"})
_ASSIGNMENT = re.compile(r"""^["'\s-]*([A-Za-z_][\w.\- ]*?)["']?\s*[:=]\s*["']?(-?\d+(?:\.\d+)?)\b""")
_KEY = re.compile(r"""^["'\s-]*([A-Za-z_][\w.\-]*)["']?\s*[:=]""")
_SETTING = re.compile(r"""^["']?[A-Za-z_][\w.\-]*["']?\s*[:=]\s*("[^"]*"|'[^']*'|[\w.\-/+%]+)?\s*,?\s*(#.*)?$""")
_TEXT_KEYS = ("message", "description", "title", "summary", "flag", "migration", "note", "reason")
_FILE_KEYS = ("files", "files_changed", "paths", "added", "modified", "removed")
_VERSIONS = frozenset({"version", "revision", "tag", "image", "appversion"})
_MOST_TEXT = 20_000


def kind_of_change(event: Event) -> str:
    """deploy, migration, flag, …; '' when the event is not something that was done."""
    said = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", event.event_type).lower()
    for words in (said, event.source.lower()):
        for pattern, kind in _COMPILED:
            if pattern.search(words):
                return "" if kind and _unfinished(event.payload) else kind
    return ""


def change_of(event: Event) -> Change | None:
    """What the event says was changed, None when it is not a change."""
    kind = kind_of_change(event)
    entity = service_of(event.entity)
    if not kind or not entity:
        return None
    lines = list(_changed_lines(event.payload))
    keys = _keys(event.payload, lines)
    commits = [item for item in _listed(event.payload, "commits") if isinstance(item, dict)]
    said = (part.get(key) for part in (event.payload, *commits) for key in _TEXT_KEYS)
    texts = [text for text in said if isinstance(text, str) and text]
    files = [str(item) for part in (event.payload, *commits) for item in _listed(part, *_FILE_KEYS)]
    # Lines say what was done; what the author says is only asked when there are none.
    content = [*lines, *keys, *files] or texts
    topics = topics_in(_without_versions(content)[:_MOST_TEXT])
    if kind in ("deploy", "commit") and any(_is_code(line) for line in lines):
        topics = (*topics, "code.regression")
    if kind == "migration" and "schema.slow_query" not in topics:
        topics = ("schema.slow_query", *topics)
    return Change(
        ref=event.ingest_id,
        entity=entity,
        at=event.ts,
        kind=kind,
        title=_title(kind, entity, event.payload, texts),
        topics=topics,
        nature=_nature(topics, content, keys),
        keys=tuple(keys[:10]),
        numbers=tuple(_numbers(lines)),
    )


def proximity(change: Change, onset: int, parameters: Parameters = PARAMETERS) -> float:
    """1 for a change just before the onset, 1/e after `proximity_ns`, 0 for one that came later."""
    lead = onset - change.at
    if lead < -parameters.after_slack_ns:
        return 0.0
    return math.exp(-max(0, lead) / parameters.proximity_ns)


def link(change: Change, kinds: Mapping[str, float], parameters: Parameters = PARAMETERS) -> float:
    """How well the change's content fits the fault kinds (kind -> strength 0..1) that the evidence speaks for."""
    if change.nature == "unknown":
        return parameters.content_unknown
    if change.nature == "cosmetic":
        return parameters.content_cosmetic
    fit = max((kinds.get(topic, 0.0) for topic in change.topics), default=0.0)
    return parameters.content_other + (parameters.content_linked - parameters.content_other) * min(1.0, fit)


def _unfinished(payload: Mapping[str, JSON]) -> bool:
    said = payload.get("status") or payload.get("state") or payload.get("action")
    return isinstance(said, str) and said.lower() in _UNDECIDED


def _changed_lines(payload: Mapping[str, JSON]) -> Iterable[str]:
    for diff in (payload.get("diff"), payload.get("patch")):
        if isinstance(diff, str):
            for line in diff[:_MOST_TEXT].splitlines():
                if line[:1] in "+-" and line[:3] not in ("+++", "---") and line[1:].strip():
                    yield line
    if "old" in payload and "new" in payload and "flag" not in payload:
        yield f"-{payload.get('key', 'value')} = {payload['old']}"
        yield f"+{payload.get('key', 'value')} = {payload['new']}"


def _keys(payload: Mapping[str, JSON], lines: Iterable[str]) -> list[str]:
    found = {str(item) for item in _listed(payload, "changed_keys", "keys")}
    found |= {match[1] for line in lines if (match := _KEY.match(line[1:]))}
    return sorted(key for key in found if key.lower() not in _VERSIONS)


def _listed(payload: Mapping[str, JSON], *names: str) -> list[JSON]:
    return [item for name in names if isinstance(value := payload.get(name), list) for item in value]


def _without_versions(content: Iterable[str]) -> list[str]:
    kept = []
    for line in content:
        match = _KEY.match(line.lstrip("+-"))
        if not match or match[1].lower() not in _VERSIONS:
            kept.append(line)
    return kept


def _nature(topics: tuple[str, ...], content: list[str], keys: list[str]) -> str:
    told = keys or _without_versions(content)
    if not told:
        return "unknown"
    if all(COSMETIC.search(item.lower()) for item in told):
        return "cosmetic"
    return "linked" if topics else "other"


def _is_code(line: str) -> bool:
    """Neither a setting nor a comment nor empty: something that runs."""
    text = line[1:].strip()
    return bool(text) and not _SETTING.match(text) and not text.startswith(("#", "//", "--", "*", "["))


def _numbers(lines: Iterable[str]) -> Iterable[tuple[str, float, float]]:
    """Numeric settings that a diff changes: key, before, after."""
    old: dict[str, float] = {}
    for line in lines:
        match = _ASSIGNMENT.match(line[1:])
        if match is None or match[1].lower() in _VERSIONS:
            continue
        if line[0] == "-":
            old[match[1]] = float(match[2])
        elif match[1] in old and old[match[1]] != float(match[2]):
            yield match[1], old[match[1]], float(match[2])


def _title(kind: str, entity: str, payload: Mapping[str, JSON], texts: list[str]) -> str:
    name = entity.partition(":")[2]
    version = payload.get("version") or payload.get("commit") or payload.get("sha") or payload.get("flag")
    what = {"other": "change"}.get(kind, kind)
    marked = f" {str(version)[:20]}" if isinstance(version, str) and version else ""
    said = next((text.splitlines()[0][:120] for text in texts if text and text != version), "")
    return f"{what} of {name}{marked}" + (f" ({said})" if said else "")
