"""Finds tokens that look drawn by lot, the secrets that neither a format nor a name gives away."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterator
from itertools import pairwise

from rootward.kit.redact_patterns import ID_CONTEXT, ID_NAME, MIXED, PUBLIC_BLOCK, RUN, Span

__all__ = ["decode64", "find_random"]

_PUBLIC_KEYS = ("AAAAB3NzaC1", "AAAAC3NzaC1", "AAAAE2VjZHNh", "AAAAGnNrLX")
_DIGEST_START = ("sha256-", "sha384-", "sha512-", "sha1-")
_DIGEST_BEFORE = (b"sha256:", b"SHA256:", b"sha512:", b"SHA512:", b"sha1:", b"md5:")
# Ids that model providers and payment services hand out: they join messages, and are no credentials.
_HANDED_OUT = re.compile(
    r"(?:call|toolu|srvtoolu|chatcmpl|cmpl|msg|run|step|thread|asst|file|req|resp|fc|rs|ws|evt|conv|sess|batch|org|proj"
    r"|user|usr|team|acct|cus|ch|pi|in|sub|txn|price|prod)[_-][A-Za-z0-9]+"
)
_HEX = re.compile(r"[0-9a-fA-F]+")
_PRINTABLE = re.compile(rb"[\x20-\x7e\r\n\t]+")
_PIECE = re.compile(r"[A-Za-z0-9]+")
_CHANGE = re.compile(r"(?<=[a-z])[A-Z0-9]|(?<=[A-Z])[a-z0-9]|(?<=[0-9])[A-Za-z]")
_WORD = re.compile(r"[a-z]{4,}")
_OTHER_PIECE = re.compile(r"(?<![A-Za-z0-9])[a-z]{3,}(?![A-Za-z0-9])|[A-Za-z0-9]{6,}")
_LEAST = 16

# How much likelier a letter is in written words than by lot (natural logarithm, bounded below), from letter frequencies
# of English in per mille; and the pairs of letters that words are mostly made of.
_PER_MILLE = dict(
    zip(
        "etaoinshrdlcumwfgypbvkjxqz",
        (127, 91, 82, 75, 70, 67, 63, 61, 60, 43, 40, 28, 28, 24, 24, 22, 20, 20, 19, 15, 10, 8, 1.5, 1.5, 1, 0.7),
        strict=True,
    )
)
_LETTER = {letter: max(-2.0, math.log(share * 26 / 1000)) for letter, share in _PER_MILLE.items()}
_PAIRS = frozenset(
    re.findall(
        "..",
        "abacadagaialamanaparasatauaybabeblbobrbucacechckciclcocrctcudadddedidodrdsdueaecedeeefegeielemeneper"
        "esetevewexeyfafefffifofrftfugageghgigogrhahehihohtiaibicidieifigiliminioipirisitivkekikslaldlelilllo"
        "lsltlulymambmemimmmompmunancndnenfngninknonsntnuobocodofogokolomonoooporosotouovowpapephpiplpoppprps"
        "ptpuqurarcrdrergrirkrmrnrorsrtrurvrysascseshsisksospssstsusytatctethtitltotrtstttutyubucudueufuguiul"
        "umunupurusutvavevivowawewhwiwowrxpxtypyszaze",
    )
)


def find_random(data: bytes) -> Iterator[Span]:
    if MIXED.search(data) is None:
        return
    public = [match.span() for match in PUBLIC_BLOCK.finditer(data)]
    for match in RUN.finditer(data):
        start, end = match.span()
        part = _random_part(data[start:end].decode("ascii"))
        if part is None or _is_typed_id(data, start) or any(first <= start < last for first, last in public):
            continue
        yield start + part[0], start + part[1], "entropy"


def decode64(text: bytes) -> bytes | None:
    """Standard or URL-safe base64, with or without padding; None when it is not base64."""
    body = text.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    try:
        return base64.b64decode(body + b"=" * (-len(body) % 4), validate=True)
    except binascii.Error:
        return None


def _random_part(run: str) -> tuple[int, int] | None:
    """Start and end of what looks random in a run of letters, digits and `/+_-`, or None.

    Only the pieces between separators that mix capitals and small letters are judged, so pod hashes, UUIDs and paths
    never count. Hex, digests, public keys and short base64 of plain text do not count either.
    """
    body = run.rstrip("=")
    if run.startswith((*_PUBLIC_KEYS, *_DIGEST_START)) or _HEX.fullmatch(body) or _HANDED_OUT.fullmatch(body):
        return None
    if MIXED.search(body.encode("ascii")) is None:
        return None
    pieces = [piece for piece in _PIECE.finditer(body) if piece[0] != piece[0].lower() and piece[0] != piece[0].upper()]
    judged = "".join(piece[0] for piece in pieces)
    if len(judged) < _LEAST or not (_chance(judged) > 0 or _is_aws_secret(run)) or _is_readable64(run):
        return None
    if _OTHER_PIECE.search(body[: pieces[0].start()] + "/" + body[pieces[-1].end() :]):
        return pieces[0].start(), pieces[-1].end()
    return 0, len(run)


def _chance(token: str) -> float:
    """Above 0 when a token is likelier drawn by lot from letters and digits than written by people.

    A logistic score over four shares: changes between capitals, small letters and digits; common pairs of letters; how
    usual the letters are; digits. The weights come from a fit of 3,600 mixed-case identifiers of public headers and
    libraries against uniform tokens; there it took 0.4 % of the identifiers for random, and of random base62 tokens of
    20, 32 and 40 characters the whole search misses 5 %, 1 % and 0.2 %.
    """
    length = len(token)
    changes = sum(1 for _ in _CHANGE.finditer(token))
    pairs = sum(
        1 for left, right in pairwise(token) if (left.isupper() or right.islower()) and (left + right).lower() in _PAIRS
    )
    letters = sum(_LETTER.get(char, 0.0) for char in token.lower())
    digits = sum(char.isdigit() for char in token)
    return (-20.0 * pairs - 5.6 * letters - 7.4 * digits) / length + 16.0 * changes / (length - 1)


def _is_aws_secret(run: str) -> bool:
    """Exactly 40 characters of standard base64 without a word in them is the form of an AWS secret access key."""
    return len(run) == 40 and "-" not in run and "_" not in run and _WORD.search(run) is None


def _is_typed_id(data: bytes, start: int) -> bool:
    before = data[max(0, start - 80) : start]
    if before.endswith(_DIGEST_BEFORE):
        return True
    context = ID_CONTEXT.search(before)
    return context is not None and ID_NAME.fullmatch(context[1]) is not None


def _is_readable64(run: str) -> bool:
    decoded = decode64(run.encode("ascii")) if len(run) <= 40 else None
    return decoded is not None and _PRINTABLE.fullmatch(decoded) is not None
