"""Backstage source: catalog files (YAML, one or many documents) become declared topology.

Components are services; what they depend on, whose APIs they consume, which repository they are built from and which
group owns them become edges that hold at all times. Format: backstage.io, descriptor format of catalog entities
(`backstage.io/v1alpha1`, `v1beta1`); a reference is `[kind:][namespace/]name`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from rootward.errors import BadInput, BadSyntax, RootwardError
from rootward.events.model import Edge, Received, Reject, Telemetry
from rootward.events.source import Piece, SourceContext, reject_of
from rootward.events.strict import shown
from rootward.kit.canonical import JSON
from rootward.plugins.sources.documents import section, text

__all__ = ["BackstageSource", "is_catalog", "pieces"]

ORIGIN = "catalog"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SAYS_SO = re.compile(rb"(?m)^apiVersion:\s*['\"]?backstage\.io/")
_REFERENCE = re.compile(r"(?:(?P<kind>[A-Za-z]+):)?(?:(?P<namespace>[^/\s:]+)/)?(?P<name>[^/\s:]+)")
_NO_SERVICES = frozenset({"library", "documentation"})
_STORES = re.compile(r"database|cache|store|bucket|queue|topic|table")
_SLUG = "github.com/project-slug"
_SUFFIXES = (".yaml", ".yml")
_MOST_BYTES = 16 * 1024 * 1024


@dataclass(slots=True)
class _Catalog:
    """What the documents of one body say together."""

    provides: dict[str, set[str]] = field(default_factory=dict)
    """API -> the services that provide it."""
    stores: set[str] = field(default_factory=set)
    """Resources that keep something; the others are third parties."""


class BackstageSource:
    name = "backstage"
    many = True

    def recognises(self, body: bytes, headers: Mapping[str, str]) -> bool:
        return _SAYS_SO.search(body) is not None

    def parse(self, body: bytes, headers: Mapping[str, str], context: SourceContext) -> Received:
        """Edges of the topology; a document that is no catalog entity is set aside. Raises BadSyntax for no YAML.

        Who consumes an API calls whoever provides it, so both are to be in one body."""
        catalog, rejects, edges = _Catalog(), dict[int, Reject](), dict[Edge, None]()
        known: dict[int, dict[str, JSON]] = {}
        for index, document in enumerate(_documents(body)):
            try:
                known[index] = _checked(document)
                _note(known[index], catalog)
            except RootwardError as error:
                rejects[index] = reject_of(error, index, str(document).encode()[:2000])
        for index, entity in known.items():
            try:
                edges.update(dict.fromkeys(list(_edges(entity, catalog))))
            except RootwardError as error:
                rejects[index] = reject_of(error, index, str(entity).encode()[:2000])
        return Received(
            telemetry=Telemetry(edges=tuple(edges)), rejects=tuple(rejects[index] for index in sorted(rejects))
        )


def is_catalog(path: Path) -> bool:
    """Whether a file, or a folder's files, are a catalog."""
    return any(True for _ in _files(path))


def pieces(path: Path) -> Iterator[Piece]:
    """All catalog files of a folder, or one file, as one body: they refer to each other."""
    parts = list(_files(path))
    body = b"\n---\n".join(parts)
    if len(body) > _MOST_BYTES:
        raise BadInput(f"{path}: a catalog has at most {_MOST_BYTES} bytes", field="path")
    yield Piece(kind=BackstageSource.name, body=body, headers={"content-type": "application/yaml"}, items=len(parts),
                done=len(body))  # fmt: skip


def _files(path: Path) -> Iterator[bytes]:
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    for one in found:
        if one.suffix.lower() in _SUFFIXES and one.is_file() and one.stat().st_size <= _MOST_BYTES:
            raw = one.read_bytes()
            if _SAYS_SO.search(raw):
                yield raw


