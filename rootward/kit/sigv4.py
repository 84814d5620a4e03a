"""SigV4: signs a request to AWS (Signature Version 4, AWS General Reference)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from rootward.kit import clock

__all__ = ["Keys", "signed"]

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """`session` is there for keys that were lent for a time."""

    access: str
    secret: str = field(repr=False)
    session: str = field(default="", repr=False)


def signed(
    method: str, url: str, headers: Mapping[str, str], content: bytes, keys: Keys, *, region: str, service: str, at: int
) -> dict[str, str]:
    """The headers with those of the signature, valid for five minutes around `at` (ns); the path is in its one form
    (no `..`, escaped once), and parameters of the query have one value each."""
    moment = clock.at(at).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    parts = urlsplit(url)
    all_ = {**{name.lower(): value for name, value in headers.items()}, "host": parts.netloc, "x-amz-date": moment}
    if keys.session:
        all_["x-amz-security-token"] = keys.session
    names = sorted(all_)
    request = "\n".join(
        [method, parts.path or "/", _query(parts.query), *(f"{name}:{' '.join(all_[name].split())}" for name in names),
         "", ";".join(names), hashlib.sha256(content).hexdigest()]
    )  # fmt: skip
    text = "\n".join([_ALGORITHM, moment, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{keys.secret}".encode()
    for step in scope.split("/"):
        key = hmac.digest(key, step.encode(), "sha256")
    signature = hmac.new(key, text.encode(), "sha256").hexdigest()
    said = f"Credential={keys.access}/{scope}, SignedHeaders={';'.join(names)}, Signature={signature}"
    return {**all_, "authorization": f"{_ALGORITHM} {said}"}


def _query(query: str) -> str:
    pairs = (item.partition("=") for item in query.split("&") if item)
    return "&".join(sorted(f"{quote(name, safe='-_.~%')}={quote(value, safe='-_.~%')}" for name, _, value in pairs))
