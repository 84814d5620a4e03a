"""Plugins: the built-in ones and every installed one, unless it is broken."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Protocol

import pytest
from structlog.testing import capture_logs

from rootward.errors import Misconfigured
from rootward.kit.registry import GROUP, Registry, load


class Named(Protocol):
    name: str


@dataclass(frozen=True)
class Source:
    name: str


@dataclass(frozen=True)
class Tool:
    spec: Source


def _built_in(registry: Registry) -> None:
    registry.add("source", Source("own"))


def _names(registry: Registry, kind: str = "source") -> list[str]:
    return [thing.name for thing in registry.all(kind, Named)]  # type: ignore[type-abstract]


def _install(folder: Path, name: str, code: str) -> None:
    """What a package manager leaves behind of a distribution with one plugin."""
    (folder / f"{name}.py").write_text(code)
    facts = folder / f"{name}-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(f"[{GROUP}]\n{name} = {name}:register\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


GOOD = """
class Source:
    name = "theirs"

def register(registry):
    registry.add("source", Source())
"""


def test_an_installed_plugin_is_found_by_its_entry_point(site: Path) -> None:
    _install(site, "rw_good", GOOD)
    assert _names(load([_built_in])) == ["own", "theirs"]


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("rw_raising", "raise RuntimeError('no licence')", "RuntimeError: no licence"),
        ("rw_lacking", "import module_that_nobody_has", "module_that_nobody_has"),
        ("rw_empty", "", "has no attribute 'register'"),
        ("rw_strange", GOOD.replace('"source"', '"sauce"'), "'sauce' is not a kind of plugin"),
        ("rw_double", GOOD.replace("theirs", "own"), "there is a source called 'own' already"),
        ("rw_half", GOOD + "    raise ValueError('half way')", "ValueError: half way"),
    ],
)
def test_a_broken_plugin_is_left_out_whole_with_one_log_line(site: Path, name: str, code: str, reason: str) -> None:
    _install(site, name, code)
    _install(site, "rw_zebra", GOOD.replace("theirs", "striped"))
    with capture_logs() as logged:
        registry = load([_built_in])
    assert _names(registry) == ["own", "striped"]
    (line,) = logged
    assert (line["event"], line["log_level"], line["plugin"]) == ("plugin.not_loaded", "error", name)
    assert reason in line["reason"]


def test_plugins_are_loaded_in_the_order_of_their_names() -> None:
    points = [EntryPoint(name, f"{__name__}:absent", GROUP) for name in ("b", "a")]
    with capture_logs() as logged:
        load([], points)
    assert [line["plugin"] for line in logged] == ["a", "b"]


def test_a_built_in_plugin_that_fails_is_a_bug_and_seen_at_once() -> None:
    def wrong(registry: Registry) -> None:
        registry.add("sauce", object())

    with pytest.raises(Misconfigured, match="kinds are source, tool, agent"):
        load([wrong], [])


def test_a_name_is_used_once_in_a_kind() -> None:
    registry = Registry()
    registry.add("tool", Tool(Source("a")))
    registry.add("source", Source("a"))
    with pytest.raises(Misconfigured, match="a tool called 'a' already"):
        registry.add("tool", Tool(Source("a")))
    assert len(registry.all("tool", Tool)) == 1


def test_what_is_handed_out_is_a_list_of_its_own() -> None:
    registry = load([_built_in], [])
    registry.all("source", Source).clear()
    assert _names(registry) == ["own"]
