"""The verifier that is handed to auditors: as its own process, on real exports, honest and tampered with."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.audit import checkpoint, log, signing
from rootward.audit.checkpoint import Checkpoint
from rootward.audit.entry import Actor, AuditEntry, content, seal
from rootward.audit.export import export
from rootward.audit.merkle import Frontier, leaf_hash
from rootward.audit.note import Signer, signer_of
from rootward.kit.canonical import canonical
from rootward.kit.db import Database

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]
VERIFIER = Path(__file__).resolve().parents[2] / "docs" / "verify_audit.py"
OURS, THEIRS = signer_of(b"k" * 32), signer_of(b"x" * 32)
NOON = 1_790_000_000_000_000_000
SIZE, SIGNED = 9, (2, 5, 9)


def _entry(seq: int) -> bytes:
    action = {3: "tool.call.intent", 6: "tool.call.outcome", 8: "tool.stop.intent"}.get(seq, "case.opened")
    stated = AuditEntry(
        actor=Actor(id="prn_ada", kind="human", auth="console"), action=action, resource="case:INC-1",
        entry_id=f"aud_{seq}", intent="aud_3" if seq == 6 else None, outcome="succeeded" if seq == 6 else None,
        reason="größer als 5 €\u2028",
    )  # fmt: skip
    return seal(content(stated, NOON + seq), log_id="log_1", tenant="acme", seq=seq)


def _lines(entries: list[bytes], signer: Signer = OURS, signed: tuple[int, ...] = SIGNED) -> list[str]:
    """An export over these entries: what somebody who has all of the code and a key would write."""
    leaves = [leaf_hash(data) for data in entries]
    notes = [_note(leaves[:size], before, signer) for size, before in zip(signed, (0, *signed), strict=False)]
    claim = {"origin": "rootward/acme/log_1", "size": len(leaves), "root": Frontier().extend(leaves).root().hex()}
    lines = [{"note": note} for note in notes]
    lines += [{"entry": data.decode(), "leaf": leaf.hex()} for data, leaf in zip(entries, leaves, strict=True)]
    return [canonical(line).decode() for line in [*lines, {"checkpoint": claim}]]  # type: ignore[arg-type]


def _note(leaves: list[bytes], previous: int, signer: Signer = OURS) -> str:
    root = Frontier().extend(leaves).root()
    return signer.sign(Checkpoint(origin="rootward/acme/log_1", size=len(leaves), root=root, previous=previous).text())


ENTRIES = [_entry(seq) for seq in range(1, SIZE + 1)]
LINES = _lines(ENTRIES)
WITNESS = _note([leaf_hash(data) for data in ENTRIES], 5)


@pytest.fixture
def verifier(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Runs it in a folder where nothing of ours can be imported."""
    (tmp_path / "pubkey").write_text(OURS.verifier.line() + "\n")

    def run(lines: list[str] | None, *, witness: str = "", pubkey: bool = True) -> tuple[int, str]:
        if lines is not None:
            (tmp_path / "export").write_text("\n".join([*lines, ""]))
        given = ["--pubkey", "pubkey"] if pubkey else []
        if witness:
            (tmp_path / "witness").write_text(witness)
            given += ["--witness", "witness"]
        command = [sys.executable, "-I", str(VERIFIER), "export", *given]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
        assert not ended.stderr, ended.stderr
        return ended.returncode, ended.stdout

    return run


def test_it_imports_nothing_of_ours() -> None:
    text = VERIFIER.read_text()
    assert "import rootward" not in text and "from rootward" not in text
    assert len([line for line in text.splitlines() if line.strip()]) < 140


async def test_a_real_export_is_verified(
    database: Database, make: Make, write: Write, verifier: Callable[..., tuple[int, str]]
) -> None:
    sign = partial(signing.sign, tenant="acme", signer=OURS)
    for _ in range(3):
        await write(make(), make(reason="größer \u2028 als\x7f"), tenant="acme")
        await database.run(sign, tenant="acme")
    await database.run(partial(log.intent, tenant="acme", entry=make("tool.call", risk="low")), tenant="acme")
    await write(make(), tenant="acme")
    lines = await database.read(lambda connection: list(export(connection, "acme")), tenant="acme")
    text = [line.decode().rstrip("\n") for line in lines]
    code, said = verifier(text)
    assert code == 11 and said.startswith("8 entries of rootward/acme/log_") and "1 intents without an outcome" in said
    note = await database.read(partial(signing.newest, tenant="acme"), tenant="acme")
    receipt = await database.read(partial(signing.receipt, tenant="acme", seq=3), tenant="acme")
    assert verifier(text, witness=f"{note}\n{receipt}")[0] == 0
    plain = await database.read(partial(checkpoint.current, tenant="acme"), tenant="acme")
    assert verifier(text, witness=plain.text(), pubkey=False)[0] == 0


