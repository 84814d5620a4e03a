"""What the API server refuses."""

from __future__ import annotations

import pytest

from tests.causality.kubernetes.cluster import event, kinds, listing, pod, replica_set, service, thing, workload

FORBIDDEN = 'Error creating: pods "web-6f7-x" is forbidden: '


def test_a_service_account_that_is_not_in_the_namespace_is_named() -> None:
    web = workload(ready=0, serviceAccountName="robot")
    others = [*listing("ServiceAccount", "Pod"), thing("ServiceAccount", "default")]
    assert kinds(web, others) == ["admission.service_account Deployment/shop/web"]
    assert kinds(web, others, thing("ServiceAccount", "robot")) == []
    assert kinds(web, thing("ServiceAccount", "default")) == [], "nobody listed the accounts completely"


def test_a_refusal_that_has_passed_is_no_fault() -> None:
    said = event(replica_set(), "FailedCreate", FORBIDDEN + 'error looking up service account shop/robot: '
                 'serviceaccount "robot" not found')  # fmt: skip
    web = workload(ready=0, serviceAccountName="robot")
    assert kinds(web, replica_set(), said) == ["admission.service_account Deployment/shop/web"]
    assert kinds(workload(serviceAccountName="robot"), replica_set(), pod(), said) == []


@pytest.mark.parametrize(
    ("resource", "asked", "used", "hard", "kind"),
    [
        ("requests.cpu", "2", "9", "10", "quota_cpu"), ("limits.memory", "1Gi", "3000Mi", "3Gi", "quota_memory"),
        ("pods", "1", "10", "10", "quota_pods"), ("requests.nvidia.com/gpu", "1", "4", "4", "quota_other"),
        ("requests.storage", "5Gi", "0", "1Gi", "quota_storage"),
    ],
)  # fmt: skip
def test_the_quota_that_refused_a_pod_is_named_with_its_resource(
    resource: str, asked: str, used: str, hard: str, kind: str
) -> None:
    words = f"exceeded quota: team, requested: {resource}={asked}, used: {resource}={used}, limited: {resource}={hard}"
    said = event(replica_set(), "FailedCreate", FORBIDDEN + words)
    assert kinds(workload(ready=0), replica_set(), said) == [f"admission.{kind} ResourceQuota/shop/team"]
    assert kinds(workload(), replica_set(), pod(), said) == [], "the pod was created later"


def test_of_several_resources_the_one_that_is_exceeded_counts() -> None:
    words = ("exceeded quota: team, requested: pods=1,requests.memory=1Gi, used: pods=2,requests.memory=3Gi, "
             "limited: pods=10,requests.memory=3Gi")  # fmt: skip
    said = event(replica_set(), "FailedCreate", FORBIDDEN + words)
    assert kinds(workload(ready=0), replica_set(), said) == ["admission.quota_memory ResourceQuota/shop/team"]


def test_a_full_quota_of_services_explains_a_service_that_is_missing() -> None:
    full = thing("ResourceQuota", "team", spec={}, status={"hard": {"services": "3"}, "used": {"services": "3"}})
    declared = service("orders")
    del declared["metadata"]["uid"]
    declared["metadata"]["annotations"] = {"rootward.dev/declared": "true"}
    every = [full, declared, workload(), pod(), service(), *listing("Service")]
    assert kinds(*every) == ["admission.quota_services ResourceQuota/shop/team"]
    assert kinds(full, workload(), pod(), service(), listing("Service")) == [], "nothing is missing"
    roomy = thing("ResourceQuota", "team", spec={}, status={"hard": {"services": "9"}, "used": {"services": "3"}})
    assert kinds(roomy, declared, workload(), pod(), service(), listing("Service")) == []


def test_a_quota_of_storage_explains_a_claim_that_is_missing() -> None:
    small = thing("ResourceQuota", "team", spec={}, status={"hard": {"requests.storage": "1Gi"},
                                                            "used": {"requests.storage": "0"}})  # fmt: skip
    wish = thing("PersistentVolumeClaim", "data", spec={"resources": {"requests": {"storage": "5Gi"}}})
    wish["metadata"]["annotations"] = {"rootward.dev/declared": "true"}
    volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]
    web = workload(ready=0, volumes=volumes)
    assert (
        kinds(small, wish, web, listing("PersistentVolumeClaim"))[0]
        == "admission.quota_storage ResourceQuota/shop/team"
    )
    wish["spec"]["resources"]["requests"]["storage"] = "1Gi"
    assert kinds(small, wish, web, listing("PersistentVolumeClaim")) == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('admission webhook "policy.example" denied the request: no latest', "webhook"),
        ('Internal error occurred: failed calling webhook "inject.example": connection refused', "webhook_down"),
        ('violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false', "security"),
        ("forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi", "limit_range"),
        ("failed quota: team: must specify limits.cpu", "invalid"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_by_its_words(words: str, kind: str) -> None:
    said = event(replica_set(), "FailedCreate", f"Error creating: {words}")
    assert kinds(workload(ready=0), replica_set(), said) == [f"admission.{kind} Deployment/shop/web"]
    assert kinds(workload(), replica_set(), pod(), said) == []
