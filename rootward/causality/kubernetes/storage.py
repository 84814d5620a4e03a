"""Storage: why a claim is bound to no volume, by the rules that the volume controller follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rootward.causality.kubernetes.finding import Finding
from rootward.causality.kubernetes.quantity import quantity
from rootward.causality.kubernetes.snapshot import Object, Ref, items, section, text
from rootward.causality.kubernetes.view import View, Workload, selects
from rootward.kit.canonical import JSON

__all__ = ["claims"]

_NOT_FOUND = re.compile(r'persistentvolumeclaim "([^"]+)" not found')
_PLACE = re.compile(r"volume node affinity conflict|had volume node affinity")
_ABOUT_VOLUMES = re.compile(r"(?i)persistentvolume|persistent volume|volume node affinity|unbound")
_TAKEN = re.compile(r'volume "([^"]+)" already bound to a different claim')
_NO_CLASS = re.compile(r'storageclass(?:\.storage\.k8s\.io)? "([^"]+)" not found')
_ORDER = ("claim_storage_class", "claim_access_mode", "claim_capacity", "claim_selector", "volume_taken")


def claims(view: View, workload: Workload, words: str, at: int | None) -> Iterator[Finding]:
    """What is wrong with the claims of a workload whose pods wait; nothing when they wait for something else."""
    missing = _NOT_FOUND.search(words)
    if not _ABOUT_VOLUMES.search(words):
        return
    namespace = workload.ref.namespace
    for volume in items(workload.spec, "volumes"):
        name = text(volume, "persistentVolumeClaim", "claimName")
        claim = view.snapshot.get("PersistentVolumeClaim", name, namespace) if name else None
        ref = Ref(kind="PersistentVolumeClaim", name=name, namespace=namespace)
        if name and claim is None and (missing or view.snapshot.lacks(ref.kind, name, namespace)):
            yield _finding(workload, ref, "claim_missing", at, {"claim": name})
        elif claim is not None and text(claim, "status", "phase") != "Bound":
            yield _unbound(view, workload, claim, ref, at)
        elif claim is not None and _PLACE.search(words):
            yield _finding(workload, ref, "volume_place", at, {"claim": name})


def _finding(workload: Workload, ref: Ref, kind: str, at: int | None, facts: dict[str, JSON]) -> Finding:
    fields = (f"{ref} spec and status", f"{workload.ref} spec.template.spec.volumes")
    proof = "symptom" if kind == "claim_unbound" else "contradiction"
    return Finding(
        kind=f"scheduling.{kind}", object=ref, subject=workload.ref, at=at, facts=facts, fields=fields,
        proof="contradiction" if proof == "contradiction" else "symptom",
    )  # fmt: skip


def _unbound(view: View, workload: Workload, claim: Object, ref: Ref, at: int | None) -> Finding:
    told = " ".join(text(event, "message") for event in view.snapshot.events(ref.kind, ref.name))
    facts: dict[str, JSON] = {"claim": ref.name}
    wanted = text(claim, "spec", "storageClassName")
    taken, no_class = _TAKEN.search(told), _NO_CLASS.search(told)
    if taken:
        return _finding(workload, ref, "volume_taken", at, facts | {"volume": taken[1], "holder": "another claim"})
    volumes = view.snapshot.of("PersistentVolume")
    judged = sorted(((_against(claim, volume, ref), volume) for volume in volumes), key=_rank)
    if judged and judged[0][0] and len(judged[0][0]) == 1:
        why, volume = judged[0][0][0], judged[0][1]
        return _finding(workload, ref, why, at, facts | _compared(why, claim, volume))
    if no_class or view.snapshot.lacks("StorageClass", wanted):
        offered = f"there is no storage class {wanted}"
        return _finding(workload, ref, "claim_storage_class", at, facts | {"wanted": wanted, "offered": offered})
    if judged and judged[0][0]:
        why, volume = judged[0][0][0], judged[0][1]
        return _finding(workload, ref, why, at, facts | _compared(why, claim, volume))
    return _finding(workload, ref, "claim_unbound", at, facts)


def _rank(judged: tuple[list[str], Object]) -> tuple[bool, int, bool, int, str]:
    """The volume that was meant: the one that the claim names, else the one that fits in all but one respect."""
    against, volume = judged
    first = _ORDER.index(against[0]) if against else -1
    free = text(volume, "status", "phase") in ("Available", "")
    return "unnamed" in against, len(against), not free, first, text(volume, "metadata", "name")


def _against(claim: Object, volume: Object, ref: Ref) -> list[str]:
    """Everything that keeps the claim from this volume."""
    found = []
    named = text(claim, "spec", "volumeName")
    if text(claim, "spec", "storageClassName") != text(volume, "spec", "storageClassName"):
        found.append("claim_storage_class")
    if not set(claim.get("spec", {}).get("accessModes") or ()) <= set(volume.get("spec", {}).get("accessModes") or ()):
        found.append("claim_access_mode")
    wanted = quantity(text(claim, "spec", "resources", "requests", "storage"))
    offered = quantity(text(volume, "spec", "capacity", "storage"))
    if wanted is not None and offered is not None and wanted > offered:
        found.append("claim_capacity")
    if not _selected(section(claim, "spec", "selector"), section(volume, "metadata", "labels")):
        found.append("claim_selector")
    holder = section(volume, "spec", "claimRef")
    other = holder and (text(holder, "name"), text(holder, "namespace")) != (ref.name, ref.namespace)
    if other or text(volume, "status", "phase") in ("Released", "Failed"):
        found.append("volume_taken")
    if named and named != text(volume, "metadata", "name"):
        found.append("unnamed")
    return found


def _selected(selector: Object, labels: Object) -> bool:
    if not selects(section(selector, "matchLabels"), labels):
        return False
    for part in items(selector, "matchExpressions"):
        have, values, operator = labels.get(text(part, "key")), part.get("values") or [], text(part, "operator")
        fits = {
            "In": have in values, "NotIn": have not in values, "Exists": have is not None, "DoesNotExist": have is None
        }  # fmt: skip
        if not fits.get(operator, True):
            return False
    return True


def _compared(why: str, claim: Object, volume: Object) -> dict[str, JSON]:
    name, spec, other = text(volume, "metadata", "name"), section(claim, "spec"), section(volume, "spec")
    holder = "/".join(filter(None, (text(other, "claimRef", "namespace"), text(other, "claimRef", "name"))))
    class_of = text(other, "storageClassName")
    told: dict[str, tuple[str, str]] = {
        "claim_storage_class": (text(spec, "storageClassName") or "''", f"volume {name} has {class_of or 'none'}"),
        "claim_access_mode": (", ".join(spec.get("accessModes") or ()), ", ".join(other.get("accessModes") or ())),
        "claim_capacity": (text(spec, "resources", "requests", "storage"), text(other, "capacity", "storage")),
        "claim_selector": (_shown(section(spec, "selector")), _shown(section(volume, "metadata", "labels"))),
        "volume_taken": ("", holder or "nobody any more, and is not released"),
    }  # fmt: skip
    wanted, offered = told.get(why, ("", ""))
    return {"volume": name, "wanted": wanted, "offered": offered, "holder": holder or "a claim that is gone"}


def _shown(selector: Object) -> str:
    plain = section(selector, "matchLabels") or {
        key: value for key, value in selector.items() if isinstance(value, str)
    }
    parts = [f"{key}={value}" for key, value in sorted(plain.items())]
    parts += [f"{text(item, 'key')} {text(item, 'operator')}" for item in items(selector, "matchExpressions")]
    return ", ".join(parts)
