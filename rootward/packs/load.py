"""Load a pack: read its files, check every value, and say where each mistake is (`file:line: path: message`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path as FilePath
from typing import Protocol

import msgspec
from pydantic import ValidationError

from rootward.errors import BadInput, Misconfigured
from rootward.packs.conditions import conditions_of
from rootward.packs.document import Document, Path, path_text, read_document
from rootward.packs.expressions import wrong_expressions
from rootward.packs.forms import written_as
from rootward.packs.model import Pack, SourceMapping

__all__ = ["CheckSource", "load", "load_body", "load_files", "load_text"]

CheckSource = Callable[[SourceMapping], None]
"""Raises BadInput or ValueError for a mapping that the reader of declared sources could not follow."""

_SECTIONS = frozenset(name for name in Pack.model_fields if name not in ("name", "version", "description", "requires"))
_ENDINGS = (".yaml", ".yml", ".json")
_MAX_PROBLEMS = 50


class File(Protocol):
    """What a file of a folder or of an installed package has in common."""

    @property
    def name(self) -> str: ...

    def is_file(self) -> bool: ...

    def read_text(self, encoding: str | None = None) -> str: ...


def load(path: FilePath, *, check_source: CheckSource | None = None) -> Pack:
    """The pack in a folder (`pack.yaml` and one file a section) or in one YAML or JSON file.

    Raises Misconfigured with every mistake that was found, one a line.
    """
    if path.is_dir():
        return _checked(load_files(path.iterdir(), str(path)), check_source)
    return load_text(_text(path, str(path)), file=str(path), check_source=check_source)


def load_text(text: str, *, file: str = "pack", check_source: CheckSource | None = None) -> Pack:
    """The pack in one YAML or JSON text; `file` is what messages call it. Raises Misconfigured."""
    return _checked(read_document(text, file), check_source)


def load_body(body: object, *, file: str = "pack") -> Pack:
    """A pack from its stored body, which was checked when it was stored. Raises Misconfigured when it does not fit."""
    try:
        return Pack.model_validate_json(msgspec.json.encode(body))
    except ValidationError as error:
        raise Misconfigured(f"{file}: {error.errors()[0]['msg']}", file=file) from error


def load_files(files: Iterable[File], folder: str) -> Document:
    """`pack.yaml` with the sections of the other files put in: `routes.yaml` holds what is under `routes`."""
    found = {item.name: item for item in files if item.is_file() and item.name.endswith(_ENDINGS)}
    heads = [name for name in found if name.partition(".")[0] == "pack"]
    if len(heads) != 1:
        raise Misconfigured(f"{folder}: a pack folder has one pack.yaml, this one has {len(heads)}", file=folder)
    head = f"{folder}/{heads[0]}"
    whole = read_document(_text(found.pop(heads[0]), head), head)
    if not isinstance(whole.value, dict):
        raise Misconfigured(f"{head}:1: must be a mapping", file=head, line=1)
    for name in sorted(found):
        _put_section(whole, name.rpartition(".")[0], _text(found[name], f"{folder}/{name}"), f"{folder}/{name}")
    return whole


def _put_section(whole: Document, section: str, text: str, file: str) -> None:
    assert isinstance(whole.value, dict)
    if section not in _SECTIONS:
        known = ", ".join(sorted(_SECTIONS))
        raise Misconfigured(f"{file}: there is no section {section!r}; sections are {known}", file=file)
    if section in whole.value:
        other = whole.place((section,))
        raise Misconfigured(f"{file}:1: the section {section!r} is also at {other}", file=file, line=1)
    part = read_document(text, file)
    whole.value[section] = part.value
    whole.places |= {(section, *path): place for path, place in part.places.items()}


def _checked(document: Document, check_source: CheckSource | None) -> Pack:
    try:
        pack = written_as(document.value)
    except ValidationError as error:
        problems = [(_within(document, item["loc"]), _sentence(item["type"], item["msg"])) for item in error.errors()]
        raise _misconfigured(document, problems) from error
    problems = [*wrong_expressions(pack), *_wrong_conditions(pack), *_wrong_sources(pack, check_source)]
    if problems:
        raise _misconfigured(document, problems)
    return pack


def _wrong_conditions(pack: Pack) -> Iterable[tuple[Path, str]]:
    for path, condition in conditions_of(pack):
        try:
            condition()
        except BadInput as error:
            yield path, error.message


def _wrong_sources(pack: Pack, check_source: CheckSource | None) -> Iterable[tuple[Path, str]]:
    for index, source in enumerate(pack.sources if check_source else ()):
        try:
            if check_source:
                check_source(source)
        except BadInput as error:
            yield ("sources", index, *str(error.facts.get("field") or "").split(".")), error.message
        except ValueError as error:
            yield ("sources", index), str(error)


def _misconfigured(document: Document, problems: list[tuple[Path, str]]) -> Misconfigured:
    lines = [f"{document.place(path)}: {path_text(path) or 'the pack'}: {message}" for path, message in problems]
    if len(lines) > _MAX_PROBLEMS:
        lines = [*lines[:_MAX_PROBLEMS], f"… and {len(problems) - _MAX_PROBLEMS} more"]
    first = document.place(problems[0][0])
    return Misconfigured(
        "\n".join(lines), file=first.file, line=first.line, field=path_text(problems[0][0]), problems=len(problems)
    )


def _within(document: Document, loc: tuple[str | int, ...]) -> Path:
    """The location that pydantic names, without the steps that are not in the document."""
    path: Path = ()
    for index, step in enumerate(loc):
        if (*path, step) in document.places or index == len(loc) - 1:
            path = (*path, step)
    return path


def _sentence(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "this key is not known here"
    if kind == "missing":
        return "is missing"
    return message.removeprefix("Value error, ")


def _text(file: File, name: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{name}: cannot be read: {error}", file=name) from error
