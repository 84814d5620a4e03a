"""Why a claim is bound to no volume."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.causality.kubernetes.snapshot import Object
from tests.causality.kubernetes.cluster import event, kinds, listing, node, thing, unscheduled, workload

MOUNTS = [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]
WORDS = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims."


def claim(phase: str = "Pending", **spec: Any) -> Object:
    body = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, "storageClassName": "slow"}
    return thing("PersistentVolumeClaim", "data", spec={**body, **spec}, status={"phase": phase})


def volume(name: str = "disk-1", phase: str = "Available", **spec: Any) -> Object:
    body = {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}, "storageClassName": "slow"}
    made = thing("PersistentVolume", name, spec={**body, **spec}, status={"phase": phase})
    made["metadata"]["labels"] = {"tier": "gold"}
    return made


def waiting() -> list[Object]:
    web = unscheduled(volumes=MOUNTS)
    return [workload(ready=0, volumes=MOUNTS), web, event(web, "FailedScheduling", WORDS), node()]


@pytest.mark.parametrize(
    ("wish", "kind"),
    [
        ({"storageClassName": "fast"}, "claim_storage_class"),
        ({"accessModes": ["ReadWriteMany"]}, "claim_access_mode"),
        ({"resources": {"requests": {"storage": "9Gi"}}}, "claim_capacity"),
        ({"selector": {"matchLabels": {"tier": "iron"}}}, "claim_selector"),
        ({"selector": {"matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]}}, "claim_selector"),
    ],
)  # fmt: skip
def test_the_one_respect_in_which_a_volume_does_not_fit_is_the_fault(wish: dict[str, Any], kind: str) -> None:
    expected = [f"scheduling.{kind} PersistentVolumeClaim/shop/data"]
    assert kinds(*waiting(), claim(**wish), volume()) == expected
    other = volume("odd", accessModes=["ReadOnlyMany"], capacity={"storage": "1Mi"}, storageClassName="tape")
    assert kinds(*waiting(), claim(**wish), other, volume()) == expected, "the volume that fits best was meant"


def test_a_volume_that_another_claim_holds_is_taken() -> None:
    held = volume(phase="Bound", claimRef={"name": "other", "namespace": "shop"})
    expected = ["scheduling.volume_taken PersistentVolumeClaim/shop/data"]
    assert kinds(*waiting(), claim(), held) == expected
    free = volume("disk-2", capacity={"storage": "1Mi"}, storageClassName="tape")
    assert kinds(*waiting(), claim(volumeName="disk-1"), free, held) == expected


def test_a_bound_claim_is_no_fault_and_one_without_volumes_is_only_a_symptom() -> None:
    assert kinds(*waiting(), claim("Bound"), volume()) == []
    assert kinds(*waiting(), claim()) == []
    assert kinds(*waiting(), claim(), least=1.0) == ["scheduling.claim_unbound PersistentVolumeClaim/shop/data"]


def test_a_class_that_does_not_exist_is_named_even_without_volumes() -> None:
    assert kinds(*waiting(), claim(storageClassName="fast"), listing("StorageClass")) == [
        "scheduling.claim_storage_class PersistentVolumeClaim/shop/data"
    ]


def test_a_claim_that_is_not_there_is_missing_only_when_that_is_known() -> None:
    expected = ["scheduling.claim_missing PersistentVolumeClaim/shop/data"]
    assert kinds(*waiting(), listing("PersistentVolumeClaim")) == expected
    assert kinds(*waiting()) == []
