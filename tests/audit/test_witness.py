"""Each kind of witness against the real thing: a file, a git folder, an HTTP server, a syslog socket."""

from __future__ import annotations

import base64
import shutil
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from rootward.audit import checkpoint
from rootward.audit.checkpoint import Checkpoint
from rootward.audit.note import signer_of
from rootward.audit.witness import Witness, named
from rootward.errors import Conflict, Misconfigured, Unavailable
from rootward.kit.addresses import Private
from rootward.kit.egress import Egress

SIGNER = signer_of(b"k" * 32)
EGRESS = Egress(Private(everywhere=True))
FAMILY = socket.AF_UNIX


def _note(size: int, *, tenant: str = "acme", root: bytes = b"") -> str:
    stated = Checkpoint(
        origin=f"rootward/{tenant}/log_1", size=size, root=root or bytes([size]) * 32, previous=0,
        at="2026-11-30T12:00:00Z",
    )  # fmt: skip
    return SIGNER.sign(stated.text())


def _one(text: str, token: str = "") -> Witness:
    (witness,) = named(text, egress=EGRESS, token=token)
    return witness


async def test_a_file_keeps_every_checkpoint_once_and_gives_them_back(tmp_path: Path) -> None:
    witness = _one(f"file:{tmp_path}/kept")
    assert await witness.seen() == ""
    for note in (_note(3), _note(3), _note(5), _note(2, tenant="other")):
        await witness.keep(note)
    text = await witness.seen()
    assert text is not None
    assert list(checkpoint.notes_in(text)) == [_note(3), _note(5), _note(2, tenant="other")]


async def test_a_file_refuses_a_log_that_went_back_or_was_written_anew(tmp_path: Path) -> None:
    await _one(f"file:{tmp_path}/kept").keep(_note(5))
    witness = _one(f"file:{tmp_path}/kept")
    for note in (_note(4), _note(5, root=b"x" * 32)):
        with pytest.raises(Conflict, match="has seen 5 entries"):
            await witness.keep(note)
    (tmp_path / "kept").write_text("garbage\n")
    with pytest.raises(Conflict, match="cannot be read"):
        await witness.keep(_note(6))


async def test_a_file_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be written"):
        await _one(f"file:{tmp_path}/nowhere/kept").keep(_note(5))
    (tmp_path / "kept").write_bytes(b"\xff")
    with pytest.raises(Unavailable, match="cannot be read"):
        await _one(f"file:{tmp_path}/kept").keep(_note(5))


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git command")
async def test_a_git_folder_gets_a_commit_for_each(tmp_path: Path) -> None:
    witness = _one(f"git:{tmp_path}")
    with pytest.raises(Unavailable, match="no git repository"):
        await witness.keep(_note(3))
    _git(tmp_path, "init", "--quiet")
    (tmp_path / "other").write_text("not ours")
    for note in (_note(3), _note(3), _note(5)):
        await witness.keep(note)
    assert _git(tmp_path, "log", "--format=%s").split("\n")[:2] == ["rootward/acme/log_1 5", "rootward/acme/log_1 3"]
    assert _git(tmp_path, "show", "HEAD:checkpoints") == _note(3) + _note(5)
    assert _git(tmp_path, "status", "--porcelain") == "?? other\n"
    assert await witness.seen() == _note(3) + _note(5)
    (tmp_path / ".git" / "HEAD").write_text("broken")
    with pytest.raises(Unavailable, match="git failed"):
        await witness.keep(_note(6))


async def test_a_url_is_posted_to_with_its_token(outside: Any) -> None:
    came: list[tuple[str, str, str, bytes]] = []

    def answer(method: str, path: str, _query: Any, headers: dict[str, str], body: bytes) -> Any:
        came.append((method, path, headers.get("authorization", ""), body))
        return 201, {}, b""

    outside.answer = answer
    witness = _one(f"{outside.url}/kept", token="s3cret")
    await witness.keep(_note(3))
    assert came == [("POST", "/kept", "Bearer s3cret", _note(3).encode())]
    assert await witness.seen() is None
    assert "s3cret" not in witness.name


@pytest.mark.parametrize(("status", "error"), [(409, Conflict), (500, Unavailable), (302, Unavailable)])
async def test_a_url_that_does_not_take_it_says_so(outside: Any, status: int, error: type[Exception]) -> None:
    outside.answer = lambda *_: (status, {}, b"")
    with pytest.raises(error):
        await _one(f"{outside.url}/kept").keep(_note(3))


async def test_nobody_behind_a_url_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await _one("http://127.0.0.1:9/kept").keep(_note(3))
    closed = Egress(Private())
    (witness,) = named("http://127.0.0.1:9/kept", egress=closed)
    with pytest.raises(Unavailable):
        await witness.keep(_note(3))


async def test_a_line_of_syslog_holds_the_whole_note(tmp_path: Path) -> None:
    address = str(tmp_path / "log")
    with socket.socket(FAMILY, socket.SOCK_DGRAM) as local, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        local.bind(address)
        udp.bind(("127.0.0.1", 0))
        for where, listening in ((f"syslog:{address}", local), (f"syslog://127.0.0.1:{udp.getsockname()[1]}", udp)):
            listening.settimeout(10)
            await _one(where).keep(_note(3))
            line = listening.recv(4096).decode()
            assert line.startswith("<110>1 20")
            said = line.partition(" rootward - checkpoint - ")[2].split(" ")
            assert said[:3] == ["rootward/acme/log_1", "3", base64.b64encode(b"\x03" * 32).decode()]
            assert said[-1] == _note(3).split(" ")[-1].strip()
            assert await _one(where).seen() is None


async def test_over_tcp_a_line_has_its_length_before_it() -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def listen() -> None:
            connection, _ = server.accept()
            with connection:
                while part := connection.recv(4096):
                    heard.append(part)

        thread = threading.Thread(target=listen)
        thread.start()
        await _one(f"syslog+tcp://127.0.0.1:{server.getsockname()[1]}").keep(_note(3))
        thread.join(10)
    length, _, line = b"".join(heard).partition(b" ")
    assert int(length) == len(line) and line.startswith(b"<110>1 ")


async def test_a_syslog_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    for where in (f"syslog:{tmp_path}/none", "syslog+tcp://127.0.0.1:9"):
        with pytest.raises(Unavailable, match="cannot be reached"):
            await _one(where).keep(_note(3))


def test_several_are_named_in_one_setting() -> None:
    text = "file:/a/b, git:/c,https://w.example/x ,syslog:/dev/log,syslog://h:514,"
    assert [one.name for one in named(text, egress=EGRESS)] == [
        "file:/a/b", "git:/c", "https://w.example/x", "syslog:/dev/log", "syslog://h:514",
    ]  # fmt: skip
    assert named("", egress=EGRESS) == []


@pytest.mark.parametrize("text", ["file:relative", "git:", "ftp://x", "/a/b", "syslog:", "syslog://h:x", "https://"])
def test_what_is_no_witness_is_refused(text: str) -> None:
    with pytest.raises((Misconfigured, Exception), match=r"no witness|not an http"):
        named(text, egress=EGRESS)


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
    return done.stdout
