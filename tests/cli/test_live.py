"""The live demonstration says what it lacks; that it repairs is tried by `make live`, which .ci/run calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from rootward.cli.exit import Quit
from rootward.cli.live import Live, live
from rootward.cli.options import Options

CONSOLE = Console(quiet=True)


def _wanted(folder: Path, shop: str) -> Live:
    return Live(incident="bad_deploy_pool", after_s=30, folder=folder, agreed=None, shop=shop)


async def test_without_the_repository_it_says_where_the_shop_is(tmp_path: Path) -> None:
    with pytest.raises(Quit, match="of the repository"):
        await live(Options(data_dir=tmp_path), _wanted(tmp_path, "no_such.shop"), CONSOLE)


async def test_a_shop_that_ends_before_it_is_up_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "broken_shop"
    package.mkdir()
    for name in ("__init__", "fleet", "__main__"):
        (package / f"{name}.py").write_text("")
    (package / "plugin.py").write_text("def register(registry):\n    pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(Quit, match="ended before it was up"):
        await live(Options(data_dir=tmp_path), _wanted(tmp_path / "data", "broken_shop"), CONSOLE)
