"""Startup: why the containers of a pod that has a node do not run: images, secrets, config, commands, volumes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rootward.causality.kubernetes.finding import Finding
from rootward.causality.kubernetes.rules import rules
from rootward.causality.kubernetes.said import Said, matching, said_of_pod, said_of_workload
from rootward.causality.kubernetes.snapshot import Object, items, section, text
from rootward.causality.kubernetes.view import View, Workload, containers
from rootward.kit.canonical import JSON

__all__ = ["is_down", "startup"]

_IMAGE = re.compile(r'image "([^"]+)"')
_UP = frozenset({"Succeeded", "Completed"})


def startup(view: View) -> Iterator[Finding]:
    for pod, workload in view.pods():
        if is_down(pod):
            yield from _told(view, pod, workload)
            yield from _init(pod, workload)
    for workload in view.workloads.values():
        yield from _missing_names(view, workload)


def is_down(pod: Object) -> bool:
    """A container of it is not ready, or the last one ended and nobody knows whether it will stay up."""
    status = section(pod, "status")
    if text(status, "phase") in _UP:
        return False
    ready = status.get("ready")
    statuses = items(status, "containerStatuses")
    if statuses:
        return not all(item.get("ready") is True for item in statuses)
    return isinstance(ready, list) and len(ready) == 2 and ready[0] != ready[1]


def _told(view: View, pod: Object, workload: Workload) -> Iterator[Finding]:
    """The first fault of the table that anything said of the pod fits, and no more: the rest follows from it."""
    found: dict[str, tuple[Said, dict[str, JSON]]] = {}
    for said in (*said_of_pod(view, pod), *said_of_workload(view, workload)):
        for rule, match in matching(said):
            if rule.kind.startswith("startup.") and rule.kind not in found:
                found[rule.kind] = said, {key: value for key, value in match.groupdict().items() if value}
    kind = next((rule.kind for rule in rules().texts if rule.kind in found), "")
    if not kind:
        return
    said, facts = found[kind]
    image = _image(said, workload)
    if kind == "startup.pull_secret" and _is_public(image) and not items(workload.spec, "imagePullSecrets"):
        kind = "startup.image_reference"  # nobody needs a login for these: what is refused does not exist
    registry = image.partition("/")[0] if "/" in image else "docker.io"
    yield Finding(
        kind=kind, object=workload.ref, subject=workload.ref, at=said.at,
        facts={"image": image, "registry": registry, **facts},
        fields=(said.source, f"{workload.ref} spec.template.spec.containers"),
    )  # fmt: skip


def _image(said: Said, workload: Workload) -> str:
    named = _IMAGE.search(said.words)
    return named[1] if named else next((text(item, "image") for item in containers(workload.spec)), "?")


def _is_public(image: str) -> bool:
    """`redis:7` and `docker.io/library/redis:7` are official images, which need no login."""
    name = image.removeprefix("docker.io/").removeprefix("index.docker.io/").removeprefix("library/")
    return bool(name) and "/" not in name


def _init(pod: Object, workload: Workload) -> Iterator[Finding]:
    for item in items(pod, "status", "initContainerStatuses"):
        waiting = text(item, "state", "waiting", "reason")
        ended = section(item, "state", "terminated") or section(item, "lastState", "terminated")
        if waiting == "CrashLoopBackOff" or (ended and text(ended, "exitCode") not in ("", "0")):
            name = text(item, "name")
            yield Finding(
                kind="startup.init", object=workload.ref, subject=workload.ref, facts={"container": name},
                fields=(f"Pod/{text(pod, 'metadata', 'name')} status.initContainerStatuses[{name}]",), proof="symptom",
            )  # fmt: skip
            return


def _missing_names(view: View, workload: Workload) -> Iterator[Finding]:
    """Secrets and config maps that the specification names and the namespace does not have."""
    down = workload.is_short or any(is_down(pod) for pod in workload.pods)
    for kind, name, where in sorted(_named(workload.spec)):
        if not view.snapshot.lacks(kind, name, workload.ref.namespace):
            continue
        fault = "secret_missing" if kind == "Secret" else "config_missing"
        if where == "imagePullSecrets":
            # nodes may hold the image or the login: harmless as long as the pods run
            if not down:
                continue
            fault = "pull_secret"
        yield Finding(
            kind=f"startup.{fault}", object=workload.ref, subject=workload.ref, proof="contradiction", visible=down,
            facts={"name": name, "image": next((text(item, "image") for item in containers(workload.spec)), "?")},
            fields=(f"{workload.ref} spec.template.spec.{where}", f"{kind} list of {workload.ref.namespace}"),
        )  # fmt: skip


def _named(spec: Object) -> set[tuple[str, str, str]]:
    """(kind, name, where) of every secret and config map that must exist."""
    found: set[tuple[str, str, str]] = set()
    for volume in items(spec, "volumes"):
        for key, kind, field in (("secret", "Secret", "secretName"), ("configMap", "ConfigMap", "name")):
            part = section(volume, key)
            if text(part, field) and part.get("optional") is not True:
                found.add((kind, text(part, field), "volumes"))
    for container in (*containers(spec), *items(spec, "initContainers")):
        for source in items(container, "envFrom"):
            for key, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
                if text(source, key, "name") and section(source, key).get("optional") is not True:
                    found.add((kind, text(source, key, "name"), "containers[].envFrom"))
        for variable in items(container, "env"):
            for key, kind in (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")):
                part = section(variable, "valueFrom", key)
                if text(part, "name") and part.get("optional") is not True:
                    found.add((kind, text(part, "name"), "containers[].env"))
    found |= {("Secret", text(item, "name"), "imagePullSecrets") for item in items(spec, "imagePullSecrets")}
    return found
