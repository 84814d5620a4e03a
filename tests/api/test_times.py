"""Times in addresses."""

from __future__ import annotations

import pytest

from rootward.api.times import moment
from rootward.errors import BadInput


@pytest.mark.parametrize(
    ("text", "ns"),
    [(None, None), ("0", 0), ("1700000000000000001", 1_700_000_000_000_000_001), ("-5", -5),
     ("1970-01-01T00:00:01.5Z", 1_500_000_000), ("1970-01-01T01:00:00+01:00", 0)],
)  # fmt: skip
def test_both_spellings_are_read(text: str | None, ns: int | None) -> None:
    assert moment(text, "start") == ns


@pytest.mark.parametrize(
    "text", ["", "noon", "1970-01-01T00:00:00", "9" * 30, "--5", "1e9", "٣", "9999-01-01T00:00:00Z"]
)
def test_anything_else_names_the_field(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        moment(text, "start")
    assert refused.value.facts["field"] == "start"
