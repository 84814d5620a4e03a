"""A witness in a git folder: a file of checkpoints and a commit for each; pushing is left to the folder's hooks."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from rootward.audit.witness_file import FileWitness
from rootward.errors import Unavailable

__all__ = ["GitWitness"]

_FILE = "checkpoints"
_TIMEOUT_S = 30.0
_WHO = ("-c", "user.name=rootward", "-c", "user.email=rootward@localhost", "-c", "commit.gpgsign=false")


class GitWitness:
    """The folder is a git repository already; only the file `checkpoints` in it is touched."""

    def __init__(self, folder: Path) -> None:
        self.name = f"git:{folder}"
        self._folder = folder
        self._file = FileWitness(folder / _FILE)

    async def keep(self, note: str) -> None:
        if not (self._folder / ".git").exists():
            raise Unavailable(f"{self.name} is no git repository: run git init there", who=self.name)
        await self._file.keep(note)
        await self._git("add", "--", _FILE)
        if await self._git("status", "--porcelain", "--", _FILE):
            origin, size = note.split("\n")[:2]
            await self._git(*_WHO, "commit", "--quiet", "--message", f"{origin} {size}", "--", _FILE)

    async def seen(self) -> str | None:
        return await self._file.seen()

    async def _git(self, *arguments: str) -> bytes:
        found = shutil.which("git")
        if found is None:
            raise Unavailable(f"{self.name}: there is no git command", who=self.name)
        running = await asyncio.create_subprocess_exec(
            found, "-C", str(self._folder), *arguments, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                out, said = await running.communicate()
        except TimeoutError as error:
            running.kill()
            await running.wait()
            raise Unavailable(f"{self.name}: git took longer than {_TIMEOUT_S:g} s", who=self.name) from error
        if running.returncode:
            raise Unavailable(f"{self.name}: git failed: {said.decode(errors='replace')[-300:]}", who=self.name)
        return out
