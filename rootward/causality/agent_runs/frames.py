"""Frames: whether a text names a place in a program: a frame of a stack, a line of a source, a position in a query.

Grammar of runtimes, compilers and parsers, not words of one of them: a path or a unit with a line number, a stack's
"at ... (file:line)", a panic's header. An address with a port is no place.
"""

from __future__ import annotations

import re2

__all__ = ["names_a_place"]

_LONGEST = 4000
_PLACES = re2.compile(
    "|".join(
        f"(?:{pattern})"
        for pattern in (
            r'(?m)^\s*File "[^"\n]+", line \d+',  # Python
            r"Traceback \(most recent call last\)",
            r"(?m)^\s*at .{1,200}[(:/\\\[ ].{0,200}:\d+(?::\d+)?\)?\s*$",  # Java, JavaScript, Dart
            r"(?m)^\s*at [\w.$<>`\[\]/]+\([^)\n]*\)(?: in .{1,200}:line \d+)?\s*$",  # .NET, Java without a source
            r"(?m)^goroutine \d+ \[",
            r"(?m)^panic: ",
            r"panicked at ",
            r"(?m)^\s*--> [^\s:]+:\d+:\d+",  # Rust, parsers with an arrow
            r"(?m)^\s*(?:from )?[\w./\\+-]+\.\w{1,6}:\d+:(?:\d+:|in\b)",  # compilers, Ruby
            r"(?m)^[\w./\\+-]+\.\w{1,6}\(\d+(?:,\d+)?\)\s*: (?:fatal )?(?:error|warning)",  # C#, TypeScript
            r"\bat \S+ line \d+[.,]",  # Perl
            r"\bin \S+\.\w{2,5}(?: on line |:)\d+",  # PHP
            r"(?m)^(?:\w+: )?[\w./\[\]<>-]+:\d+: \D",  # Lua, make, awk
            r"(?m)^(?:ba|z|da|k|a)?sh: (?:line )?\d+: ",
            r"(?m)^\w+: line \d+: ",
            r"(?i)\bline:? \d+,? (?:col(?:umn)?|char(?:acter)?|position|pos)\b",
            r"(?i)\b(?:at|on|in) line:? \d+",
            r"(?i)\bline \d+:\d+",
            r"(?m)^LINE \d+: ",
            r"\[\d+:\d+\]",
            r"(?i)\b(?:at|near) (?:char(?:acter)?|column|position|offset|pos) \d+",
            r"(?i)segmentation fault|core dumped|\bSIG(?:SEGV|ABRT|BUS|FPE|ILL)\b",
        )
    )
)


def names_a_place(text: str) -> bool:
    """True where a frame, a source line or a position is named in the first part of the text."""
    return _PLACES.search(text[:_LONGEST]) is not None
