"""Tests mirror the code: `rootward/kit/db.py` is tested in `tests/kit/test_db.py`; either is found from the other."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

TESTED_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "tests/runs/test_recorder.py": ("runs/calls.py",),
    "tests/test_docs.py": ("plugins/builtin.py",),
    "tests/cli/test_client.py": ("cli/embedded.py", "cli/options.py"),
    "tests/events/test_ingest.py": ("events/entity.py", "events/keys.py"),
    "tests/scenarios/test_shop_incidents.py": ("demo/incidents.py",),
}  # fmt: skip
"""Test file -> what it runs most of. The list only shrinks: who changes one of these gives it a test of its own."""


def test_every_module_that_does_something_has_a_test() -> None:
    elsewhere = {module for modules in TESTED_ELSEWHERE.values() for module in modules}
    missing = _untested()
    wrong = [f"rootward/{module} has no tests/{_own(module)}" for module in sorted(missing - elsewhere)]
    wrong += [f"rootward/{module} has its own test: take it off the list" for module in sorted(elsewhere - missing)]
    assert not wrong, "\n".join(["", *wrong])


def test_the_tests_named_on_the_list_exist() -> None:
    assert [test for test in TESTED_ELSEWHERE if not (ROOT / test).is_file()] == []


def test_a_contract_needs_no_test_and_a_function_does() -> None:
    assert not _does_something(ast.parse("class Tool(Protocol):\n    def call(self) -> None: ..."))
    assert not _does_something(ast.parse("LIMIT = 3\ndef _private() -> None: ..."))
    assert _does_something(ast.parse("def add(a: int, b: int) -> int:\n    return a + b"))
    assert _does_something(ast.parse("class Log:\n    def append(self) -> None:\n        self.size += 1"))


def _untested() -> set[str]:
    package = ROOT / "rootward"
    every = (path for path in package.rglob("*.py") if "migrations" not in path.parts)
    doing = {str(path.relative_to(package)) for path in every if _does_something(ast.parse(path.read_text()))}
    tests = {str(path.relative_to(ROOT / "tests")) for path in (ROOT / "tests").rglob("test_*.py")}
    return {module for module in doing if not _mirrors(module) & tests}


def _does_something(tree: ast.Module) -> bool:
    """A public function, or a public class with a public method that is no property (a contract has only those)."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            return True
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
            continue
        if any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases):
            continue
        methods = (child for child in node.body if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))
        if any(not method.name.startswith("_") and not method.decorator_list for method in methods):
            return True
    return False


def _own(module: str) -> str:
    path = Path(module).with_suffix("")
    return str(path.parent / f"test_{path.parent.name if path.name == '__init__' else path.name}.py")


def _mirrors(module: str) -> set[str]:
    """Its own test; that of the file it belongs to (`kit/redact.py` for `kit/redact_names.py`); or one for the whole
    folder inside a slice (`cli/test_commands.py`)."""
    own = Path(_own(module))
    words = own.stem.split("_")
    found = {str(own.parent / f"{'_'.join(words[:count])}.py") for count in range(2, len(words) + 1)}
    return found | ({str(own.parent.parent / f"test_{own.parent.name}.py")} if len(own.parts) > 2 else set())
