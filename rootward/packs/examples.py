"""Examples of a pack: exceptions as they come in, with what is expected of its rules."""

from __future__ import annotations

from pydantic import Field, JsonValue

from rootward.packs.values import Checked, Text

__all__ = ["Example"]


class Example(Checked):
    """`expected` may say `exceptionType` and `severity`."""

    input: dict[Text, JsonValue]
    expected: dict[Text, JsonValue] = Field(default_factory=dict)
