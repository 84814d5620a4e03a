"""What a bearer token of an identity provider must claim, read strictly: what is missing, listed where one value is
wanted, or of another kind is refused by the name of its claim. Pure.

Required: iss, aud, exp, iat, sub, the tenant's claim (exactly one id) and the role's claim. A token lives an hour at
most, and clocks may differ by half a minute. What a claim holds is never repeated in a refusal.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rootward.audit.entry import ActorKind
from rootward.errors import BadInput, Misconfigured, Unauthenticated
from rootward.tenancy import roles, tenants

__all__ = ["LEEWAY_S", "LIFE_S", "Claimed", "Grant", "Rules", "grants", "read", "refused"]

LEEWAY_S, LIFE_S = 30, 3600
_SUBJECT = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")
_KINDS: dict[str, ActorKind] = {"human": "human", "service": "service", "agent": "agent"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """Whoever's role claim holds `value` is this."""

    value: str
    role: str
    kind: ActorKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    issuer: str
    audience: str
    grants: tuple[Grant, ...]
    tenant_claim: str = "tenant"
    role_claim: str = "role"


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """Whose token it is. `until` in seconds since 1970; `jti` is '' where the provider gives none."""

    tenant: str
    subject: str
    name: str
    role: str
    kind: ActorKind
    jti: str
    until: int


def grants(text: str) -> tuple[Grant, ...]:
    """`sre=sre_operator, admins=admin, ci=service:service`: a value of the role's claim, a role, and what they are
    (human, unless it says service or agent). Where several are held the first counts. Raises Misconfigured."""
    found = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        value, _, granted = part.partition("=")
        role, _, kind = granted.strip().partition(":")
        try:
            roles.check_role(role)
        except BadInput as error:
            raise Misconfigured(f"jwt_roles: {part!r}: {error.message}", field="jwt_roles") from error
        if not value.strip() or (kind or "human") not in _KINDS:
            raise Misconfigured(f"jwt_roles: {part!r} is not VALUE=ROLE or VALUE=ROLE:KIND", field="jwt_roles")
        found.append(Grant(value=value.strip(), role=role, kind=_KINDS[kind or "human"]))
    return tuple(found)


def read(claims: Mapping[str, Any], rules: Rules, now: float) -> Claimed:
    """Raises Unauthenticated, naming the claim in the fact `claim`. `now` in seconds since 1970."""
    if claims.get("iss") != rules.issuer:
        raise refused("iss", "is not the issuer that this server trusts")
    audience = claims.get("aud")
    if rules.audience not in (_texts(audience) or ()):
        raise refused("aud", "does not name this server")
    until = _lifetime(claims, now)
    tenant, subject = claims.get(rules.tenant_claim), claims.get("sub")
    if not isinstance(tenant, str) or not _is_id(tenant):
        raise refused(rules.tenant_claim, "must be the id of exactly one tenant")
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise refused("sub", "must be 1 to 200 characters without spaces")
    jti, name = claims.get("jti", ""), claims.get("name", subject)
    if not isinstance(jti, str) or len(jti) > 200 or ("jti" in claims and not jti):
        raise refused("jti", "must be 1 to 200 characters")
    if not isinstance(name, str) or not name.isprintable() or not 0 < len(name) <= 200:
        raise refused("name", "must be 1 to 200 printable characters")
    held = _texts(claims.get(rules.role_claim))
    grant = next((one for one in rules.grants if held and one.value in held), None)
    if grant is None:
        raise refused(rules.role_claim, "holds nothing that this server gives a role for")
    return Claimed(
        tenant=tenant, subject=subject, name=name, role=grant.role, kind=grant.kind, jti=jti, until=until
    )  # fmt: skip


def refused(claim: str, why: str) -> Unauthenticated:
    return Unauthenticated(f"the bearer token's {claim} {why}", field="authorization", claim=claim)


def _lifetime(claims: Mapping[str, Any], now: float) -> int:
    begun, until = _moment(claims, "iat"), _moment(claims, "exp")
    if begun > now + LEEWAY_S:
        raise refused("iat", "lies in the future")
    if until <= now - LEEWAY_S:
        raise refused("exp", "is over")
    if not 0 < until - begun <= LIFE_S:
        raise refused("exp", f"must be at most {LIFE_S} s after iat")
    if "nbf" in claims and _moment(claims, "nbf") > now + LEEWAY_S:
        raise refused("nbf", "lies in the future")
    return math.ceil(until)


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**40:
        raise refused(name, "must be a time in seconds")
    return value


def _is_id(tenant: str) -> bool:
    try:
        tenants.check_id(tenant)
    except BadInput:
        return False
    return True


def _texts(value: Any) -> Sequence[str] | None:
    """One text or a list of texts; None for anything else."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    return None