def _documents(body: bytes) -> list[JSON]:
    if len(body) > _MOST_BYTES:
        raise BadInput(f"a catalog has at most {_MOST_BYTES} bytes", field="body")
    if re.search(rb"(?m)^[^#\n]*[:\-]\s+[&*][A-Za-z0-9_]+\s*$", body):  # a few lines of these can grow without end
        raise BadInput("anchors and aliases are not read in a catalog", field="body")
    try:
        return [document for document in yaml.load_all(body, Loader=_LOADER) if document is not None]
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        raise BadSyntax(f"not readable as YAML{where}: {str(error).splitlines()[0]}", field="body") from error


def _checked(document: JSON) -> dict[str, JSON]:
    if not isinstance(document, dict) or not text(document, "apiVersion").startswith("backstage.io/"):
        raise BadInput(f"{shown(document)} is no catalog entity: apiVersion is not backstage.io/…", field="apiVersion")
    if not text(document, "kind"):
        raise BadInput("kind is missing", field="kind")
    if not text(section(document, "metadata"), "name"):
        raise BadInput(f"a {text(document, 'kind')} has no metadata.name", field="metadata.name")
    return document


def _note(entity: Mapping[str, JSON], catalog: _Catalog) -> None:
    spec, name = section(entity, "spec"), text(section(entity, "metadata"), "name")
    if text(entity, "kind").lower() == "component" and text(spec, "type") not in _NO_SERVICES:
        for api in _references(spec, "providesApis", "api"):
            catalog.provides.setdefault(api, set()).add(f"service:{name}")
    if text(entity, "kind").lower() == "resource" and _STORES.search(text(spec, "type").lower()):
        catalog.stores.add(name)


def _edges(entity: Mapping[str, JSON], catalog: _Catalog) -> Iterator[Edge]:
    kind, metadata, spec = text(entity, "kind").lower(), section(entity, "metadata"), section(entity, "spec")
    here = _place(kind, text(metadata, "name"), catalog, text(spec, "type"))
    if not here:
        return
    for reference in _strings(spec, "dependsOn"):
        there = _place(*_split(reference, "component"), catalog)
        if there and there != here:
            yield _edge(here, there, "depends_on")
    for reference in _strings(spec, "dependencyOf"):
        there = _place(*_split(reference, "component"), catalog)
        if there and there != here:
            yield _edge(there, here, "depends_on")
    for api in _references(spec, "consumesApis", "api"):
        for provider in sorted(catalog.provides.get(api, ())):
            if provider != here:
                yield _edge(here, provider, "calls")
    yield from _owners(here, spec, metadata)


def _owners(here: str, spec: Mapping[str, JSON], metadata: Mapping[str, JSON]) -> Iterator[Edge]:
    slug = text(section(metadata, "annotations"), _SLUG)
    if slug:
        yield _edge(f"repository:{slug}", here, "owns")
    if text(spec, "owner"):
        kind, name = _split(text(spec, "owner"), "group")
        if kind == "group":
            yield _edge(f"group:{name}", here, "owns")


def _edge(src: str, dst: str, relation: str) -> Edge:
    return Edge(src=src, dst=dst, relation=relation, origin=ORIGIN, ts=0)  # type: ignore[arg-type]


def _place(kind: str, name: str, catalog: _Catalog, its_type: str = "") -> str:
    """The canonical reference of a catalog entity; '' for what nothing happens to."""
    if kind == "component" and its_type not in _NO_SERVICES:
        return f"service:{name}"
    if kind == "resource":
        return f"database:{name}" if name in catalog.stores else f"external:{name}"
    return ""


def _references(spec: Mapping[str, JSON], name: str, kind: str) -> list[str]:
    return [_split(reference, kind)[1] for reference in _strings(spec, name)]


def _strings(spec: Mapping[str, JSON], name: str) -> list[str]:
    found = spec.get(name)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _split(reference: str, kind: str) -> tuple[str, str]:
    """Kind and name. Raises BadInput for what is no reference."""
    match = _REFERENCE.fullmatch(reference.strip())
    if match is None:
        raise BadInput(f"{reference[:80]!r} is no reference to a catalog entity", field="spec")
    return (match["kind"] or kind).lower(), match["name"]
