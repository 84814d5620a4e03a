"""Described: every answer that a test gets is compared with what the OpenAPI document says of its route.

What the document does not say is a fault: an answer of another status or kind, and a field that is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx
import jsonschema_rs
from fastapi import FastAPI
from starlette.routing import Match

from rootward.api.application import ROUTERS, ROUTES
from rootward.api.described import describe

__all__ = ["Described", "Told"]


class Described(httpx.ASGITransport):
    """The way to the application that looks at every answer."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        await response.aread()
        asked = {"type": "http", "method": request.method, "path": request.url.path}
        route = next((route for route in ROUTES if route.matches(asked)[0] == Match.FULL), None)
        if route is not None:
            _told().compare(request.method, route.path_format, response)
        return response


class Told:
    """An OpenAPI document, with the checks that were made of it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._shapes = {name: _closed(name, shape) for name, shape in document["components"]["schemas"].items()}
        self._checks: dict[str, jsonschema_rs.Validator] = {}

    def compare(self, method: str, path: str, response: httpx.Response) -> None:
        """Raises AssertionError when the answer is not what the document says of the route with this path."""
        told = self._document["paths"][path][method.lower()]["responses"]
        media = response.headers.get("content-type", "").partition(";")[0]
        where = f"{method} {path} answers {response.status_code} {media}"
        status = str(response.status_code) if str(response.status_code) in told else "default"
        content = told[status].get("content", {}) if status != "default" or response.status_code >= 400 else {}
        if not response.content and not content:
            return
        assert media in content, f"{where}, which is not described: say so in @answers"
        if media.endswith(("/json", "+json")):
            self._look(where, content[media]["schema"], response)

    def _look(self, where: str, schema: Mapping[str, Any], response: httpx.Response) -> None:
        check = self._checks.get(str(schema))
        if check is None:
            whole = {"components": {"schemas": self._shapes}, "allOf": [schema]}
            check = self._checks[str(schema)] = jsonschema_rs.validator_for(whole, offline=True)
        try:
            check.validate(response.json())
        except jsonschema_rs.ValidationError as error:
            fault = f"{where}, but not as it is described: {error.message}"
            raise AssertionError(f"{fault}\n{response.text[:2000]}") from error


def _closed(name: str, shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same without room for fields that it does not name; a problem has facts of its own."""
    if name == "Problem" or "properties" not in shape:
        return shape
    return {**shape, "additionalProperties": False}


@cache
def _told() -> Told:
    """Of the whole interface."""
    api = FastAPI()
    for router in ROUTERS:
        api.include_router(router)
    return Told(describe(api.openapi(), ROUTES))
