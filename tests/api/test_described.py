"""What routes answer is described, and an answer that is not as it is described does not go unnoticed."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from rootward.api.application import ROUTES
from rootward.api.described import Text, answers, describe, is_described
from tests.api.conftest import Open
from tests.described import Told


class Part(TypedDict):
    name: str
    size: NotRequired[int]


class Whole(TypedDict):
    """All of it."""

    parts: list[Part]
    state: Literal["new", "old"]
    more: dict[str, Any]
    next: str | None


def test_every_route_says_what_it_answers() -> None:
    silent = [f"{', '.join(route.methods)} {route.path}" for route in ROUTES if not is_described(route)]
    assert silent == [], "say what it answers, by @answers(...) directly above the function (rootward/api/described.py)"


async def test_the_document_names_every_shape_once_and_leaves_none_out(embedded: Open) -> None:
    async with embedded() as face:
        document = await face.get("/openapi.json")
        shapes = document["components"]["schemas"]
        assert {name for name in _names(document) if name not in shapes} == set()
        assert [name for name in shapes if "." in name] == []
        problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path in document["paths"].values():
            for operation in path.values():
                assert operation["responses"]["default"]["content"] == problem
                assert "422" not in operation["responses"]


def test_a_shape_is_told_with_what_may_be_left_out_and_what_may_be_anything() -> None:
    document = _described(Whole)
    assert document["components"]["schemas"]["Whole"] == {
        "description": "All of it.",
        "type": "object",
        "properties": {
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
            "state": {"enum": ["new", "old"]},
            "more": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Json"}},
            "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["more", "next", "parts", "state"],
    }
    assert document["components"]["schemas"]["Part"]["required"] == ["name"]


def test_a_route_may_answer_one_of_several_shapes_text_and_nothing() -> None:
    told = _described(Part, Whole, Text("text/plain"), also={304: ()})["paths"]["/things"]["get"]["responses"]
    assert told["200"]["content"] == {
        "application/json": {
            "schema": {"anyOf": [{"$ref": "#/components/schemas/Part"}, {"$ref": "#/components/schemas/Whole"}]}
        },
        "text/plain": {"schema": {"type": "string"}},
    }
    assert "content" not in told["304"]


def test_two_shapes_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two shapes have the name Part"):
        _described(Part, components={"Part": {}})


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"parts": [], "state": "new", "more": {"x": [1]}, "next": None}, ""),
        ({"parts": [{"name": "a", "size": 1}], "state": "old", "more": {}, "next": "n"}, ""),
        ({"parts": [], "state": "new", "more": {}}, "next"),
        ({"parts": [], "state": "new", "more": {}, "next": None, "extra": 1}, "extra"),
        ({"parts": [{"name": "a", "extra": 1}], "state": "new", "more": {}, "next": None}, "extra"),
        ({"parts": [{"name": 1}], "state": "new", "more": {}, "next": None}, "string"),
        ({"parts": [], "state": "lost", "more": {}, "next": None}, "one of"),
        ([], "object"),
    ],
)
def test_an_answer_that_is_not_as_described_is_a_fault(answer: Any, fault: str) -> None:
    told = Told(_described(Whole))
    if not fault:
        told.compare("GET", "/things", httpx.Response(200, json=answer))
        return
    with pytest.raises(AssertionError, match=fault):
        told.compare("GET", "/things", httpx.Response(200, json=answer))


def test_another_status_and_another_kind_of_body_are_faults() -> None:
    told = Told(_described(Whole))
    for other in (httpx.Response(201, json={}), httpx.Response(200, text="well"), httpx.Response(400, json={})):
        with pytest.raises(AssertionError, match="which is not described"):
            told.compare("GET", "/things", other)


def _described(*shapes: Any, components: dict[str, Any] | None = None, **how: Any) -> dict[str, Any]:
    """The document of an application with one route."""
    router, api = APIRouter(), FastAPI()

    @router.get("/things")
    @answers(*shapes, **how)
    async def things() -> dict[str, Any]:
        return {}

    api.include_router(router)
    document = api.openapi() | {"components": {"schemas": components or {}}}
    return describe(document, [route for route in router.routes if isinstance(route, APIRoute)])


def _names(part: Any) -> set[str]:
    """Of the shapes that are referred to."""
    if isinstance(part, list):
        return {name for one in part for name in _names(one)}
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"].rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
    return own | {name for one in part.values() for name in _names(one)}
