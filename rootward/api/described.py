"""Described: what every route answers, said beside the route and told by the OpenAPI document.

Nothing is checked or changed on the way out: an answer is described, not made, by its shape. Tests compare every real
answer with what is said here (`tests/described.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from fastapi.routing import APIRoute
from pydantic import BaseModel

from rootward.api.answers.problem import Problem

__all__ = ["Text", "answers", "describe", "is_described"]

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_JSON = "application/json"
_PROBLEM = "application/problem+json"
_REF = "#/components/schemas/"
_ANY = {
    "description": "Any JSON.",
    "anyOf": [
        {"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "null"},
        {"type": "array", "items": {"$ref": _REF + "Json"}},
        {"type": "object", "additionalProperties": {"$ref": _REF + "Json"}},
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """An answer that is no JSON; `frames` is what each `data:` line of a stream holds."""

    media: str
    frames: Any = None


def answers(*shapes: Any, also: Mapping[int, tuple[Any, ...]] | None = None) -> Callable[[Endpoint], Endpoint]:
    """Say what a route answers when all goes well: one of `shapes` (a type that msgspec knows, or Text) under the
    route's own status, and what it answers under `also` others. Stands directly above the function."""

    def say(endpoint: Endpoint) -> Endpoint:
        endpoint.__answers__ = {None: shapes, **(also or {})}  # type: ignore[attr-defined]
        return endpoint

    return say


def is_described(route: APIRoute) -> bool:
    """Whether somebody said what it answers: here, or by a model that the framework describes."""
    model = route.response_model
    return bool(_said(route)) or (isinstance(model, type) and issubclass(model, BaseModel))


def describe(document: dict[str, Any], routes: Sequence[APIRoute]) -> dict[str, Any]:
    """The framework's OpenAPI document, completed: the answers of `routes`, and a problem wherever one is refused."""
    told = [one for route in routes for shapes in _said(route).values() for one in map(_shape, shapes)]
    shapes = list(dict.fromkeys(one for one in (Problem, *told) if one is not None))
    schemas, parts = msgspec.json.schema_components(shapes, ref_template=_REF + "{name}")
    known = dict(zip(shapes, map(_plain, schemas), strict=True))
    components: dict[str, Any] = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    if twice := components.keys() & parts.keys():
        raise ValueError(f"two shapes have the name {', '.join(sorted(twice))}")
    components |= {"Json": _ANY} | {name: _plain(part) for name, part in parts.items()}
    document["components"]["schemas"] = dict(sorted(components.items()))
    for route in routes:
        for method in route.methods or ():
            _complete(document["paths"][route.path_format][method.lower()], route, known)
    return document


def _said(route: APIRoute) -> Mapping[int | None, tuple[Any, ...]]:
    said: Mapping[int | None, tuple[Any, ...]] = getattr(route.endpoint, "__answers__", {})
    return said


def _shape(one: Any) -> Any:
    return one.frames if isinstance(one, Text) else one


def _complete(operation: dict[str, Any], route: APIRoute, known: Mapping[Any, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)  # a refusal is a problem, like every other
    for status, shapes in _said(route).items():
        told = responses.setdefault(str(status or route.status_code or 200), {"description": "Another good answer"})
        told["content"] = _content(shapes, known)
        if not told["content"]:
            del told["content"]
    refused = {_PROBLEM: {"schema": {"$ref": _REF + "Problem"}}}
    responses["default"] = {"description": "A refusal: every error is a problem (RFC 9457)", "content": refused}


def _content(shapes: Iterable[Any], known: Mapping[Any, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for one in shapes:
        media = one.media if isinstance(one, Text) else _JSON
        schema = known.get(_shape(one), {"type": "string"})
        before = content.get(media, {}).get("schema")
        content[media] = {"schema": schema if before is None else _either(before, schema)}
    return content


def _either(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [*(one["anyOf"] if one.keys() == {"anyOf"} else [one]), other]}


def _plain(schema: Any) -> Any:
    """The same without titles; what may be anything is said to be any JSON; what has a default is always there."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if not schema:
        return {"$ref": _REF + "Json"}
    told = {name: value if name in _AS_IS else _plain(value) for name, value in schema.items() if name not in _LEFT}
    if "properties" in schema:
        told["properties"] = {name: _plain(value) for name, value in schema["properties"].items()}
        filled = {name for name, value in schema["properties"].items() if "default" in value}
        required = {*schema.get("required", ()), *filled}
        told["required"] = [name for name in schema["properties"] if name in required]
    elif schema.get("type") == "object" and "additionalProperties" not in schema:
        told["additionalProperties"] = {"$ref": _REF + "Json"}
    elif schema.get("type") == "array":
        told.setdefault("items", {"$ref": _REF + "Json"})
    return told


_LEFT = ("title", "default")
_AS_IS = ("description", "enum", "required", "const", "properties", "type")
