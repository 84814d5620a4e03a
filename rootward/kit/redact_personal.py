"""Finds personal data in a text: e-mail addresses, payment cards, US social security numbers, phone numbers, IBANs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rootward.kit.redact_patterns import CARD, EMAIL, IBAN, IBAN_LENGTHS, PHONE, SSN, Span

__all__ = ["find_emails", "find_numbers"]

_UNIT_FILES = frozenset(
    b"service socket target timer mount automount slice scope device path swap png jpg jpeg gif svg webp jar".split()
)


# Logins and service accounts of machines, such as the `database@host` of a trace, name no person.
_MACHINE_DOMAINS = (b"amazonaws.com", b"gserviceaccount.com", b"windows.net", b".svc.cluster.local", b".internal")


def find_emails(data: bytes) -> Iterator[Span]:
    for match in EMAIL.finditer(data):
        start, end = match.span()
        is_login = match[1] == b"git" or data[max(0, start - 3) : start] == b"://"
        is_login = is_login or (match[2] or b"").lower().endswith(_MACHINE_DOMAINS)
        if not is_login and (match[3] or b"").lower() not in _UNIT_FILES:
            yield start, end, "email"


def find_numbers(data: bytes) -> Iterator[Span]:
    spans: list[Span] = []
    for pattern, kind, end_of in (
        (CARD, "card", _card_end),
        (SSN, "ssn", _ssn_end),
        (PHONE, "phone", _phone_end),
        (IBAN, "iban", _iban_end),
    ):
        pos = 0
        while (match := pattern.search(data, pos)) is not None:
            start, stop = match.span(1)
            end = end_of(data, start, stop)
            pos = start + 1 if end is None else end
            if end is not None:
                spans.append((start, end, kind))
    yield from sorted(spans)


def _ends_cleanly(data: bytes, end: int) -> bool:
    return re.match(rb"[A-Za-z0-9_]|[.,-][0-9]", data[end : end + 2]) is None


def _card_end(data: bytes, start: int, end: int) -> int | None:
    text = data[start:end]
    digits = [byte - 48 for byte in text if 48 <= byte <= 57]
    if not _ends_cleanly(data, end) or (b" " in text and b"-" in text) or len(set(digits)) < 2:
        return None
    total = sum(digits[-1::-2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return end if total % 10 == 0 else None


def _ssn_end(data: bytes, start: int, end: int) -> int | None:
    area, group, serial = data[start:end].split(b"-")
    unused = area in (b"000", b"666") or group == b"00" or serial == b"0000"
    return None if unused or not _ends_cleanly(data, end) else end


def _phone_end(data: bytes, start: int, end: int) -> int | None:
    digits = re.sub(rb"\D", b"", data[start:end])
    if not _ends_cleanly(data, end) or not 10 <= len(digits) <= 15:
        return None
    return None if digits.startswith((b"1", b"7")) and len(digits) != 11 else end


def _iban_end(data: bytes, start: int, end: int) -> int | None:
    want = IBAN_LENGTHS[data[start : start + 2]]
    seen = 0
    for stop in range(start, end):
        seen += data[stop : stop + 1] != b" "
        if seen == want:
            text = data[start : stop + 1].replace(b" ", b"").decode("ascii")
            number = int("".join(str(int(char, 36)) for char in text[4:] + text[:4]))
            return stop + 1 if number % 97 == 1 and _ends_cleanly(data, stop + 1) else None
    return None
