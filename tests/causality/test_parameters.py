"""One table of numbers for all systems."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace

from rootward.causality import parameters
from rootward.causality.parameters import PARAMETERS, digest


def test_every_parameter_says_why() -> None:
    lines = inspect.getsource(parameters).splitlines()
    classes = [node for node in ast.parse("\n".join(lines)).body if isinstance(node, ast.ClassDef)]
    table = next(node for node in classes if node.name == "Parameters")
    silent = [
        lines[node.lineno - 1].strip()
        for node in table.body
        if isinstance(node, ast.AnnAssign) and "#" not in lines[node.lineno - 1]
    ]
    assert silent == ["weights: dict[str, float] = field(default_factory=lambda: dict(_WEIGHTS))"]


def test_the_digest_follows_the_numbers(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    before = digest()
    assert before == digest()
    monkeypatch.setattr(parameters, "PARAMETERS", replace(PARAMETERS, decay=0.4))
    assert digest() != before
