"""Identity: people, who belong to no tenant, and what ties them to tenants.

People, their sessions and what guards their login stand under the tenant `*`, which is no tenant: row-level security
shows them to the dispatcher's units alone, so that nothing that runs for a tenant can read a password's hash.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, Text

from rootward.schema.columns import key, need, table, tenant

people = table(
    "people",
    tenant(),
    key("person_id"),
    need("email"),  # in lower case
    need("name"),
    Column("password_hash", Text),  # PHC string; null: signs in at the identity provider only
    Column("oidc_issuer", Text),
    Column("oidc_subject", Text),
    need("created_at", BigInteger),
    Column("disabled_at", BigInteger),
)
sa.Index("people_by_email", people.c.tenant, people.c.email, unique=True)
sa.Index("people_by_subject", people.c.tenant, people.c.oidc_issuer, people.c.oidc_subject, unique=True)

memberships = table(
    "memberships",
    tenant(),
    key("person_id"),
    need("principal_id"),
    need("email"),
    need("role"),
    need("status"),  # active, disabled, removed
    Column("shut_out_at", BigInteger),  # people.disabled_at, where the tenant's own units see it
    need("created_at", BigInteger),
    need("changed_at", BigInteger),
)
sa.Index("memberships_by_person", memberships.c.person_id)

invitations = table(
    "invitations",
    tenant(),
    key("invitation_id"),
    need("email"),
    need("role"),
    need("digest"),  # sha256 of the secret half of the link, which is shown once
    need("invited_by"),
    need("created_at", BigInteger),
    need("expires_at", BigInteger),
    Column("accepted_at", BigInteger),
    Column("accepted_by", Text),  # a principal
    Column("revoked_at", BigInteger),
)
sa.Index("invitations_by_digest", invitations.c.digest, unique=True)
sa.Index("invitations_by_email", invitations.c.email)

password_resets = table(
    "password_resets",
    tenant(),
    key("reset_id"),
    need("person_id"),
    need("digest"),
    need("issued_by"),
    need("created_at", BigInteger),
    need("expires_at", BigInteger),
    Column("used_at", BigInteger),
)
sa.Index("password_resets_by_digest", password_resets.c.digest, unique=True)

sessions = table(
    "sessions",
    tenant(),
    key("session_id"),
    need("digest"),
    need("person_id"),
    need("in_tenant"),
    need("method"),  # password, oidc
    need("agent"),  # what the browser calls itself
    need("address"),
    need("created_at", BigInteger),
    need("seen_at", BigInteger),
    need("expires_at", BigInteger),
    Column("ended_at", BigInteger),
)
sa.Index("sessions_by_digest", sessions.c.digest, unique=True)
sa.Index("sessions_by_person", sessions.c.tenant, sessions.c.person_id)

sign_in_attempts = table(  # failed ones, of an e-mail or from an address, under a keyed hash
    "sign_in_attempts",
    tenant(),
    key("key"),
    need("failures", Integer),
    need("last_at", BigInteger),
)

sign_in_flows = table(  # begun at the identity provider; each is taken out once
    "sign_in_flows",
    tenant(),
    key("state_digest"),
    need("browser_digest"),
    need("goes_to"),
    need("expires_at", BigInteger),
)
