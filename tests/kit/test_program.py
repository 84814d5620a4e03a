"""Programs: only those that are permitted, without a shell, without our environment, ended with their block."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from rootward.errors import Denied, TimedOut, Unavailable
from rootward.kit.program import Programs

ECHO = (sys.executable, "-c", "import sys\nfor line in sys.stdin: print(line.strip()[::-1], flush=True)")
EVERYTHING = Programs(((sys.executable, "*"), ("/nowhere/program",)))


def test_a_command_is_permitted_as_a_whole_or_by_how_it_begins() -> None:
    programs = Programs.of(["npx -y server", " uvx * ", "", "*"], {})
    assert programs.permits(["npx", "-y", "server"]) and programs.permits(["uvx", "anything", "--at", "all"])
    for command in (["npx"], ["npx", "-y", "server", "--more"], ["npx", "-y", "other"], ["sh"], ["anything"], []):
        assert not programs.permits(command), command
    assert not Programs().permits(["sh"])


async def test_lines_go_in_and_come_out() -> None:
    async with EVERYTHING.started(ECHO, {}, timeout_s=60) as talk:
        await talk.say(b"abc")
        assert await talk.hear() == b"cba\n"
        await talk.say(b"; rm -rf / $(id)")
        assert await talk.hear() == b")di($ / fr- mr ;\n"


async def test_a_program_that_is_silent_or_gone_is_an_error() -> None:
    async with EVERYTHING.started(ECHO, {}, timeout_s=0.05) as talk:
        with pytest.raises(TimedOut, match="said nothing"):
            await talk.hear()
    async with EVERYTHING.started((sys.executable, "-c", "pass"), {}, timeout_s=60) as talk:
        with pytest.raises(Unavailable, match="has ended"):
            await talk.hear()
    with pytest.raises(Unavailable, match="cannot be started") as caught:
        async with EVERYTHING.started(("/nowhere/program",), {}, timeout_s=1):
            raise AssertionError("started")
    assert caught.value.facts["reached"] is False


async def test_a_command_that_is_not_permitted_is_denied() -> None:
    with pytest.raises(Denied, match="ROOTWARD_MCP_COMMANDS"):
        async with Programs().started(ECHO, {}, timeout_s=1):
            raise AssertionError("started")


async def test_a_program_is_ended_with_its_block() -> None:
    async with EVERYTHING.started(ECHO, {}, timeout_s=60) as talk:
        process: Any = talk._process
        assert process.returncode is None
    assert process.returncode is not None
