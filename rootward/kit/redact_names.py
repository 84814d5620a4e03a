"""Finds secrets by the name they stand under: `password=`, `"api_key": `, `--token`, `<secret>`, `Cookie: `."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rootward.kit.redact_patterns import COOKIE_PAIRS, FLAG, KEYWORD, PLACEHOLDER, SECRET_NAME, SQL, XML, Span

__all__ = ["SecretName", "find_flagged", "find_named", "holds_secret", "secret_name"]


class SecretName(NamedTuple):
    """A name that announces a secret: the telling word in small letters, and the kind of secret it announces."""

    word: bytes
    kind: str


_OPENING = re.compile(rb"\[?[ \t]*[bruf]{0,2}(\\*)([\"'`])")
_CLOSING = {mark: re.compile(rb"(\\*)" + mark + rb"|\n") for mark in (b'"', b"'", b"`")}
_BARE = re.compile(rb"[^\s\x00-\x1f&;,\"'`<>|]+")
_TEMPLATE = re.compile(
    rb"(?:\$\{[^{}\s]*\}|\$\([^()\r\n]*\)|\{\{[^{}\r\n]*\}\}|%\([a-z_]+\)s)(?=[\s&;,\"'`<>|)\]}.]|$)"
)
_REST_OF_LINE = re.compile(rb"[^\r\n]*")
_SCHEME = re.compile(rb"(?i)(bearer|basic|token|apikey|api-key|negotiate|ntlm|digest|aws4-hmac-sha256)[ \t]+")
_LONGEST_JUDGED = 512
_LISTED = (b"digest", b"aws4-hmac-sha256")  # their credentials are a list that goes on to the end of the line
_CALL = re.compile(rb"[A-Za-z_]\w*(?:\.\w+)+\(\)?")
_LOOKS_CHOSEN = re.compile(rb"\d|.[A-Z]|[^A-Za-z0-9_./:-]")
_COUNTED_TOKEN = re.compile(
    rb"(?i)(?:next|page|continuation|continue|sync|cursor|pagination|cancel|cancellation|sequence|start|stop|end|eos|bos"
    rb"|pad|unk|special|last|first|per|max|min|num|total|prompt|completion|input|output|cached|reasoning|unexpected"
    rb"|invalid|illegal)[_. -]?$"
)
_WHOLE_WORDS = frozenset({b"pass", b"pw", b"jwt", b"otp", b"cvv", b"cvv2", b"cvc", b"ssn"})
_NUMERIC = (b"otp", b"cvv", b"cvc", b"ssn", b"card", b"credit", b"social")
_PROSE = frozenset(
    re.findall(
        rb"\w+",
        b"a an and any are as at auth authentication bad bytes can cannot changed check could did do does empty "
        b"error expired fail failed failure field file for from has have if in incorrect int invalid is it key "
        b"length line may missing mismatch must never new not of ok old on optional or please policy prompt "
        b"protected provided rejected required reset rotated set should str string text the this to too type "
        b"unknown update updated user value varchar verification was were will with wrong you your ",
    )
)


def secret_name(name: bytes) -> SecretName | None:
    """What a field of this name announces: `db.password` and `X-Api-Key` do, `token_count` and `secretName` do not."""
    match = SECRET_NAME.search(name)
    return None if match is None else _announced(name, *match.span(1))


def holds_secret(value: bytes, name: SecretName, *, prose: bool = False) -> bool:
    """Whether what stands under such a name is a secret, not a placeholder, a path, a function call or a word.

    `prose`: the name was followed by `: ` as in a sentence (`token: expired`), so a plain word is taken for language.
    """
    if not value.strip() or PLACEHOLDER.fullmatch(value) or _CALL.fullmatch(value):
        return False
    if prose and value.lower() in _PROSE:
        return False
    if name.kind == "password":
        is_directory = name.word == b"pwd" and value.startswith(b"/")
        is_count = name.word == b"pass" and value.isdigit()
        return not (is_directory or is_count)
    if name.word.startswith(_NUMERIC):
        return re.search(rb"\d", value) is not None
    if name.word.startswith((b"routing", b"integration")):
        # PagerDuty's are 32 characters; elsewhere, as in RabbitMQ, these are plain names.
        return re.fullmatch(rb"[A-Za-z0-9]{32}", value) is not None
    return not prose or name.kind == "cookie" or _LOOKS_CHOSEN.search(value) is not None


def find_named(data: bytes) -> Iterator[Span]:
    """Values assigned to secret names, in plain text and in JSON quoted to any depth."""
    done = 0
    bare_end = 0
    for match in KEYWORD.finditer(data):
        name = _announced(data, *match.span(1))
        at = match.span()[1]
        if name is None or match.span(1)[0] < done:
            continue
        value = _value(data, at, name.kind, bare_end)
        bare_end = max(bare_end, value.bare_end)
        if _assigns_secret(data, match.span(1)[0], at, match[3] == b":", name, value):
            done = value.end
            yield value.start, value.end, name.kind


def find_flagged(data: bytes) -> Iterator[Span]:
    """Command line flags, XML elements and SQL clauses that carry a secret."""
    spans: list[Span] = []
    for pattern, prose in ((FLAG, True), (XML, False)):
        for match in pattern.finditer(data):
            name = _announced(data, *match.span(1))
            start, end = match.span(2)
            if name is not None and holds_secret(data[start:end], name, prose=prose):
                spans.append((start, end, name.kind))
    for match in SQL.finditer(data):
        start, end = match.span(1)
        if PLACEHOLDER.fullmatch(data[start:end]) is None:
            spans.append((start, end, "password"))
    yield from sorted(spans)


def _announced(text: bytes, start: int, end: int) -> SecretName | None:
    word = text[start:end].lower()
    before = text[start - 1 : start] if start else b""
    if word in _WHOLE_WORDS and before.isalpha():
        is_camel = before.islower() and text[start : start + 1].isupper()  # dbPass, but not bypass
        if not is_camel:
            return None
    if word.startswith((b"pass", b"pw")):
        return SecretName(word, "password")
    if word == b"token":
        counted = _COUNTED_TOKEN.search(text, max(0, start - 16), start)
        return None if counted else SecretName(word, "token")
    if word.startswith(b"cookie"):
        return SecretName(word, "cookie")
    return SecretName(word, "authorization" if word == b"authorization" else "secret")


class _Value(NamedTuple):
    start: int
    end: int
    bare_end: int = 0
    quoted: bool = False
    has_scheme: bool = False


def _assigns_secret(data: bytes, start: int, at: int, is_colon: bool, name: SecretName, value: _Value) -> bool:
    """Whether the name at `start` and the value that begins at `at` set a secret, and are not part of a sentence."""
    if is_colon and name.kind != "password" and not value.has_scheme and value.end - value.start < 4:
        return False
    if value.end - value.start > _LONGEST_JUDGED:
        return True
    text = data[value.start : value.end]
    prose = is_colon and not value.quoted and not value.has_scheme and data[at - 1 : at] in b" \t"
    if prose and name.word == b"pass" and data[start : start + 4] == b"PASS":  # the verdict of a test
        return False
    if prose and start and data[start - 1 : start] in b"_-":  # `auth_token: x` is rather a setting than a sentence
        prose = text.lower() in _PROSE
    return holds_secret(text, name, prose=prose)


def _value(data: bytes, at: int, kind: str, bare_end: int) -> _Value:
    """Where the value that begins at `at` stands; empty when it is a template or not of this kind.

    `bare_end` is where the last unquoted value ended, before trimming: one that begins before it ends there too, which
    keeps this linear.
    """
    opening = _OPENING.match(data, at)
    if opening is not None:
        end = _closing(data, opening.end(), len(opening[1]), opening[2])
        scheme = _scheme(data, opening.end(), kind)
        start = min(end, scheme.end()) if scheme else opening.end()
        return _Value(start, end, quoted=True, has_scheme=scheme is not None)
    if _TEMPLATE.match(data, at):
        return _Value(at, at)
    if kind == "cookie":
        pairs = COOKIE_PAIRS.match(data, at)
        return _Value(at, pairs.end() if pairs else at)
    if data[at : at + 1] == b"[" and not data.startswith(b"[redacted:", at):
        at += 1
    scheme = _scheme(data, at, kind)
    start = scheme.end() if scheme else at
    if start >= bare_end:
        shape = _REST_OF_LINE if scheme and scheme[1].lower() in _LISTED else _BARE
        bare = shape.match(data, start)
        bare_end = bare.end() if bare else start
    end = _trimmed(data, start, bare_end)
    return _Value(start, end, bare_end=bare_end, has_scheme=scheme is not None and scheme[1].lower() != b"token")


def _scheme(data: bytes, start: int, kind: str) -> re.Match[bytes] | None:
    """The word before the credentials of an Authorization value, which stays readable."""
    return _SCHEME.match(data, start) if kind == "authorization" else None


def _closing(data: bytes, start: int, depth: int, mark: bytes) -> int:
    """Where a quoted value ends: at a quote escaped no deeper than the opening one; unclosed, with its line."""
    for close in _CLOSING[mark].finditer(data, start):
        if close[1] is None:
            return close.start()
        slashes = len(close[1])
        if depth == 0 and slashes % 2 == 0:
            return close.end() - 1
        if depth > 0 and slashes <= depth:
            return close.start()
    return len(data)


def _trimmed(data: bytes, start: int, end: int) -> int:
    """The end without the punctuation that closes the sentence or the bracket around the value."""
    if data.startswith(b"[redacted:", start):
        marker_end = data.find(b"]", start, end) + 1
        if marker_end and not data[marker_end:end].strip(b")]}.:\\"):
            return marker_end
    while end > start and data[end - 1] in b")]}.:\\":
        end -= 1
    return end
