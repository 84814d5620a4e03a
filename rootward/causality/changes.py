"""Changes: what an event says was done, what its content could bring about, and how near it is to the onset."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from rootward.causality.diff_lines import words_of
from rootward.causality.diffs import effects_of
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
_MOST_EFFECTS = 5
_MOST_FILES = 20
_SHA = re.compile(r"[0-9a-f]{7,64}")


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
    diff = _diff(event.payload)
    lines = [line for line in diff.splitlines() if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")]
    lines = [line for line in lines if line[1:].strip()]
    effects = effects_of(diff)
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
    topics = tuple(dict.fromkeys([*topics, *(topic for effect in effects for topic in effect.topics)]))
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
        risk=max((effect.risk for effect in effects), default=None),
        effects=tuple(f"{effect.kind}: {effect.what}" for effect in effects[:_MOST_EFFECTS]),
        slow=any(effect.slow for effect in effects if effect.risk >= 0.8 * effects[0].risk),
        burdens=any(effect.burdens for effect in effects if effect.risk >= 0.5 * effects[0].risk),
        words=words_of(diff),
        files=tuple(dict.fromkeys(files))[:_MOST_FILES],
        commit=_commit(event),
    )


def proximity(change: Change, onset: int, parameters: Parameters = PARAMETERS) -> float:
    """1 for a change just before the onset, 1/e after as long as such a change takes to show, 0 for a later one.

    When nothing is known of its content, only that it came just before speaks for it."""
    lead = onset - change.at
    if lead < -parameters.after_slack_ns:
        return 0.0
    shows = parameters.proximity_ns if change.risk is None else parameters.known_ns
    return math.exp(-max(0, lead) / (parameters.slow_ns if change.slow else shows))


def link(change: Change, kinds: Mapping[str, float], named: float = 0.0, parameters: Parameters = PARAMETERS) -> float:
    """How well the change's content fits the fault kinds (kind -> strength 0..1) that the evidence speaks for, and how
    much (0..1) what failed speaks of the names in its lines."""
    if change.nature == "unknown":
        return parameters.content_unknown
    if change.nature == "cosmetic":
        return parameters.content_cosmetic
    fit = max((kinds.get(topic, 0.0) for topic in change.topics), default=0.0)
    if change.risk is not None and not kinds:
        fit = parameters.no_kind  # what is seen speaks neither for nor against what the diff does
    fits = parameters.content_other + (parameters.content_linked - parameters.content_other) * min(1.0, fit)
    if change.risk is not None:
        fits *= min(1.0, max(0.05, (change.risk - parameters.harmless) / (parameters.risky - parameters.harmless)))
    return 1.0 - (1.0 - fits) * (1.0 - parameters.content_named * named)


def _unfinished(payload: Mapping[str, JSON]) -> bool:
    said = payload.get("status") or payload.get("state") or payload.get("action")
    return isinstance(said, str) and said.lower() in _UNDECIDED


def _diff(payload: Mapping[str, JSON]) -> str:
    """The diff that the payload and its commits carry; a value that was set is a diff of one line."""
    commits = [item for item in _listed(payload, "commits") if isinstance(item, dict)]
    said = (part.get(name) for part in (payload, *commits) for name in ("diff", "patch"))
    text = "\n".join(diff for diff in said if isinstance(diff, str) and diff)[:_MOST_TEXT]
    if "old" in payload and "new" in payload and "flag" not in payload:
        key = payload.get("key", "value")
        text += f"\n-{key} = {payload['old']}\n+{key} = {payload['new']}\n"
    return text


def _commit(event: Event) -> str:
    """The commit that was made or deployed, as far as the event tells."""
    named = (event.payload.get(key) for key in ("commit", "commit_sha", "sha", "after", "revision"))
    ids = (*named, event.correlation_ids.get("commit"))
    return next((one for one in ids if isinstance(one, str) and _SHA.fullmatch(one)), "")


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
