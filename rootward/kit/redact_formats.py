"""Finds secrets by their own format: keys, tokens, credentials in URLs and auth schemes, Kubernetes Secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rootward.kit.redact_patterns import (
    BASIC,
    BEARER,
    BOUNDED_TOKEN,
    KUBERNETES_SECRET,
    KUBERNETES_SECRET_DATA,
    PLACEHOLDER,
    PRIVATE_KEY,
    SIGNED_URL,
    TOKENS,
    URL_PASSWORD,
    Span,
)
from rootward.kit.redact_random import decode64

__all__ = ["find_addresses", "find_kubernetes_secrets", "find_private_keys", "find_schemes", "find_tokens"]


def find_private_keys(data: bytes) -> Iterator[Span]:
    for match in PRIVATE_KEY.finditer(data):
        yield (*match.span(), "private_key")


def find_kubernetes_secrets(data: bytes) -> Iterator[Span]:
    """The data of a Secret object quoted inside a text, such as in `last-applied-configuration`."""
    if KUBERNETES_SECRET.search(data) is None:
        return
    for match in KUBERNETES_SECRET_DATA.finditer(data):
        start, end = match.span(1)
        end -= data[start:end].endswith(b"}")
        if data[start:end].strip() and not PLACEHOLDER.fullmatch(data[start:end]):
            yield start, end, "kubernetes_secret"


def find_tokens(data: bytes) -> Iterator[Span]:
    for match in BOUNDED_TOKEN.finditer(data):
        start, end = match.span(1)
        token = data[start:end]
        yield start, end, next((kind for kind, shape in TOKENS if shape.fullmatch(token)), "token")


def find_addresses(data: bytes) -> Iterator[Span]:
    """Passwords and tokens in the user part of a URL, then signatures of signed URLs."""
    spans: list[Span] = []
    for match in URL_PASSWORD.finditer(data):
        group = next(number for number in (1, 2, 3) if match.span(number)[0] >= 0)
        start, end = match.span(group)
        value = data[start:end]
        is_port = group == 2 and re.match(rb"\d{1,5}[/?]", value)
        if not is_port and not PLACEHOLDER.fullmatch(value) and (group != 3 or _has_digit_and_letter(value)):
            spans.append((start, end, "url_password"))
    spans += ((*match.span(1), "signature") for match in SIGNED_URL.finditer(data))
    yield from sorted(spans)


def find_schemes(data: bytes) -> Iterator[Span]:
    """Bearer and Basic credentials wherever they stand."""
    spans: list[Span] = []
    for match in BEARER.finditer(data):
        start, end = match.span(1)
        value = data[start:end]
        if len(value) >= 32 or re.search(rb"\d|.[A-Z]", value):
            spans.append((start, end, "bearer"))
    for match in BASIC.finditer(data):
        start, end = match.span(1)
        decoded = decode64(data[start:end])
        if decoded is not None and b":" in decoded:
            spans.append((start, end, "basic_auth"))
    yield from sorted(spans)


def _has_digit_and_letter(value: bytes) -> bool:
    return re.search(rb"\d", value) is not None and re.search(rb"[A-Za-z]", value) is not None