def _changed(entries: list[bytes], seq: int, **fields: Any) -> list[bytes]:
    data = canonical({**json.loads(entries[seq - 1]), **fields})
    return [*entries[: seq - 1], data, *entries[seq:]]


HALF = SIGNED[:2]
TAMPERED: dict[str, tuple[list[str], str]] = {
    "edit": ([line.replace("INC-1", "INC-2") if '"aud_4' in line or "aud_4" in line else line for line in LINES],
             "entry 4 is not what was hashed"),
    "edit with its hash": ([*LINES[:6], _lines(_changed(ENTRIES, 4, reason="x"))[6], *LINES[7:]], "entries 3 to 5"),
    "delete": ([*LINES[:6], *LINES[7:]], "entry 4 is missing"),
    "swap": ([*LINES[:5], LINES[6], LINES[5], *LINES[7:]], "entry 3 is missing"),
    "insert": ([*LINES[:6], LINES[6], *LINES[6:]], "entry 5 is missing"),
    "cut off": ([*LINES[:-2], LINES[-1]], "missing"),
    "cut off with its end": (LINES[:-3] + _lines(ENTRIES[:7])[-1:], "of 9 entries"),
    "written anew": (LINES[:3] + _lines(_changed(ENTRIES, 4, reason="x"))[3:], "entries 3 to 5"),
    "signed by another": (_lines(_changed(ENTRIES, 4, reason="x"), signer=THEIRS), "no signature"),
    "a checkpoint dropped": ([LINES[0], *LINES[2:]], "checkpoint is missing"),
    "a checkpoint edited": ([LINES[0], LINES[1].replace("\\n5\\n", "\\n4\\n"), *LINES[2:]], "no signature"),
    "another tenant": ([line.replace("acme", "other") for line in LINES], "no signature"),
    "an outcome without its intent": (_lines(_changed(ENTRIES, 6, intent="aud_1")), "not open"),
    "an outcome twice": (
        _lines(_changed(ENTRIES, 7, action="tool.call.outcome", intent="aud_3", outcome="failed")), "not open"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_found(name: str, verifier: Callable[..., tuple[int, str]]) -> None:
    lines, said = TAMPERED[name]
    assert lines != LINES
    code, out = verifier(lines)
    assert (code, out.startswith("TAMPERED: "), said in out) == (8, True, True), out


def test_what_only_a_witness_shows_is_found(verifier: Callable[..., tuple[int, str]]) -> None:
    anew, older = _lines(_changed(ENTRIES, 4, reason="x")), _lines(ENTRIES[:5], signed=HALF)
    dropped = [*LINES[:2], *LINES[3:]]
    for lines in (anew, older, dropped):
        assert verifier(lines)[0] == 11
        code, out = verifier(lines, witness=WITNESS)
        assert (code, out.startswith("TAMPERED: ")) == (8, True), out


def test_what_is_no_export_cannot_be_checked(verifier: Callable[..., tuple[int, str]]) -> None:
    for lines in (None, [], ["{}"], ["not json"], LINES[:-1], [*LINES[:-1], '{"checkpoint": {}}']):
        code, out = verifier(lines)
        assert (code, out.startswith("cannot check: ")) == (1, True), out


@cache
def _module() -> ModuleType:
    found = importlib.util.spec_from_file_location("verify_audit", VERIFIER)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@given(st.data())
def test_no_other_byte_of_an_export_passes_with_a_witness(data: st.DataObject) -> None:
    module = _module()
    keys = module.read_keys(OURS.verifier.line())
    whole = "\n".join(LINES).encode()
    at, bit = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 7))
    changed = bytearray(whole)
    changed[at] ^= 1 << bit
    try:
        module.check(changed.decode().split("\n"), keys, WITNESS)
    except (module.Tampered, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return
    told = [json.loads(line) for line in changed.decode().split("\n")]
    assert told == [json.loads(line) for line in LINES]  # another spelling of the same, such as an upper-case digit
