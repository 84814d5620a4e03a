"""Forms of a pack: the ways in which one may be written, brought into the one that is kept."""

from __future__ import annotations

import msgspec

from rootward.kit.canonical import JSON
from rootward.packs.domain_form import Body, DomainForm, domain_body
from rootward.packs.model import Pack
from rootward.packs.tenant_form import TenantForm, tenant_body

__all__ = ["is_of_tenant", "written_as"]


def written_as(written: JSON) -> Pack:
    """A pack of ours, or a domain or a tenant's own as exception platforms write them. Raises ValidationError with the
    places in what was written."""
    if not isinstance(written, dict) or "domainName" not in written:
        return Pack.model_validate_json(msgspec.json.encode(written))
    encoded = msgspec.json.encode(written)
    if is_of_tenant(written):
        return _made(tenant_body(TenantForm.model_validate_json(encoded), written))
    return _made(domain_body(DomainForm.model_validate_json(encoded), written))


def is_of_tenant(written: Body) -> bool:
    return "tenantId" in written


def _made(body: Body) -> Pack:
    """Without sections that say nothing, so that nothing is overlaid by them."""
    said = {name: item for name, item in body.items() if item}
    return Pack.model_validate_json(msgspec.json.encode(said))
