"""Visible text: what an eye cannot see or is misled by, written out, for whoever has to judge the text.

Characters that have no width, turn the direction of others, break lines, or look like a plain space are shown as
`⟨U+202E⟩`. So is the bracket itself, so that two different texts never look the same because of what is done here.
Letters that merely resemble others stay as they are; `mixed_words` names the words that put two scripts together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import msgspec

from rootward.kit.canonical import JSON, canonical

__all__ = ["mixed_words", "visible", "visible_lines", "visible_value"]

_PLAIN = re.compile(r"[ -~]*")
_WORD = re.compile(r"\w+")
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Controls, formats (bidi, zero width, tags), private use, halves of pairs, what is not assigned, separators."""
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing: joiner, Hangul fillers, Khmer inherent vowels, a blank Braille cell."""
_SELECTORS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_MARK, _MOST_MARKS = "M", 2
"""More marks over one letter than any script needs hide what is below them."""


def visible(text: str) -> str:
    """`text` on one line, with everything that misleads an eye written out."""
    if _PLAIN.fullmatch(text):
        return text
    parts, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character).startswith(_MARK) else 0
        parts.append(_written(character) if marks > _MOST_MARKS or _misleads(character) else character)
    return "".join(parts)


def visible_lines(text: str) -> str:
    """The same, but lines that end with a line feed stay lines: for diffs and manifests."""
    return "\n".join(visible(line) for line in text.split("\n"))


def visible_value(value: JSON) -> str:
    """A value as it will be sent, with what misleads written out: anything but a text as JSON, and a text as it is
    unless it could be taken for something else (`"8"`, `"true"`, `""`)."""
    if isinstance(value, str) and not _reads_as_json(value):
        return visible(value)
    try:
        return visible(canonical(value).decode())
    except UnicodeEncodeError:  # half of a surrogate pair inside an object
        return visible(repr(value))


def mixed_words(text: str) -> tuple[str, ...]:
    """The words of `text` in which letters of two scripts stand together, such as a Cyrillic `а` in `pаyments`."""
    if text.isascii():
        return ()
    return tuple(dict.fromkeys(word for word in _WORD.findall(text) if len(_scripts(word)) > 1))


def _reads_as_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return not text.strip()
    return True


def _misleads(character: str) -> bool:
    if character in "⟨⟩" or character in _BLANK:
        return True
    category = unicodedata.category(character)
    if category in _HIDDEN or (category == "Zs" and character != " "):
        return True
    return any(ord(character) in selectors for selectors in _SELECTORS)


def _written(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"


def _scripts(word: str) -> set[str]:
    return {script for character in word if (script := _script(character))}


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    """The first word of a letter's name, which is its script: LATIN, CYRILLIC, GREEK. '' for what is no letter."""
    if not character.isalpha():
        return ""
    name = unicodedata.name(character, "").partition(" ")[0]
    return _TOGETHER.get(name, name)


_TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "KATAKANA-HIRAGANA": "CJK", "BOPOMOFO": "CJK", "IDEOGRAPHIC": "CJK"}
"""Scripts that one language writes in one word."""
