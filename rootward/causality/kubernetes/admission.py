"""Admission: what the API server refused to create: accounts that are missing, quotas, webhooks, policies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rootward.causality.kubernetes.finding import Finding
from rootward.causality.kubernetes.quantity import quantity
from rootward.causality.kubernetes.said import Said, matching, said_of_workload
from rootward.causality.kubernetes.snapshot import Object, Ref, items, ref_of, section, text
from rootward.causality.kubernetes.view import View, Workload, containers
from rootward.kit.canonical import JSON

__all__ = ["admission"]

_QUOTA = re.compile(
    r"exceeded quota: (?P<quota>[^,]+), requested: (?P<asked>.+?), used: (?P<used>.+?), limited: (?P<hard>.+)"
)
_ACCOUNT = re.compile(
    r'error looking up service account [\w.-]+/[\w.-]+: serviceaccount "(?P<account>[^"]+)" not found'
)
_MUST = re.compile(r"failed quota: (?P<quota>[^:]+): must specify (?P<resource>[\w.,-]+)")


def admission(view: View) -> Iterator[Finding]:
    for workload in view.workloads.values():
        yield from _account(view, workload)
        if workload.lacks_pods or workload.desired is None:
            for said in said_of_workload(view, workload):
                yield from _refused(view, workload, said)
    for quota in view.snapshot.of("ResourceQuota"):
        yield from _full(view, quota)


def _account(view: View, workload: Workload) -> Iterator[Finding]:
    name, namespace = text(workload.spec, "serviceAccountName"), workload.ref.namespace
    if workload.ref.kind != "Pod" and view.snapshot.lacks("ServiceAccount", name, namespace):
        yield Finding(
            kind="admission.service_account", object=workload.ref, subject=workload.ref, facts={"account": name},
            fields=(f"{workload.ref} spec.template.spec.serviceAccountName", f"ServiceAccount list of {namespace}"),
            proof="contradiction", visible=workload.lacks_pods,
        )  # fmt: skip


def _refused(view: View, workload: Workload, said: Said) -> Iterator[Finding]:
    account, quota, must = _ACCOUNT.search(said.words), _QUOTA.search(said.words), _MUST.search(said.words)
    namespace = workload.ref.namespace
    if account is not None and view.snapshot.get("ServiceAccount", account["account"], namespace) is None:
        yield Finding(
            kind="admission.service_account", object=workload.ref, subject=workload.ref, at=said.at,
            facts={"account": account["account"]}, fields=(said.source,),
        )  # fmt: skip
    elif quota is not None:
        yield _exceeded(quota, namespace, said)
    elif must is not None:
        yield Finding(
            kind="admission.invalid", object=workload.ref, subject=workload.ref, fields=(said.source,), at=said.at,
            facts={"words": f"quota {must['quota']} wants {must['resource']} to be set"},
        )  # fmt: skip
    else:
        for rule, match in matching(said):
            if rule.kind.startswith("admission."):
                yield Finding(
                    kind=rule.kind, object=workload.ref, subject=workload.ref, at=said.at, fields=(said.source,),
                    facts={key: value for key, value in match.groupdict().items() if value},
                )  # fmt: skip
                return


def _exceeded(match: re.Match[str], namespace: str, said: Said) -> Finding:
    asked, used, hard = _amounts(match["asked"]), _amounts(match["used"]), _amounts(match["hard"])
    over = [name for name in asked if _over(used.get(name), asked[name], hard.get(name))]
    resource = (over or [*asked] or ["?"])[0]
    return _quota(match["quota"], namespace, resource, used.get(resource, "?"), hard.get(resource, "?"),
                  (said.source,), at=said.at)  # fmt: skip


def _quota(
    name: str, namespace: str, resource: str, used: str, hard: str, fields: tuple[str, ...], *, at: int | None = None,
    visible: bool = True,
) -> Finding:  # fmt: skip
    facts: dict[str, JSON] = {"quota": name, "resource": resource, "used": used, "hard": hard}
    return Finding(
        kind=f"admission.{_kind_of(resource)}", object=Ref(kind="ResourceQuota", name=name, namespace=namespace),
        subject=Ref(kind="Namespace", name=namespace), facts=facts, fields=fields, at=at, visible=visible,
    )  # fmt: skip


def _kind_of(resource: str) -> str:
    plain = resource.removeprefix("count/").partition(".apps")[0]
    if ("storage" in plain and "ephemeral" not in plain) or plain == "persistentvolumeclaims":
        return "quota_storage"
    for word, kind in (("services", "quota_services"), ("cpu", "quota_cpu"), ("memory", "quota_memory")):
        if word in plain:
            return kind
    return "quota_pods" if plain == "pods" else "quota_other"


def _full(view: View, quota: Object) -> Iterator[Finding]:
    """A quota that leaves no room for something that is missing; the events of a refused service or claim go to
    whoever asked for it, not to the cluster."""
    ref, used, hard = ref_of(quota), section(quota, "status", "used"), section(quota, "status", "hard")
    for resource in sorted(hard):
        kind = _kind_of(resource)
        asked = _missing(view, ref.namespace, kind, resource)
        if asked is None:
            continue
        amount = asked if asked > 0 else 1.0
        if _over(str(used.get(resource, "0")), str(amount), str(hard[resource])):
            where = f"{ref} status.used and status.hard [{resource}]"
            yield _quota(ref.name, ref.namespace, resource, str(used.get(resource, "0")), str(hard[resource]), (where,))
        elif quantity(used.get(resource)) == quantity(hard[resource]):
            where = f"{ref} status.used and status.hard [{resource}]"
            yield _quota(ref.name, ref.namespace, resource, str(used.get(resource)), str(hard[resource]), (where,),
                         visible=False)  # fmt: skip


def _missing(view: View, namespace: str, kind: str, resource: str) -> float | None:
    """How much of the resource what is missing asks for; None when nothing that needs it is missing."""
    if kind == "quota_services":
        wanted = [
            item for item in view.snapshot.declared("Service") if text(item, "metadata", "namespace") == namespace
        ]
        return float(len(wanted)) if wanted and view.snapshot.knows("Service", namespace) else None
    if kind == "quota_storage":
        claims = [item for item in view.snapshot.declared("PersistentVolumeClaim")
                  if text(item, "metadata", "namespace") == namespace]  # fmt: skip
        lost = [workload for workload in view.workloads.values() if _lacks_claim(view, workload, namespace)]
        if not lost or not view.snapshot.knows("PersistentVolumeClaim", namespace):
            return None
        if resource.endswith("persistentvolumeclaims"):
            return float(len(claims) or 1)
        return max(
            (quantity(text(item, "spec", "resources", "requests", "storage")) or 0.0 for item in claims), default=0.0
        )
    if kind in ("quota_cpu", "quota_memory", "quota_pods"):
        short = [workload for workload in view.workloads.values() if workload.lacks_pods
                 and workload.ref.namespace == namespace]  # fmt: skip
        return max((_asked(workload, resource) for workload in short), default=None)
    return None


def _lacks_claim(view: View, workload: Workload, namespace: str) -> bool:
    names = [text(item, "persistentVolumeClaim", "claimName") for item in items(workload.spec, "volumes")]
    return workload.ref.namespace == namespace and any(
        name and view.snapshot.get("PersistentVolumeClaim", name, namespace) is None for name in names
    )


def _asked(workload: Workload, resource: str) -> float:
    if resource in ("pods", "count/pods"):
        return 1.0
    group = "limits" if resource.startswith("limits.") else "requests"
    name = resource.rpartition(".")[2]
    return sum(quantity(text(item, "resources", group, name)) or 0.0 for item in containers(workload.spec))


def _amounts(said: str) -> dict[str, str]:
    return dict(part.strip().split("=", 1) for part in said.split(",") if "=" in part)


def _over(used: str | None, asked: str, hard: str | None) -> bool:
    have, want, limit = quantity(used), quantity(asked), quantity(hard)
    return have is not None and want is not None and limit is not None and have + want > limit
