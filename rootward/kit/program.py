"""Program: another program that is started and spoken with line by line; only one that the operator permits.

No shell is between: a command is a list of words. The program sees no variable of this process but PATH and HOME, and
what it is given.
"""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from rootward.errors import Denied, TimedOut, TooLarge, Unavailable

__all__ = ["Programs", "Talk"]

_LONGEST_LINE = 8 * 1024 * 1024
_GOODBYE_S = 2.0


@dataclass(frozen=True, slots=True)
class Programs:
    """`permitted` are whole commands; one that ends with `*` permits every command that begins with its words.
    `environment` is what each of them sees."""

    permitted: tuple[tuple[str, ...], ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @staticmethod
    def of(commands: Iterable[str], environment: Mapping[str, str]) -> Programs:
        """From texts of words that spaces part."""
        return Programs(tuple(tuple(text.split()) for text in commands if text.split()), environment)

    def permits(self, command: Sequence[str]) -> bool:
        words = tuple(command)
        return any(
            words[: len(one) - 1] == one[:-1] if one[-1] == "*" and len(one) > 1 else words == one
            for one in self.permitted
        )

    @asynccontextmanager
    async def started(
        self, command: Sequence[str], environment: Mapping[str, str], *, timeout_s: float
    ) -> AsyncIterator[Talk]:
        """The program, ended with the block. Raises Denied for one that is not permitted, Unavailable."""
        name = command[0] if command else ""
        if not command or not self.permits(command):
            raise Denied(f"the command {' '.join(command)[:200]!r} is not in ROOTWARD_MCP_COMMANDS", command=name)
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={**self.environment, **environment},
                limit=_LONGEST_LINE, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise Unavailable(f"{name} cannot be started: {error.strerror}", who=name, reached=False) from error
        try:
            yield Talk(process, name, timeout_s)
        finally:
            await _end(process)


class Talk:
    """Lines to a program and from it."""

    def __init__(self, process: asyncio.subprocess.Process, name: str, timeout_s: float) -> None:
        self._process, self._name, self._timeout_s = process, name, timeout_s

    async def say(self, line: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + b"\n")
            await self._process.stdin.drain()
        except OSError as error:
            raise Unavailable(f"{self._name} has ended", who=self._name, reached=True) from error

    async def hear(self) -> bytes:
        """The next line. Raises TimedOut, TooLarge, and Unavailable when there will be none."""
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(self._timeout_s):
                line = await self._process.stdout.readline()
        except TimeoutError as error:
            message = f"{self._name} said nothing within {self._timeout_s:g} s"
            raise TimedOut(message, who=self._name, reached=True) from error
        except ValueError as error:
            raise TooLarge(f"{self._name} says more than {_LONGEST_LINE} bytes in a line", who=self._name) from error
        if not line:
            raise Unavailable(f"{self._name} has ended", who=self._name, reached=True)
        return line


async def _end(process: asyncio.subprocess.Process) -> None:
    """Its input ends first, which most take for goodbye."""
    if process.stdin is not None:
        process.stdin.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(_GOODBYE_S):
            await process.wait()
            return
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
