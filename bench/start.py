"""What a user waits for and what it weighs: start to ready, `--help`, installed size, packages.

The product's modules are compiled first, as installing a wheel does.
"""

from __future__ import annotations

import compileall
import importlib.metadata
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from packaging.requirements import Requirement

import rootward
from bench.harness import Figures, main, progress
from bench.servers import start


def run(figures: Figures) -> None:
    rounds = 2 if figures.quick else 7
    compileall.compile_dir(Path(rootward.__file__).parent, quiet=1)
    progress("start to ready")
    ready = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            served = start(Path(folder))
            ready.append(served.ready_s)
            served.stop()
    progress("--help")
    helped = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "rootward", "--help"], check=True, capture_output=True)
        helped.append(time.perf_counter() - began)
    packages = _core()
    figures.add("start.ready_s", statistics.median(ready), "s", n=rounds, goal="<= 2")
    figures.add("start.help_s", statistics.median(helped), "s", n=rounds, goal="<= 0.4")
    figures.add("start.installed_mb", sum(map(_size, packages)) / 1e6, "MB", n=1, goal="<= 250")
    figures.add("start.packages", len(packages), "packages", n=1)


def _core() -> list[str]:
    """Names of the installed distributions that the product needs at run time, itself included."""
    found: dict[str, None] = {}
    waiting = ["rootward"]
    while waiting:
        requirement = Requirement(waiting.pop())
        name = requirement.name.lower().replace("_", "-")
        for text in importlib.metadata.requires(name) or []:
            item = Requirement(text)
            wanted = [{"extra": extra} for extra in requirement.extras] or [{"extra": ""}]
            applies = item.marker is None or any(item.marker.evaluate(environment) for environment in wanted)
            if applies and (item.name.lower().replace("_", "-") not in found or item.extras):
                waiting.append(f"{item.name}[{','.join(item.extras)}]" if item.extras else item.name)
        found[name] = None
    return list(found)


def _size(name: str) -> int:
    """Bytes of a distribution's files, compiled ones left out; of our own package its source folder."""
    if name == "rootward":
        folder = Path(__file__).parent.parent / "rootward"
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    files = importlib.metadata.files(name) or []
    paths = [Path(sysconfig.get_path("purelib")) / str(item) for item in files if not str(item).endswith(".pyc")]
    return sum(path.stat().st_size for path in paths if path.is_file())


if __name__ == "__main__":
    main("start", run)
