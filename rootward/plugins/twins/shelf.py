"""Shelf: what one twin knows of one tenant, in one file that survives a restart."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rootward.errors import Unavailable

__all__ = ["Shelf"]


@dataclass(frozen=True, slots=True)
class Shelf:
    folder: Path
    name: str

    @property
    def path(self) -> Path:
        return self.folder / f"{self.name}.json"

    @contextmanager
    def changing(self) -> Iterator[dict[str, Any]]:
        """What is known, to be changed in place; written when the block ends well. One at a time, also of several
        processes. Raises Unavailable when the file cannot be read or written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (self.folder / f"{self.name}.lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                known = self._read()
                yield known
                part = self.path.with_suffix(".part")
                part.write_text(json.dumps(known, indent=1, ensure_ascii=False), encoding="utf-8")
                os.replace(part, self.path)
        except OSError as error:
            raise Unavailable(f"the sandbox of {self.name} cannot be kept: {error.strerror}", who="sandbox") from error

    def _read(self) -> dict[str, Any]:
        if not self.path.exists():
            return {}
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise Unavailable(f"the sandbox of {self.name} is damaged: remove {self.path}", who="sandbox") from error
        return known if isinstance(known, dict) else {}
