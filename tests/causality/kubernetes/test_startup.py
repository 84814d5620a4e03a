"""Why containers do not start."""

from __future__ import annotations

import pytest

from rootward.causality.kubernetes.snapshot import Object
from tests.causality.kubernetes.cluster import container, event, kinds, listing, log, pod, thing, workload

PULL = 'Failed to pull image "registry.example/web:1.2": failed to resolve reference "registry.example/web:1.2": '


def down(reason: str = "ImagePullBackOff", message: str = "", **spec: object) -> list[Object]:
    web = pod(
        ready=False, phase="Pending", status={"state": {"waiting": {"reason": reason, "message": message}}}, **spec
    )
    return [workload(ready=0, **spec), web]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("dial tcp: lookup registry.example on 10.0.0.2:53: no such host", "registry_dns"),
        ("lookup registry.example on 10.0.0.2:53: server misbehaving", "registry_dns"),
        ("registry.example/web:1.2: not found", "image_reference"),
        ("manifest unknown: tag 1.2", "image_reference"),
        ("failed to authorize: failed to fetch anonymous token: 401 Unauthorized", "pull_secret"),
        ("unexpected status from HEAD request to https://registry.example/v2/web: 403 Forbidden", "pull_secret"),
        ("dial tcp 10.1.1.1:443: i/o timeout", "registry_unreachable"),
    ],
)
def test_why_an_image_is_not_pulled_is_told_by_the_words(words: str, kind: str) -> None:
    objects = down()
    assert kinds(*objects, event(objects[1], "Failed", PULL + words)) == [f"startup.{kind} Deployment/shop/web"]
    assert kinds(workload(), pod(), event(pod(), "Failed", PULL + words)) == [], "it was pulled later"


def test_an_official_image_that_is_refused_does_not_exist() -> None:
    words = (
        'Failed to pull image "rediss:7": unexpected status from HEAD request to https://mirror/rediss: 403 Forbidden'
    )
    official = [container(image="rediss:7")]
    objects = down(containers=official)
    assert kinds(*objects, event(objects[1], "Failed", words)) == ["startup.image_reference Deployment/shop/web"]


def test_a_pull_secret_that_does_not_exist_matters_only_while_the_image_is_missing() -> None:
    secrets = {"imagePullSecrets": [{"name": "login"}]}
    objects = down(**secrets)
    assert kinds(*objects, listing("Secret")) == ["startup.pull_secret Deployment/shop/web"]
    assert kinds(workload(**secrets), pod(), listing("Secret"), least=0.5) == []


@pytest.mark.parametrize("kind", ["Secret", "ConfigMap"])
def test_a_secret_or_config_map_that_does_not_exist_is_named(kind: str) -> None:
    key = "secretKeyRef" if kind == "Secret" else "configMapKeyRef"
    variable = {"name": "TOKEN", "valueFrom": {key: {"name": "settings", "key": "k"}}}
    objects = down(
        "CreateContainerConfigError", f'{kind.lower()} "settings" not found', containers=[container(env=[variable])]
    )
    fault = "secret_missing" if kind == "Secret" else "config_missing"
    assert kinds(*objects, listing(kind)) == [f"startup.{fault} Deployment/shop/web"]
    assert kinds(*objects) == [f"startup.{fault} Deployment/shop/web"], "its state says so by itself"
    healthy = [workload(containers=[container(env=[variable])]), pod(), thing(kind, "settings"), *listing(kind)]
    assert kinds(*healthy, least=0.5) == []
    optional = {"name": "TOKEN", "valueFrom": {key: {"name": "settings", "key": "k", "optional": True}}}
    assert kinds(workload(containers=[container(env=[optional])]), pod(), listing(kind), least=0.5) == []


@pytest.mark.parametrize(
    ("reason", "words", "kind"),
    [
        ("CreateContainerConfigError", "couldn't find key url in ConfigMap shop/settings", "key_missing"),
        ("CreateContainerConfigError", "container has runAsNonRoot and image will run as root", "security"),
        ("RunContainerError", 'exec: "serve": executable file not found in $PATH', "command"),
        ("RunContainerError", "mkdir /data: permission denied", "volume_permission"),
        ("InvalidImageName", "couldn't parse image name", "image_reference"),
    ],
)
def test_states_of_containers_name_the_fault(reason: str, words: str, kind: str) -> None:
    assert kinds(*down(reason, words)) == [f"startup.{kind} Deployment/shop/web"]


def test_what_is_logged_of_a_denied_volume_counts_only_for_what_is_down() -> None:
    line = "Can't open the append-only file appendonly.aof: Permission denied"
    broken = [*down("CrashLoopBackOff", "back-off"), log("web", line)]
    assert kinds(*broken)[0] == "startup.volume_permission Deployment/shop/web"
    assert kinds(workload(), pod(), log("web", line)) == []


def test_a_mount_that_fails_is_told_with_its_words() -> None:
    objects = down("ContainerCreating")
    said = event(objects[1], "FailedMount", 'MountVolume.SetUp failed for volume "v": rpc error: no such device')
    assert kinds(*objects, said) == ["startup.mount Deployment/shop/web"]
    named = event(objects[1], "FailedMount", 'MountVolume.SetUp failed for volume "v": secret "tls" not found')
    assert kinds(*objects, named) == ["startup.secret_missing Deployment/shop/web"]


def test_an_init_container_that_fails_is_a_symptom_of_the_pod() -> None:
    web = pod(ready=False, phase="Pending")
    failed = {"name": "migrate", "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
    web["status"]["initContainerStatuses"] = [failed]
    assert kinds(workload(ready=0), web, least=1.0) == ["startup.init Deployment/shop/web"]
    failed["state"] = {"terminated": {"exitCode": 0}}
    assert kinds(workload(ready=0), web, least=1.0) == []
