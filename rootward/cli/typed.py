"""Typed: the arguments of a call, as somebody wrote them on the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from rootward.cli.exit import Quit

__all__ = ["Arg", "arguments"]

Arg = Annotated[list[str] | None, typer.Option(help="an argument, NAME=VALUE; a JSON value is read as JSON")]


def arguments(whole: str, parts: Sequence[str], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All of them as one JSON object, or those that were there before; then each NAME=VALUE. Raises Quit."""
    try:
        found = json.loads(whole) if whole else dict(before or {})
    except ValueError as error:
        raise Quit(2, f"--arguments is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise Quit(2, "--arguments must be a JSON object")
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals or not name:
            raise Quit(2, f"--arg {part!r} is not NAME=VALUE")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found
