"""Document: a YAML or JSON text as plain values, with the file and line of each of them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml
from yaml.constructor import SafeConstructor

from rootward.errors import Misconfigured
from rootward.kit.canonical import JSON

__all__ = ["Document", "Path", "Place", "path_text", "read_document"]

Path: TypeAlias = tuple[str | int, ...]

_MAX_CHARACTERS = 1_000_000
_MAX_DEPTH = 40
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
"""With an even number of backslashes before it: after an odd number it is no escape."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Place:
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Document:
    """`places` knows every key and item by its path; `()` is the document itself."""

    value: JSON
    places: dict[Path, Place] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Where `path` is written, or the nearest thing around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path]


def read_document(text: str, file: str) -> Document:
    """Raises Misconfigured with file and line for what is no YAML, and for duplicate keys, aliases and odd keys."""
    if len(text) > _MAX_CHARACTERS:
        raise Misconfigured(f"{file}: longer than {_MAX_CHARACTERS} characters", file=file)
    try:
        node = yaml.compose(_without_pairs(text), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _wrong(Place(file, line), (), f"not readable as YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise _wrong(Place(file, 1), (), f"not readable as YAML: {error}") from error
    document = Document({}, {(): Place(file, 1)})
    if node is not None:
        document.value = _Reader(file, document.places).value(node, ())
    return document


def _without_pairs(text: str) -> str:
    """JSON writes a character beyond U+FFFF as two escapes, which YAML does not put together: they become one that it
    knows. What is no pair stays, and is refused where it stands."""
    return _PAIR.sub(_joined, text) if text.lstrip()[:1] in ("{", "[") else text


def _joined(pair: re.Match[str]) -> str:
    high, low = int(pair[2], 16), int(pair[3], 16)
    return f"{pair[1]}\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"


def path_text(path: Path) -> str:
    """`cases.opens[0].when`."""
    text = ""
    for segment in path:
        text += f"[{segment}]" if isinstance(segment, int) else f".{segment}" if text else segment
    return text


class _Reader:
    """Walks the nodes of one file, once."""

    def __init__(self, file: str, places: dict[Path, Place]) -> None:
        self._file, self._places = file, places
        self._constructor = SafeConstructor()
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> JSON:
        if len(path) > _MAX_DEPTH:
            raise _wrong(self._place(node), path[:3], f"nested deeper than {_MAX_DEPTH}")
        if id(node) in self._seen:
            raise _wrong(self._place(node), path, "anchors and aliases are not supported: write the value again")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node, path)
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> JSON:
        found: dict[str, JSON] = {}
        for key_node, value_node in node.value:
            key = self._scalar(key_node, path)
            if not isinstance(key, str):
                raise _wrong(self._place(key_node), path, f"the key {key_node.value!r} is not text: put it in quotes")
            if key in found:
                raise _wrong(self._place(key_node), (*path, key), "the key is there twice")
            self._places[(*path, key)] = self._place(key_node)
            found[key] = self.value(value_node, (*path, key))
        return found

    def _sequence(self, node: yaml.SequenceNode, path: Path) -> JSON:
        found: list[JSON] = []
        for index, item in enumerate(node.value):
            self._places[(*path, index)] = self._place(item)
            found.append(self.value(item, (*path, index)))
        return found

    def _scalar(self, node: yaml.Node, path: Path) -> JSON:
        tag = str(node.tag).rpartition(":")[2]
        if tag in ("str", "timestamp", "value", "merge"):
            return str(node.value)
        if tag not in ("null", "bool", "int", "float"):
            raise _wrong(self._place(node), path, f"the type {node.tag} is not supported")
        try:
            value: JSON = self._constructor.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError) as error:
            raise _wrong(self._place(node), path, f"{node.value!r} cannot be read") from error
        if isinstance(value, float) and not math.isfinite(value):  # JSON has none: it would become null, no limit
            raise _wrong(self._place(node), path, f"{node.value!r} is no number that a pack can hold")
        return value

    def _place(self, node: yaml.Node) -> Place:
        return Place(self._file, node.start_mark.line + 1)


def _wrong(place: Place, path: Path, message: str) -> Misconfigured:
    where = path_text(path)
    return Misconfigured(
        f"{place}: {where + ': ' if where else ''}{message}", file=place.file, line=place.line, field=where
    )
