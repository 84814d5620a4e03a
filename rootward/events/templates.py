"""Templates of log lines: the part of a line that repeats, and the variables that do not.

A line's template depends on nothing but the line, so that every process, order and day gives the same one. Whatever
looks like a value (numbers, ids, addresses, times, quoted and assigned values) becomes `<*>`; words stay. Words that
vary (user names, say) make several templates: `similar` tells which of many are one, when they are read.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial

__all__ = ["HOLE", "render", "similar", "template_id", "template_of"]

HOLE = "<*>"

_LONGEST = 2_000
"""What follows in longer bodies is one variable: a template is what people recognise a line by."""

_TELLING = frozenset({
    "level", "severity", "lvl", "msg", "message", "error", "err", "reason", "event", "type", "kind", "exception",
    "code", "status", "status_code", "state", "op", "operation", "action", "method", "result", "outcome", "cause",
    "logger", "component", "module",
})  # fmt: skip
"""Keys whose values are words that tell lines apart; a value of another key is a variable."""

_WORD = r"[0-9A-Za-z_.+%$~@-]"
_FAILURE = r"(?:4(?:0\d|1[0-8]|2[1-9]|31|51|99)|50[0-8]|511)"  # HTTP statuses: they tell lines apart like words
_VALUE = r"[^\s\"'<>,;&()\[\]{}]"
_MASK = re.compile(
    rf"""
    (?<!{_WORD})(?:
        (?P<status>
            (?:[Ss]tatus(?:[_ ]?[Cc]ode)?|[Hh][Tt][Tt][Pp](?:/\d(?:\.\d)?)?)["']?[ =:]{{1,2}}["']?[1-5]\d\d
          | (?:answered|returned|responded|replied|got|received|with|code)[ ]{_FAILURE}
          | {_FAILURE}(?=[ ](?:Bad|Unauthorized|Forbidden|Not|Conflict|Too|Internal|Service|Gateway)[ ]?)
        )(?![\w.])
      | \d\d\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[ ]?[+-]\d\d:?\d\d)?
      | (?=[a-fA-F:]*\d)(?:[0-9a-fA-F]{{0,4}}:){{2,7}}[0-9a-fA-F]{{0,4}}(?:\.\d+)?(?!\w)
      | (?P<pair>(?P<key>(?>[A-Za-z_.-]*))=(?P<value>{_VALUE}+))
      | (?>[A-Za-z_.+%$~-]*)(?:\d(?:{_WORD}*[0-9A-Za-z_%])?|@[\w-]+(?:\.[\w-]+)+)
      | [0-9a-fA-F]{{8,}}(?!\w)
    )
    | (?<!\w)(?:
        (?P<field>["'](?P<name>\w[^\s"'<\0]*)["']\s?:\s?(?:["'](?P<word>[^\s"']*)["'])?)
      | ["'][\w/][^\s"']*["'](?!\w)
    )
    | <\*>
    | \0+
    """,
    re.VERBOSE | re.ASCII,
)


def template_of(body: str) -> tuple[str, tuple[str, ...]]:
    """The template's text and the variables, left to right: `render(*template_of(body)) == body` for every body."""
    return _repeated(body) if len(body) <= _REPEATED else _masked(body)


def render(text: str, variables: Iterable[str]) -> str:
    """The line that a template and its variables were made from."""
    parts = text.split(HOLE)
    filled = [parts[0]]
    for variable, part in zip(variables, parts[1:], strict=True):
        filled += (variable, part)
    return "".join(filled)


@lru_cache(maxsize=20_000)
def template_id(text: str) -> str:
    """16 hex digits of the text's hash."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def similar(texts: Mapping[str, str], *, many: int = 20) -> dict[str, tuple[str, str]]:
    """Which templates to read as one: id → the id of the first of its kind, and their common text.

    One are those that differ in one word only, where at least `many` share all others: two messages that differ in a
    word usually mean two things, twenty of them mean a value that could not be told from a word.
    """
    families: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for identifier in sorted(texts, key=lambda one: (texts[one], one)):
        words = tuple(texts[identifier].split(" "))
        for place, word in enumerate(words):
            if word != HOLE:
                families[(*words[:place], HOLE, *words[place + 1 :])].append(identifier)
    merged = {identifier: (identifier, text) for identifier, text in texts.items()}
    free = set(texts)
    for words, family in sorted(families.items(), key=lambda one: (-len(one[1]), one[0])):
        members = [identifier for identifier in family if identifier in free]
        if len(members) >= many:
            merged.update(dict.fromkeys(members, (members[0], " ".join(words))))
            free.difference_update(members)
    return merged


def _masked(body: str) -> tuple[str, tuple[str, ...]]:
    head, tail = body[:_LONGEST], body[_LONGEST:]
    variables: list[str] = []
    text = _MASK.sub(partial(_mask, variables), head)
    if tail:
        variables.append(tail)
        text += HOLE
    return text, tuple(variables)


def _mask(variables: list[str], found: re.Match[str]) -> str:
    """What stands in the template for one thing that was found; its values are added to the variables."""
    what = found.lastgroup
    if what is None:
        variables.append(found[0])
        return HOLE
    if what == "status":
        return found[0]
    key, value = found.group("key", "value") if what == "pair" else found.group("name", "word")
    if not value or (value.isalpha() and key.lower() in _TELLING):
        return found[0]
    before, _, after = found[0].rpartition(value)
    variables.append(value)
    return before + HOLE + after


_REPEATED = 400  # characters: longer bodies are not worth the memory
_repeated = lru_cache(maxsize=20_000)(_masked)
