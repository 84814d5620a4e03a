"""Tenant form: what a tenant wants different of a domain, as exception platforms write it (`tenantId`, `domainName`,
`customSeverityOverrides`, `approvedTools` …), and the pack over the domain's that it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, JsonValue

from rootward.packs.domain_conditions import quoted
from rootward.packs.domain_form import (
    EVENT,
    MINE,
    Body,
    DomainName,
    GuardrailForm,
    TypeName,
    guarding,
    listed,
    slug,
    version_of,
)
from rootward.packs.playbook_model import PlaybookEntry, SeverityWord
from rootward.packs.playbook_params import ChannelName
from rootward.packs.tool_model import ToolName
from rootward.packs.values import Checked, Text

__all__ = ["TenantForm", "tenant_body"]

_MAIL: Body = {"subject": "{notice.subject}", "text": "{notice.message}"}
_NO_USE = "has no use here, so it has no effect"


class SeverityForm(Checked):
    exceptionType: TypeName
    severity: SeverityWord


class OverrideForm(Checked):
    toolName: ToolName
    timeoutSeconds: float | None = Field(default=None, gt=0, le=3600)
    maxRetries: int | None = Field(default=None, ge=0, le=10)


class ApprovalForm(Checked):
    severity: SeverityWord
    requireApproval: bool


class RetentionForm(Checked):
    dataTTL: int | None = Field(default=None, ge=0)


class NotificationForm(Checked):
    """Addresses of a group are where its e-mail goes; the rest names services that are connections here."""

    channels: tuple[ChannelName, ...] = ()
    recipientsByGroup: dict[Text, tuple[Text, ...]] = Field(default_factory=dict)
    webhookUrls: JsonValue = None
    smtpConfig: dict[str, JsonValue] = Field(default_factory=dict)


class TenantForm(Checked):
    tenantId: Text
    domainName: DomainName
    version: str = Field(default="", max_length=100)
    customSeverityOverrides: tuple[SeverityForm, ...] = ()
    customGuardrails: GuardrailForm = GuardrailForm()
    approvedTools: tuple[ToolName, ...] | None = None
    toolOverrides: tuple[OverrideForm, ...] = ()
    humanApprovalRules: tuple[ApprovalForm, ...] = ()
    retentionPolicies: RetentionForm = RetentionForm()
    customPlaybooks: Annotated[tuple[PlaybookEntry, ...], Field(strict=False)] = ()
    embeddingConfig: dict[str, JsonValue] = Field(default_factory=dict)
    notificationPolicies: NotificationForm = NotificationForm()


def tenant_body(form: TenantForm, raw: Body) -> Body:
    """The pack's body; `raw` is what was written, in which playbooks stay as they are."""
    domain = slug(form.domainName)
    guards, notes = guarding(form.customGuardrails, domain)
    channels = {
        f"email:{group}": {"tool_id": "mail.send", "payload": {"to": list(found), **_MAIL}}
        for group, found in form.notificationPolicies.recipientsByGroup.items()
    }
    return {
        "name": f"{domain}-{slug(form.tenantId)}"[:63].rstrip("-"),
        "version": version_of(form.version, raw),
        "description": f"What {form.tenantId} wants different of the domain {form.domainName}.",
        "requires": [domain],
        "cases": {"severity": [_severity(one, domain) for one in form.customSeverityOverrides]},
        "playbooks": list(raw.get("customPlaybooks", ())),
        "policies": {"rules": [*guards, *_approved(form, domain), *_by_severity(form, domain)]},
        "tool_limits": {one.toolName: dict(_limits(one)) for one in form.toolOverrides},
        "repair": {"channels": channels},
        "notes": [*notes, *_notes(form)],
    }


def _severity(one: SeverityForm, domain: str) -> Body:
    when = f"event_type == {quoted(EVENT)} && payload.exceptionType == {quoted(one.exceptionType)}"
    return {
        "name": f"{domain[:30]}-of-{slug(one.exceptionType)[:28]}".rstrip("-"),
        "when": when,
        "severity": one.severity,
    }


def _approved(form: TenantForm, domain: str) -> Iterator[Body]:
    """A list of tools that are approved is a list of all that may be called."""
    if form.approvedTools is not None:
        when = f"{MINE} && !(action.tool in [{listed([*form.approvedTools])}])"
        yield {
            "id": f"{domain}-not-approved", "effect": "deny", "when": when,
            "message": "the tenant has not approved this tool",
        }  # fmt: skip


def _by_severity(form: TenantForm, domain: str) -> Iterator[Body]:
    """Where no approval is required the approved tools may be called without, unless they destroy something."""
    for one in form.humanApprovalRules:
        of = f"has(case.severity) && case.severity == {quoted(one.severity)}"
        if one.requireApproval:
            effect, when, verb = "hold", f'{MINE} && action.effect != "read" && {of}', "needs an approval"
        else:
            effect, when, verb = "allow", f'{MINE} && action.effect != "destructive" && {of}', "needs no approval"
        yield {
            "id": f"{domain}-severity-{one.severity}", "effect": effect, "when": when,
            "message": f"what is done about a case of severity {one.severity} {verb}",
        }  # fmt: skip


def _limits(one: OverrideForm) -> Iterator[tuple[str, JsonValue]]:
    if one.timeoutSeconds is not None:
        yield "timeout", f"{round(one.timeoutSeconds * 1000)}ms"
    if one.maxRetries is not None:
        yield "retries", one.maxRetries


def _notes(form: TenantForm) -> Iterator[str]:
    yield f"tenantId: the pack was written for {form.tenantId}; it counts for the tenant that it is activated in"
    if (days := form.retentionPolicies.dataTTL) is not None:
        yield f"retentionPolicies.dataTTL: rootward tenants settings retention_days.events={days} (a tenant's setting)"
    if form.embeddingConfig:
        yield f"embeddingConfig {_NO_USE}: nothing is embedded"
    told = form.notificationPolicies
    if told.webhookUrls:
        yield "notificationPolicies.webhookUrls: declare connections of kind webhook, and channels in repair.channels"
    if told.smtpConfig:
        yield "notificationPolicies.smtpConfig: declare a connection of kind smtp; until then mail goes to a sandbox"
    for name in told.channels:
        if name not in ("log", "email"):
            yield f"notificationPolicies.channels: repair.channels names no tool for {name} yet"
