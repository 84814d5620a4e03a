"""LangSmith's runs."""

from __future__ import annotations

import pytest

from rootward.plugins.sources.exported_langsmith import is_run, spans_of
from tests.plugins.sources.exports import LANGSMITH


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        ("ValueError('no')", "ValueError", None),
        ("ValueError('no')Traceback (most recent call last):\n  File 'a'\nhttpx.ReadTimeout: late", "httpx.ReadTimeout",
         "late"),
        ("something went wrong", None, None),
        ("", None, None),
    ],
)  # fmt: skip
def test_the_type_of_an_error_is_read_where_it_stands(error: str, kind: str | None, message: str | None) -> None:
    (span,) = spans_of(LANGSMITH[2] | {"error": error, "status": "success"})
    assert (span.attributes.get("exception.type"), span.attributes.get("exception.message")) == (kind, message)
    assert span.failed is bool(error)


def test_a_run_is_known_by_its_type() -> None:
    assert is_run(LANGSMITH[0])
    assert not is_run({"id": "x", "type": "TOOL"})
