from __future__ import annotations

import base64
from pathlib import Path

import pytest

from rootward.audit.keys import KeyFolder, read_public
from rootward.audit.note import signed_by, signer_of
from rootward.errors import BadSyntax, Conflict, Misconfigured


def test_the_first_use_makes_a_key_that_only_we_can_read(tmp_path: Path) -> None:
    folder = KeyFolder(folder=tmp_path / "audit")
    made = folder.keys()
    assert made.verifiers == (made.signer.verifier,)
    assert (tmp_path / "audit" / "signing.key").stat().st_mode & 0o777 == 0o600
    assert folder.keys().verifiers == made.verifiers
    assert read_public((tmp_path / "audit" / "public.keys").read_text()) == made.known
    assert [path.name for path in sorted((tmp_path / "audit").iterdir())] == ["public.keys", "signing.key"]


def test_what_a_key_signed_still_verifies_after_it_was_rotated(tmp_path: Path) -> None:
    folder = KeyFolder(folder=tmp_path)
    first = folder.keys()
    signed = first.signer.sign("text\n")
    fresh = folder.fresh()
    assert folder.keys().verifiers == first.verifiers
    second = folder.adopt(fresh)
    assert second.signer.verifier != first.signer.verifier
    assert fresh.seed.hex() not in repr(fresh) and str(fresh.seed) not in repr(fresh)
    assert second.verifiers == (first.signer.verifier, second.signer.verifier)
    assert folder.keys().verifiers == second.verifiers
    assert signed_by(signed, second.verifiers) == first.signer.verifier
    assert signed_by(folder.keys().signer.sign("more\n"), second.verifiers[1:]) is not None
    assert read_public(folder.public_text()) == second.known


def test_settings_may_give_the_key(tmp_path: Path) -> None:
    secret = base64.b64encode(b"s" * 32).decode()
    folder = KeyFolder(folder=tmp_path, secret=secret)
    assert folder.keys().signer.verifier == signer_of(b"s" * 32).verifier
    assert not (tmp_path / "signing.key").exists()
    with pytest.raises(Conflict, match="ROOTWARD_AUDIT_KEY"):
        folder.fresh()
    assert secret not in repr(folder)
    after = KeyFolder(folder=tmp_path, secret=base64.b64encode(b"t" * 32).decode()).keys()
    assert after.verifiers == (signer_of(b"s" * 32).verifier, signer_of(b"t" * 32).verifier)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    KeyFolder(folder=tmp_path).keys()
    (tmp_path / "signing.key").chmod(0o644)
    with pytest.raises(Misconfigured, match="chmod 600"):
        KeyFolder(folder=tmp_path).keys()


def test_a_key_that_is_gone_is_not_made_anew_in_silence(tmp_path: Path) -> None:
    KeyFolder(folder=tmp_path).keys()
    (tmp_path / "signing.key").unlink()
    with pytest.raises(Misconfigured, match="put the key back"):
        KeyFolder(folder=tmp_path).keys()


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_what_is_no_key_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    (tmp_path / "signing.key").write_text(text)
    (tmp_path / "signing.key").chmod(0o600)
    with pytest.raises(Misconfigured) as refused:
        KeyFolder(folder=tmp_path).keys()
    assert not text or text not in refused.value.message


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="cannot be"):
        KeyFolder(folder=tmp_path / "file" / "audit").keys()


def test_a_file_of_public_keys_may_hold_comments_and_nothing_else(tmp_path: Path) -> None:
    line = signer_of(b"s" * 32).verifier.line()
    (key,) = read_public(f"# ours\n\n{line}\n")
    assert (key.verifier.line(), key.since) == (line, "")
    with pytest.raises(BadSyntax):
        read_public(f"{line}\nsomething\n")
