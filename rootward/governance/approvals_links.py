"""Links: a signed way from a message (chat, e-mail) to the confirmation of one vote. It is no right and no login.

A link names the approval, the verdict, the digest that the message showed, whom it was sent to where that is known,
and when it ends. Opening it shows what is asked and changes nothing; the vote is a second, authenticated request that
carries the link, and a link carries one. The key is the installation's, made another one for this purpose alone.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import Literal

import msgspec

from rootward.errors import Conflict, Denied, NotFound
from rootward.governance import identities
from rootward.governance.approvals_model import Approval, Verdict, moment
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.tenancy.principal import Principal

__all__ = ["Link", "check_recipient", "issue", "opened"]

_PURPOSE = b"rootward approval link 1"
_LONGEST = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """`recipient` is a principal, or None for whoever reads the channel; `expires_at` in ns."""

    link_id: str
    tenant: str
    approval_id: str
    verdict: Verdict
    digest: str
    recipient: str | None
    expires_at: int


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    l: str  # noqa: E741 (short names: the link has to fit a line of a message)
    t: str
    a: str
    v: Literal["approve", "deny"]
    d: str
    r: str | None
    e: int


def issue(
    key: bytes, approval: Approval, verdict: Verdict, *, recipient: str | None, expires_at: int | None = None
) -> str:
    """The text of a new link, for an address; it ends with the approval at the latest. `key` is the installation's."""
    ends = approval.expires_at if expires_at is None else min(expires_at, approval.expires_at)
    body = _Body(
        l=clock.new_id("lnk"), t=approval.tenant, a=approval.approval_id, v=verdict, d=approval.digest, r=recipient,
        e=ends,
    )  # fmt: skip
    data = msgspec.json.encode(body)
    return f"{_text(data)}.{_text(_signature(key, data))}"


def opened(key: bytes, text: str, *, tenant: str, now: int) -> Link:
    """What a link says. Raises NotFound for one that is not ours, or another tenant's; Conflict for one that ended."""
    data, _, signature = text.partition(".")
    try:
        raw = _bytes(data) if len(text) <= _LONGEST else b""
        good = hmac.compare_digest(_signature(key, raw), _bytes(signature))
        body = msgspec.json.decode(raw, type=_Body) if good else None
    except (binascii.Error, ValueError, msgspec.DecodeError):
        body = None
    if body is None or body.t != tenant:
        raise NotFound("there is no such link", field="link")
    if body.e <= moment(now):
        raise Conflict(f"the link ended at {clock.format_ns(body.e)}", approval_id=body.a)
    return Link(
        link_id=body.l, tenant=body.t, approval_id=body.a, verdict=body.v, digest=body.d, recipient=body.r,
        expires_at=body.e,
    )  # fmt: skip


def check_recipient(connection: Connection, principal: Principal, link: Link) -> None:
    """Raises Denied for anybody but the person it was sent to, where it was sent to one."""
    if link.recipient is None:
        return
    persons = identities.persons_of(connection, principal.tenant, (principal.id, link.recipient))
    if persons[principal.id] != persons[link.recipient]:
        raise Denied("this link was sent to somebody else", approval_id=link.approval_id)


def _signature(key: bytes, data: bytes) -> bytes:
    return hmac.digest(hmac.digest(key, _PURPOSE, "sha256"), data, "sha256")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
