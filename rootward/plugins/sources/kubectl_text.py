"""Kubectl text: the two shapes that kubectl prints for people, tables with columns and sections by indentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["Section", "columns", "pairs", "sections", "table", "value_of"]

_KEY = re.compile(r"([^:]+?):(?:\s+(.*))?$")
_NONE = frozenset({"<none>", "<unset>", "<unknown>", "<nil>", "<invalid>"})
_WIDE_GAP = re.compile(r"\s{2,}")


@dataclass(slots=True)
class Section:
    """`key: value` and the more indented lines below it, as they are."""

    key: str
    value: str
    body: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The value and the lines below, without indentation; nothing for `<none>`."""
        every = [self.value, *(line.strip() for line in self.body)]
        return [line for line in every if line and line not in _NONE]


def sections(lines: Iterable[str]) -> list[Section]:
    """The sections at the first line's indentation; what comes before the first key is left out."""
    found: list[Section] = []
    base: int | None = None
    for line in lines:
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        base = indent if base is None else base
        match = _KEY.match(line.strip()) if indent <= base else None
        if match:
            found.append(Section(match[1].strip(), (match[2] or "").strip()))
        elif found:
            found[-1].body.append(line)
    return found


def value_of(found: Sequence[Section], key: str) -> str:
    """The value of the first section of that name; '' for none and for `<none>`."""
    value = next((item.value for item in found if item.key == key), "")
    return "" if value in _NONE else value


def pairs(lines: Iterable[str], mark: str = "=") -> dict[str, str]:
    """`key=value` lines (labels, selectors) as a mapping."""
    found = {}
    for line in lines:
        for part in line.split(",") if mark == "=" else (line,):
            key, sign, value = part.strip().partition(mark)
            if sign and key and " " not in key:
                found[key.strip()] = value.strip()
    return found


def table(lines: Sequence[str]) -> list[dict[str, str]]:
    """Rows by the names of their columns, found by where the heads begin; a row that does not fit is read by its
    gaps. `<none>` is ''."""
    heads = columns(lines[0]) if lines else []
    rows = []
    for line in lines[1:]:
        if not line.strip() or set(line.strip()) <= {"-", " "}:
            continue
        cells = _cells(line, heads)
        rows.append({name: "" if cell in _NONE else cell for (name, _), cell in zip(heads, cells, strict=False)})
    return rows


def columns(head: str) -> list[tuple[str, int]]:
    """(name, where it begins) of each column; names may hold single blanks."""
    return [(match[0], match.start()) for match in re.finditer(r"\S+(?: \S+)*", head.rstrip())]


def _cells(line: str, heads: Sequence[tuple[str, int]]) -> list[str]:
    starts = [start for _, start in heads]
    fits = all(start == 0 or start >= len(line) or line[start - 1] == " " for start in starts)
    if not fits:
        return _WIDE_GAP.split(line.strip(), maxsplit=len(heads) - 1)
    ends = [*starts[1:], len(line)]
    return [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
