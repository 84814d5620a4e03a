"""Expressions of a pack: a pattern that does not compile is named with its place; those that ship all compile."""

from __future__ import annotations

import pytest

from rootward.errors import Misconfigured
from rootward.packs.builtin import builtin, shipped
from rootward.packs.expressions import wrong_expressions
from rootward.packs.load import load_text

PACK = """
name: p
version: "1"
signatures:
  - {name: a, fault: x, meaning: m, patterns: [fine, '(?=no)']}
run_signatures:
  - {name: b, category: unknown, meaning: m, message: [fine], except_error: ['(']}
"""


def test_every_pattern_that_does_not_compile_is_named() -> None:
    with pytest.raises(Misconfigured) as refused:
        load_text(PACK, file="p.yaml")
    lines = refused.value.message.splitlines()
    assert len(lines) == 2
    assert "p.yaml:5: signatures[0].patterns[1]: '(?=no)' is not an RE2 expression" in lines[0]
    assert "p.yaml:7: run_signatures[0].except_error[0]: '(' is not an RE2 expression" in lines[1]


@pytest.mark.parametrize("name", shipped())
def test_what_ships_compiles(name: str) -> None:
    assert list(wrong_expressions(builtin(name))) == []
