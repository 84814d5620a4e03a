from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.audit import note
from rootward.errors import BadSyntax

SIGNER = note.signer_of(bytes(range(32)))
TEXT = "rootward/acme/log_1\n8\nXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV0=\n"


def test_a_public_key_is_read_as_it_is_published() -> None:
    line = SIGNER.verifier.line()
    assert note.verifier_of(line) == SIGNER.verifier
    assert line.startswith(f"rootward+{SIGNER.verifier.key_id}+A")


def test_the_keys_of_others_who_write_signed_notes_are_read() -> None:
    """The key of the Go checksum database, as its documents print it."""
    known = note.verifier_of("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    assert (known.name, known.key_id) == ("sum.golang.org", "033de0ae")


def test_a_note_of_another_program_is_held_against_its_key() -> None:
    """The example of Go's package golang.org/x/mod/sumdb/note."""
    known = note.verifier_of("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6"
        "RyyBwJnAM=\n"
    )
    assert note.signed_by(text, [SIGNER.verifier, known]) == known
    assert note.signed_by(text.replace("answer", "Answer"), [known]) is None


def test_a_note_is_signed_by_the_key_that_signed_it_and_no_other() -> None:
    signed = SIGNER.sign(TEXT)
    other = note.signer_of(b"x" * 32).verifier
    assert note.signed_by(signed, [other, SIGNER.verifier]) == SIGNER.verifier
    assert note.signed_by(signed, [other]) is None
    assert note.split(signed)[0] == TEXT


def test_two_signatures_stand_under_one_note() -> None:
    other = note.signer_of(b"x" * 32)
    both = SIGNER.sign(TEXT) + other.sign(TEXT).rpartition("\n\n")[2]
    assert note.signed_by(both, [other.verifier]) == other.verifier
    assert [one.key_id for one in note.split(both)[1]] == [SIGNER.verifier.key_id, other.verifier.key_id]


@given(st.data())
def test_no_other_byte_of_a_note_passes(data: st.DataObject) -> None:
    signed = SIGNER.sign(TEXT).encode()
    at, bit = data.draw(st.integers(0, len(signed) - 1)), data.draw(st.integers(0, 7))
    changed = bytearray(signed)
    changed[at] ^= 1 << bit
    try:
        found = note.signed_by(changed.decode(), [SIGNER.verifier])
    except (BadSyntax, UnicodeDecodeError):
        return
    assert found is None


@pytest.mark.parametrize(
    "text", ["", TEXT, TEXT + "\n", TEXT + "\nsigned: me\n", TEXT + "\n\u2014 me AAAA\n", SIGNER.sign(TEXT)[:-1]]
)
def test_what_is_no_signed_note_is_refused(text: str) -> None:
    with pytest.raises(BadSyntax):
        note.signed_by(text, [SIGNER.verifier])


@pytest.mark.parametrize(
    "line",
    [
        "", "rootward", "rootward+00000000+" + base64.b64encode(b"\x01" + b"k" * 32).decode(),
        SIGNER.verifier.line()[:-4], SIGNER.verifier.line().replace("rootward", "other"),
        "rootward+00000000+" + base64.b64encode(b"\x02" + b"k" * 32).decode(),
    ],
)  # fmt: skip
def test_what_is_no_public_key_is_refused(line: str) -> None:
    with pytest.raises(BadSyntax):
        note.verifier_of(line)


def test_the_secret_half_is_not_shown() -> None:
    assert "rootward+" in SIGNER.verifier.line() and "PrivateKey" not in repr(SIGNER)
