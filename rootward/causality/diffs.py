"""Diffs: what a unified diff changes in how a program runs, told from its lines alone, in any language.

Hunk by hunk, the lines that went are compared with those that came by their shape: numbers that changed under the same
name, calls that went without another in their place, bounds that went, calls that are now made once for each item,
collections that only grow, versions of dependencies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rootward.causality.diff_limits import limits, looks
from rootward.causality.diff_lines import Hunk, flat, hunks_of
from rootward.causality.effect import Effect

__all__ = ["effects_of"]


def effects_of(diff: str) -> tuple[Effect, ...]:
    """The riskiest first; empty for a diff without code (nothing, comments, moved lines)."""
    hunks = hunks_of(diff)
    found = [effect for hunk in hunks for effect in _of_hunk(hunk)]
    found += _unbounded(hunks)
    best: dict[tuple[str, str], Effect] = {}
    for effect in found:
        known = best.get((effect.kind, effect.what))
        if known is None or effect.risk > known.risk:
            best[effect.kind, effect.what] = effect
    return tuple(sorted(best.values(), key=lambda effect: (-effect.risk, effect.kind, effect.what)))


def _of_hunk(hunk: Hunk) -> Iterable[Effect]:
    if not hunk.removed and not hunk.added:
        return
    plain = [*limits(hunk), *_dependencies(hunk), *_bounds(hunk), *_per_item(hunk)]
    yield from plain
    if _only_logs(hunk):
        yield Effect(kind="logging", what="what is logged", risk=0.05)
    elif _only_looks(hunk):
        yield Effect(kind="looks", what="how it looks", risk=0.03)
    else:
        yield from _calls(hunk, bool(plain))


_LOG = re.compile(
    r"\b(log|logger|logging|slog|klog|console|LOG)\w*\b|printf?\(|\.(debug|info|warn(ing)?|error|trace)\(",
    re.IGNORECASE,
)


_VERSION = re.compile(
    r"(?P<name>[\w@][\w./@\-]*?)[\"']?\s*(?:[:=@ ]=?|\s)\s*[\"'^~>=]*v?(?P<version>\d+\.\d+(?:\.\d+)*)"
)


def _dependencies(hunk: Hunk) -> Iterable[Effect]:
    old, new = _versions(hunk.removed), _versions(hunk.added)
    for name in old.keys() & new.keys():
        if old[name] != new[name]:
            step = next((i for i, (a, b) in enumerate(zip(old[name], new[name], strict=False)) if a != b), 2)
            risk = (0.6, 0.45, 0.12)[min(step, 2)]
            what = f"{name} {'.'.join(map(str, old[name]))} to {'.'.join(map(str, new[name]))}"
            yield Effect(kind="dependency", what=what, risk=risk, topics=("code.regression",))


def _versions(lines: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found = (match for line in lines if (match := _VERSION.search(line)))
    return {match["name"]: tuple(int(part) for part in match["version"].split(".")) for match in found}


_BOUNDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"\bLIMIT\s+(\d|\$|:|\?)|\.limit\(|\btop\s+\d", "a limit of rows", ("schema.slow_query", "memory.leak")),
    (r"\bWHERE\b", "a condition of a query", ("schema.slow_query",)),
    (r"batch|chunk|bulk", "batching", ("upstream.rate_limited", "schema.slow_query", "traffic.surge")),
    (r"\bclose\(|\brelease\(|\bfree\(|\bdispose\(|\bunsubscribe\(", "giving something back",
     ("config.pool_size", "memory.leak")),
    (r"\bcache(d)?\.(get|load|fetch)|lru_cache|@cache|memoi[sz]e", "a cache", ("schema.slow_query", "cpu.saturation")),
    (r"\b(un)?lock\(|mutex|synchronized", "a lock", ("lock.contention", "code.regression")),
    (r"leeway|skew|tolerance|grace", "a tolerance", ("credential.expired", "upstream.unavailable")),
)  # fmt: skip


_HELD_BACK = frozenset({"a limit of rows", "a condition of a query", "batching", "a cache"})


def _bounds(hunk: Hunk) -> Iterable[Effect]:
    """What held something back and is in no line any more."""
    now = "\n".join((*hunk.added, *hunk.around))
    before = "\n".join(hunk.removed)
    for pattern, what, topics in _BOUNDS:
        found = re.compile(pattern, re.IGNORECASE)
        if found.search(before) and not found.search(now):
            yield Effect(
                kind="bound_removed", what=what, risk=0.7, topics=topics, slow="memory.leak" in topics,
                burdens=what in _HELD_BACK,
            )  # fmt: skip


_LOOP = re.compile(
    r"^\s*(for\b(?!\s*(\{|\(;;))|while\b(?!\s*\(?\s*(true|1)\b)|foreach\b)|\.(map|forEach|each|flatMap)\(",
    re.IGNORECASE,
)
_REMOTE = re.compile(
    r"\b(await|yield from)\s+\w|\w\((ctx|context)\b|\b(db|sql|session|client|conn\w*|http|api|repo\w*|store|stub|rpc|"
    r"catalog|redis|cursor)\w*\.\w+\(|\.(get|find|fetch|query|select|load|put|post|execute)\w*\(", re.IGNORECASE,
)  # fmt: skip


def _per_item(hunk: Hunk) -> Iterable[Effect]:
    """A call to somewhere else that is new inside a loop: what was done once is done for each item."""
    inside: int | None = None
    for mark, text in hunk.ordered:
        if mark == "-":
            continue
        depth = len(text) - len(text.lstrip())
        if _LOOP.search(text):
            inside = depth
        elif inside is not None and depth <= inside:
            inside = None
        elif inside is not None and mark == "+" and _REMOTE.search(text) and not _in_lines(text, hunk.removed):
            what = next(iter(_called(text)), "a call")
            topics = ("schema.slow_query", "upstream.rate_limited", "code.regression", "network.delay")
            yield Effect(kind="call_per_item", what=what, risk=0.7, topics=topics, burdens=True)


def _in_lines(text: str, lines: Iterable[str]) -> bool:
    called = set(_called(text))
    return any(called & set(_called(line)) for line in lines)


_CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
_ORDINARY = frozenset({
    "if", "for", "while", "switch", "return", "func", "function", "catch", "def", "with", "len", "append", "make",
    "print", "printf", "println", "string", "int", "str", "float", "bool", "list", "dict", "set", "map", "range",
    "error", "errors", "err", "new", "super", "defer", "int64", "float64", "uuid", "now", "format", "sprintf", "errorf",
    "text", "json", "to_string", "tostring", "self", "class", "elif", "not", "and", "or", "in", "await", "async",
})  # fmt: skip


def _called(line: str) -> list[str]:
    return [name for name in _CALL.findall(line) if name.lower() not in _ORDINARY]


_QUERY = re.compile(r"\b(select|insert|update|delete)\b.+\b(from|into|set)\b", re.IGNORECASE)


def _calls(hunk: Hunk, said: bool) -> Iterable[Effect]:
    """Calls that are made no more without another in their place; code that is new; code written otherwise."""
    gone = [name for line in hunk.removed if not _LOG.search(line) for name in _called(line)]
    new = [name for line in hunk.added if not _LOG.search(line) for name in _called(line)]
    lost = [name for name in dict.fromkeys(gone) if name not in new]
    if lost and not new:
        yield Effect(kind="call_removed", what=lost[0], risk=0.75, topics=("code.regression",))
    elif hunk.removed and hunk.added:
        renamed = _renamed(hunk)
        if renamed and set(new) == set(gone):
            yield Effect(kind="renamed", what=renamed, risk=0.55, topics=("code.regression",))
        elif not said:
            yield Effect(kind="rewritten", what="code written otherwise", risk=0.25, topics=("code.regression",))
    elif hunk.added and not said:
        risk, what = (0.45, "a new query") if any(_QUERY.search(line) for line in hunk.added) else (0.3, "new code")
        yield Effect(kind="new_code", what=what, risk=risk, topics=("code.regression",))
    elif hunk.removed and not said:
        yield Effect(kind="removed", what="code removed", risk=0.5, topics=("code.regression",))


def _renamed(hunk: Hunk) -> str:
    """A quoted or defined name that is another one now, when the lines are else the same."""
    for before in hunk.removed:
        for after in hunk.added:
            old, new = _quoted(before), _quoted(after)
            if old and new and old[0] != new[0] and _shape(before) == _shape(after):
                return f"{old[0]} to {new[0]}"
    return ""


def _quoted(line: str) -> list[str]:
    return re.findall(r"""["'`]([\w.\-/:]+)["'`]""", line)


def _shape(line: str) -> str:
    return flat(re.sub(r"""["'`][^"'`]*["'`]""", '""', line))


def _only_logs(hunk: Hunk) -> bool:
    """Every line belongs to a statement that writes a log (or to its arguments)."""
    lines = [*hunk.removed, *hunk.added]
    return any(_LOG.search(line) for line in lines) and all(_LOG.search(line) or _argument(line) for line in lines)


def _argument(line: str) -> bool:
    return (
        bool(re.fullmatch(r"""\s*(["'][\w\s.\-]+["']\s*,\s*)?[\w.()\[\]"']*\s*,?\s*\)*;?\s*""", line))
        and "=" not in line
    )


def _only_looks(hunk: Hunk) -> bool:
    return all(looks(line) or not re.search(r"\w", line) for line in (*hunk.removed, *hunk.added))


_GROWS = re.compile(
    r"\b([A-Za-z_]\w*)\s*=\s*append\(\s*\1\b|\b([A-Za-z_]\w*)\.(?:append|add|push|put|set|store)\(|"
    r"\b([A-Za-z_]\w*)\[[^\]]+\]\s*=[^=]"
)
_HELD = (
    r"^(\s*(var|let|const|private|static|global|final|public)\b.*\b{name}\b"
    r"|{name}\s*(:[^=]+)?=\s*(\[|\{{|dict|list|set|new|make)|\s*self\.{name}\s*=)"
)
_EVICTS = re.compile(
    r"lru|evict|max\w*|limit|bounded|trim|ttl|expire|pop|delete|remove|clear|del\b|weak", re.IGNORECASE
)


def _unbounded(hunks: Sequence[Hunk]) -> Iterable[Effect]:
    """A collection that outlives a call and only grows: nothing in the diff takes anything out again."""
    added = [line for hunk in hunks for line in hunk.added]
    if any(_EVICTS.search(line) for line in added):
        return
    for match in (match for line in added for match in _GROWS.finditer(line)):
        name = next(part for part in match.groups() if part)
        if any(re.search(_HELD.format(name=re.escape(name)), line) for line in added):
            yield Effect(kind="grows", what=name, risk=0.85, topics=("memory.leak", "memory.oom"), slow=True)
