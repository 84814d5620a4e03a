"""Incidents that were recorded from a running system and are shipped with the product."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path

__all__ = ["available", "folder"]


def available() -> dict[str, dict[str, str]]:
    """What is known of each recorded incident, by name."""
    root = files("rootward.demo") / "incidents"
    found = {}
    for entry in sorted(root.iterdir(), key=lambda item: item.name) if root.is_dir() else ():
        manifest = entry / "bundle.json"
        if manifest.is_file():
            found[entry.name] = json.loads(manifest.read_text())
    return found


def folder(name: str) -> AbstractContextManager[Path]:
    """The incident's folder on disk for as long as the block runs."""
    return as_file(files("rootward.demo") / "incidents" / name)
