"""The documents agree with the code: examples run, paths exist, reference pages are what the code says."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from rootward.cli.tree import COMMANDS
from rootward.packs.load import load_text

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GUIDES = sorted((DOCS / "guides").glob("*.md"))
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
MAX_DECISION_LINES = 40


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_the_examples_of_a_guide_run(guide: Path, tmp_path: Path) -> None:
    """The Python of a guide, put together in order, is a program that ends well."""
    program = tmp_path / "example.py"
    program.write_text("\n".join(_blocks(guide, "python")))
    ended = subprocess.run([sys.executable, program], cwd=tmp_path, capture_output=True, text=True, timeout=200)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_the_examples_of_a_guide_use_what_they_import(guide: Path, tmp_path: Path) -> None:
    program = tmp_path / "example.py"
    program.write_text("\n".join(_blocks(guide, "python")))
    command = [sys.executable, "-m", "ruff", "check", "--select", "F,B,ASYNC", "--ignore-noqa", str(program)]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200)
    assert checked.returncode == 0, checked.stdout


def test_the_packs_of_the_guides_load() -> None:
    packs = [text for guide in GUIDES for text in _blocks(guide, "yaml")]
    assert [load_text(text).name for text in packs] == ["probes", "repairs", "tools-of-ours", "shop-rules"]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_and_link_in_a_document_exists(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    paths = [ROOT / path for path in re.findall(r"`((?:rootward|tests|docs|bench|requirements|\.ci)/[\w./-]*)`", text)]
    paths += [page.parent / link.partition("#")[0] for link in re.findall(r"\]\(([^):]+)\)", text)]
    assert [str(path) for path in paths if not path.exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_in_a_document_exists(page: Path) -> None:
    text = page.read_text()
    named = re.findall(r"(?:^|`)(?:\$ )?rootward ([a-z][a-z-]*)", text, flags=re.MULTILINE)
    goals = re.findall(r"(?:^|`)(?:\$ )?make ([a-z]+)", text, flags=re.MULTILINE)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert (set(named) - COMMANDS.keys(), set(goals) - targets) == (set(), set())


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_in_a_document_exists(page: Path) -> None:
    known = set(re.findall(r"ROOTWARD_\w+", (DOCS / "reference" / "settings.md").read_text()))
    named = set(re.findall(r"\bROOTWARD_(?!SECRET_)[A-Z][A-Z_]*[A-Z]\b", page.read_text()))  # secrets are anybody's
    elsewhere = {"ROOTWARD_TEST_POSTGRES", "ROOTWARD_SERVER", "ROOTWARD_TOKEN"}
    assert named - known - elsewhere == set()


def test_the_reference_is_what_the_code_says() -> None:
    written = {path.name: path.read_text() for path in (DOCS / "reference").glob("*.md")}
    assert written == _generator().pages(), "run: make docs"


def test_decisions_are_numbered_short_and_say_what_enforces_them() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    sections = ("## Context", "## Decision", "## Consequences", "## Alternatives", "## Enforced by")
    for path in DECISIONS:
        text = path.read_text()
        assert text.count("\n") <= MAX_DECISION_LINES, path.name
        assert [section for section in sections if section not in text] == [], path.name
        assert re.match(rf"# {int(path.name[:4])}\. ", text), path.name


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_keep_to_the_width_of_the_code(page: Path) -> None:
    if page.parent.name != "reference":
        lines = (line for line in page.read_text().splitlines() if not line.startswith("|"))
        assert [line for line in lines if len(line) > 120] == []


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), flags=re.MULTILINE | re.DOTALL)


@cache
def _generator() -> ModuleType:
    found = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module
