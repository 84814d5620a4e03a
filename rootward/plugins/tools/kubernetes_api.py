"""Kubernetes API: the objects that a diagnosis needs, listed page by page within a time, never the data of a secret."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from rootward.errors import RootwardError, Unavailable
from rootward.events.cluster import ClusterObjects, Unlisted
from rootward.events.presence import Presence
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.egress import Answer, Line

__all__ = ["RESOURCES", "Resource", "read_cluster"]

_PAGE = 500
_AT_ONCE = 6
_RESTARTS = 2
_METADATA = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """What is listed: `name` as in its path, below `/api/v1` or `/apis/<group>`. `names_only`: metadata is asked for,
    so that the API never sends what a secret holds."""

    name: str
    kind: str
    group: str = "v1"
    namespaced: bool = True
    names_only: bool = False

    def path(self, namespace: str) -> str:
        top = f"/api/{self.group}" if self.group == "v1" else f"/apis/{self.group}"
        return f"{top}/namespaces/{namespace}/{self.name}" if namespace and self.namespaced else f"{top}/{self.name}"


RESOURCES = (
    Resource(name="pods", kind="Pod"),
    Resource(name="events", kind="Event"),
    Resource(name="nodes", kind="Node", namespaced=False),
    Resource(name="services", kind="Service"),
    Resource(name="deployments", kind="Deployment", group="apps/v1"),
    Resource(name="replicasets", kind="ReplicaSet", group="apps/v1"),
    Resource(name="statefulsets", kind="StatefulSet", group="apps/v1"),
    Resource(name="daemonsets", kind="DaemonSet", group="apps/v1"),
    Resource(name="endpoints", kind="Endpoints"),
    Resource(name="endpointslices", kind="EndpointSlice", group="discovery.k8s.io/v1"),
    Resource(name="persistentvolumeclaims", kind="PersistentVolumeClaim"),
    Resource(name="persistentvolumes", kind="PersistentVolume", namespaced=False),
    Resource(name="storageclasses", kind="StorageClass", group="storage.k8s.io/v1", namespaced=False),
    Resource(name="namespaces", kind="Namespace", namespaced=False),
    Resource(name="resourcequotas", kind="ResourceQuota"),
    Resource(name="limitranges", kind="LimitRange"),
    Resource(name="serviceaccounts", kind="ServiceAccount"),
    Resource(name="configmaps", kind="ConfigMap", names_only=True),
    Resource(name="secrets", kind="Secret", names_only=True),
    Resource(name="networkpolicies", kind="NetworkPolicy", group="networking.k8s.io/v1"),
    Resource(name="ingresses", kind="Ingress", group="networking.k8s.io/v1"),
    Resource(name="jobs", kind="Job", group="batch/v1"),
    Resource(name="cronjobs", kind="CronJob", group="batch/v1"),
    Resource(name="horizontalpodautoscalers", kind="HorizontalPodAutoscaler", group="autoscaling/v2"),
    Resource(name="poddisruptionbudgets", kind="PodDisruptionBudget", group="policy/v1"),
    Resource(
        name="validatingwebhookconfigurations", kind="ValidatingWebhookConfiguration",
        group="admissionregistration.k8s.io/v1", namespaced=False,
    ),
    Resource(
        name="mutatingwebhookconfigurations", kind="MutatingWebhookConfiguration",
        group="admissionregistration.k8s.io/v1", namespaced=False,
    ),
)  # fmt: skip
"""In the order in which they are asked for: what a diagnosis needs most comes first."""


async def read_cluster(
    line: Line,
    source: str,
    *,
    namespaces: Sequence[str] = (),
    resources: Sequence[Resource] = RESOURCES,
    own_namespace: str = "",
    budget_s: float = 20.0,
    most: int = 50_000,
) -> ClusterObjects:
    """Everything that may be listed, in the order of kind, namespace and name; of all namespaces when none is named.

    A kind that is refused cluster-wide is asked for in `own_namespace` instead. Nothing is raised for what cannot be
    listed: it is in `unlisted`, also what `budget_s` or `most` (objects of one kind) left no room for.
    """
    deadline = clock.monotonic() + budget_s
    reader = _Reader(line, tuple(namespaces), own_namespace, deadline, most)
    free = asyncio.Semaphore(_AT_ONCE)

    async def one(resource: Resource) -> tuple[list[dict[str, JSON]], list[Unlisted]]:
        async with free:
            return await reader.read(resource)

    listed = await asyncio.gather(*(one(resource) for resource in resources))
    objects = [item for found, _ in listed for item in sorted(found, key=_name)]
    return ClusterObjects(
        source=source, objects=tuple(objects), unlisted=tuple(item for _, missing in listed for item in missing)
    )


class _Reader:
    """One reading of one cluster, until its deadline."""

    def __init__(self, line: Line, namespaces: tuple[str, ...], own: str, deadline: float, most: int) -> None:
        self._line, self._namespaces, self._own = line, namespaces, own
        self._deadline, self._most = deadline, most

    async def read(self, resource: Resource) -> tuple[list[dict[str, JSON]], list[Unlisted]]:
        """The objects of a kind, and what is missing of it."""
        found: list[dict[str, JSON]] = []
        missing: list[Unlisted] = []
        for namespace in self._namespaces if resource.namespaced and self._namespaces else ("",):
            items, reason = await self._whole(resource, namespace)
            if (
                reason is not None
                and reason.presence is Presence.DENIED
                and not namespace
                and self._falls_back(resource)
            ):
                items, again = await self._whole(resource, self._own)
                detail = f"{reason.detail}; only the namespace {self._own} was read" if again is None else reason.detail
                reason = Unlisted(resource=resource.name, presence=Presence.DENIED, detail=detail)
            found += items
            if reason is not None:
                missing.append(reason)
        return found, missing

    def _falls_back(self, resource: Resource) -> bool:
        return resource.namespaced and bool(self._own)

    async def _whole(self, resource: Resource, namespace: str) -> tuple[list[dict[str, JSON]], Unlisted | None]:
        """Every page; begun again when the API forgot where we were (410)."""
        found: list[dict[str, JSON]] = []
        for _ in range(_RESTARTS + 1):
            found = []
            try:
                async with asyncio.timeout(max(0.0, self._deadline - clock.monotonic())):
                    async for page in self._pages(resource, namespace):
                        found += page
                        if len(found) >= self._most:
                            return found[: self._most], _because(resource, f"only {self._most} were read")
                    return found, None
            except _Gone:
                continue
            except _Refused as refused:
                return found, Unlisted(resource=resource.name, presence=refused.presence, detail=str(refused))
            except TimeoutError:
                return found, _because(resource, "there was no time left for it")
            except RootwardError as error:
                return found, _because(resource, error.message)
        return found, _because(resource, "the list changed faster than it could be read")

    async def _pages(self, resource: Resource, namespace: str) -> AsyncIterator[list[dict[str, JSON]]]:
        after = ""
        headers = {"accept": f"{_METADATA}, application/json" if resource.names_only else "application/json"}
        while True:
            query: dict[str, str | int | float | list[str]] = {"limit": _PAGE}
            if after:
                query["continue"] = after
            answer = await self._line.get(resource.path(namespace), query, headers)
            body = _body(resource, answer)
            items = body.get("items")
            listed = items if isinstance(items, list) else []
            yield [_plain(item, resource) for item in listed if isinstance(item, dict)]
            metadata = body.get("metadata")
            after = str(metadata.get("continue") or "") if isinstance(metadata, dict) else ""
            if not after:
                return


class _Gone(Exception):
    """The API no longer knows the page that comes next."""


class _Refused(Exception):
    def __init__(self, presence: Presence, detail: str) -> None:
        super().__init__(detail)
        self.presence = presence


def _body(resource: Resource, answer: Answer) -> dict[str, JSON]:
    """Raises _Gone, _Refused, or Unavailable for what is no list."""
    if answer.status == 410:
        raise _Gone
    if answer.status in (401, 403):
        raise _Refused(Presence.DENIED, f"listing {resource.name} is not permitted ({answer.status})")
    if answer.status in (404, 405, 406):
        raise _Refused(Presence.ABSENT, f"this cluster does not serve {resource.name} of {resource.group}")
    if answer.status != 200:
        raise _Refused(Presence.SOURCE_DOWN, f"listing {resource.name} failed with {answer.status}")
    body = answer.json("the Kubernetes API")
    if not isinstance(body, dict):
        raise Unavailable(f"the Kubernetes API answered {resource.name} with no list", who="kubernetes")
    return body


def _plain(item: dict[str, JSON], resource: Resource) -> dict[str, JSON]:
    """The object as `kubectl get -o json` would show it, without what only machines keep in it."""
    metadata = dict(given) if isinstance(given := item.get("metadata"), dict) else {}
    metadata.pop("managedFields", None)
    annotations = metadata.pop("annotations", None)
    if isinstance(annotations, dict) and not resource.names_only:  # the applied text of a secret holds its data
        metadata["annotations"] = {name: value for name, value in annotations.items() if name != _APPLIED}
    head: dict[str, JSON] = {"apiVersion": resource.group, "kind": resource.kind, "metadata": metadata}
    if resource.names_only:
        return head
    return head | {name: value for name, value in item.items() if name not in head}


def _because(resource: Resource, detail: str) -> Unlisted:
    return Unlisted(resource=resource.name, presence=Presence.SOURCE_DOWN, detail=detail)


def _name(item: dict[str, JSON]) -> tuple[str, str]:
    metadata = item["metadata"]
    assert isinstance(metadata, dict)
    return str(metadata.get("namespace") or ""), str(metadata.get("name") or "")
