"""Templates of one line of a program."""

from __future__ import annotations

import numpy as np
import pytest

from rootward.causality.statements import head_of, of_statements
from rootward.events.log_counts import LogCounts, LogKey


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("INFO o.s.OrderService#<*> [create][id: <*>][kind: gift]", "INFO o.s.OrderService#<*> [create][id: "),
        ("level=info caller=server/main.go:<*> msg=started", "level=info caller=server/main.go:<*> msg=started"),
        ("<*> <*>#<*> Find by id <*>", "<*> <*>#<*> Find by id "),
        ("orders.py:<*> <*> is late", ""),
        ("order #<*> is paid", ""),
        ("a plain line", ""),
    ],
)
def test_a_line_that_says_where_it_was_written_is_cut_at_its_first_variable(text: str, head: str) -> None:
    assert head_of(text) == head


def _key(text: str, name: str, severity: str = "info") -> LogKey:
    return LogKey(entity="service:a", severity=severity, template_id=name, text=text, template_ids=(name,))


def _counts(*keys: LogKey) -> LogCounts:
    size = len(keys)
    return LogCounts(
        keys=keys, times=np.arange(2, dtype=np.int64), counts=np.arange(2 * size, dtype=np.int64).reshape(size, 2),
        first=np.arange(size, dtype=np.int64), last=np.arange(size, dtype=np.int64) + 10, step_ns=1,
    )  # fmt: skip


def test_templates_of_one_place_are_one_row_called_by_the_commonest() -> None:
    found = of_statements(
        _counts(_key("b.C#<*> got <*> one", "x"), _key("b.C#<*> sent", "y"), _key("b.C#<*> got <*> two", "z"))
    )
    assert [(key.template_id, key.template_ids) for key in found.keys] == [("z", ("x", "z")), ("y", ("y",))]
    assert found.counts.tolist() == [[4, 6], [2, 3]]
    assert found.first.tolist() == [0, 1] and found.last.tolist() == [12, 11]


def test_lines_without_a_place_and_of_another_severity_stay_apart() -> None:
    lines = _counts(_key("one", "x"), _key("one more", "y"), _key("b.C#<*> z", "z"), _key("b.C#<*> z", "z", "error"))
    assert of_statements(lines) is lines
