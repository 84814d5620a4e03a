"""A witness in a file: checkpoints are appended, never more than the newest, and never one of a log that went back."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from rootward.audit import checkpoint
from rootward.audit.checkpoint import Checkpoint
from rootward.errors import BadSyntax, Conflict, Unavailable

__all__ = ["FileWitness", "append", "newest_by_origin"]


class FileWitness:
    """The file is made when it is not there; its folder must be."""

    def __init__(self, path: Path) -> None:
        self.name = f"file:{path}"
        self._path = path
        self._known: tuple[int, dict[str, Checkpoint]] = (-1, {})  # size of the file when it was read

    async def keep(self, note: str) -> None:
        await asyncio.to_thread(self._keep, note)

    async def seen(self) -> str | None:
        return await asyncio.to_thread(_text, self._path, self.name)

    def _keep(self, note: str) -> None:
        stated = checkpoint.parse(note)
        last = self._newest().get(stated.origin)
        if last is not None and last.size == stated.size and last.root == stated.root:
            return
        if last is not None and last.size >= stated.size:
            raise Conflict(
                f"{self.name} has seen {last.size} entries of {stated.origin}, the log has {stated.size}: the database "
                "is older than its witness, or was changed",
                field="witness",
            )
        try:
            append(self._path, note)
        except OSError as error:
            raise Unavailable(f"{self.name} cannot be written: {error.strerror}", who=self.name) from error

    def _newest(self) -> dict[str, Checkpoint]:
        size = self._path.stat().st_size if self._path.exists() else 0
        if self._known[0] != size:
            self._known = size, newest_by_origin(_text(self._path, self.name))
        return self._known[1]


def append(path: Path, note: str) -> None:
    """Durably, at the end. Raises OSError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), "ab") as file:
        file.write(note.encode())
        file.flush()
        os.fsync(file.fileno())


def newest_by_origin(text: str) -> dict[str, Checkpoint]:
    """The largest checkpoint of each log; none in a text that holds none."""
    newest: dict[str, Checkpoint] = {}
    try:
        for note in checkpoint.notes_in(text):
            stated = checkpoint.parse(note)
            if stated.origin not in newest or newest[stated.origin].size < stated.size:
                newest[stated.origin] = stated
    except BadSyntax as error:
        if text.strip():
            raise Conflict(f"what the witness has kept cannot be read: {error.message}", field="witness") from error
    return newest


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text() if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(f"{name} cannot be read: {error}", who=name) from error
