"""Alertmanager source: its webhook, version 4, and the alerts that Prometheus and Loki push in its input format.

Formats: prometheus/alertmanager docs/configuration.md (webhook) and api/v2/openapi.yaml (postableAlerts).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from rootward.errors import BadInput
from rootward.events.envelope import severity_of
from rootward.events.model import Event, Received, Reject
from rootward.events.source import SourceContext, gather, make_event, time_of
from rootward.events.strict import shown
from rootward.kit.canonical import JSON
from rootward.plugins.sources.documents import first_item, read_json

__all__ = ["REPEAT", "AlertmanagerSource", "fingerprint"]

REPEAT = "repeat interval elapsed"
"""The notification reason that says: nothing has changed."""

_LABELS: dict[str, tuple[str, ...]] = {
    "cluster": ("cluster", "k8s_cluster", "cluster_name"),
    "namespace": ("exported_namespace", "namespace", "kubernetes_namespace"),
    "service": ("exported_service", "service", "service_name", "app_kubernetes_io_name", "app", "application"),
    "workload": ("deployment", "statefulset", "daemonset", "workload", "replicaset", "cronjob", "job_name"),
    "pod": ("exported_pod", "pod", "pod_name", "kubernetes_pod_name"),
    "container": ("exported_container", "container", "container_name"),
    "node": ("exported_node", "node", "nodename", "kubernetes_node"),
    "host": ("host", "hostname"),
    "database": ("database", "datname", "db"),
    "instance": ("exported_instance", "instance"),
    "job": ("exported_job", "job"),
}
"""Labels by which exporters name each field of an entity, the most telling first. Prometheus renames what the exporter
said to `exported_…` when its own scrape label has the name: then the plain one is the exporter, not the patient."""

_ABOUT_OTHERS = ("kube-state-metrics",)
"""Exporters that speak of other things: their own `service`, `instance` and `job` labels say nothing of the patient."""

_SHARED = (
    "groupKey", "groupLabels", "commonLabels", "commonAnnotations", "receiver", "externalURL", "truncatedAlerts",
    "notification_reason", "routeLabels",
)  # fmt: skip
_NAMES_NOTHING = ("service", "workload", "pod", "node", "host", "database")


class AlertmanagerSource:
    name = "alertmanager"
    many = False

    def recognises(self, body: bytes, headers: Mapping[str, str]) -> bool:
        item = first_item(body)
        if item is None:
            return False
        if body.lstrip().startswith(b"["):
            return isinstance(item.get("labels"), dict) and ("startsAt" in item or "generatorURL" in item)
        return item.get("version") == "4" and isinstance(item.get("alerts"), list)

    def parse(self, body: bytes, headers: Mapping[str, str], context: SourceContext) -> Received:
        """A body in another shape (`payload` templates, Grafana's version 1) becomes one reject that says so."""
        found = read_json(body)
        if isinstance(found, list):
            return gather(found, lambda alert: _event(alert, {}, context), lambda alert: [alert])
        problem = _problem(found)
        if problem or not isinstance(found, dict):
            return Received(rejects=(Reject(index=0, reason=problem, field="version", raw=body),))
        shared = {key: found[key] for key in _SHARED if key in found}
        alerts = found["alerts"] if isinstance(found["alerts"], list) else []
        return gather(alerts, lambda alert: _event(alert, shared, context), lambda alert: {**found, "alerts": [alert]})


def fingerprint(labels: Mapping[str, str]) -> str:
    """Alertmanager's own fingerprint of a label set (FNV-1a over sorted names and values, prometheus/common model).

    So that an alert pushed directly is the same event as the one that a webhook brings.
    """
    state = 0xCBF29CE484222325
    for name in sorted(labels):
        for byte in b"%b\xff%b\xff" % (name.encode(), labels[name].encode()):
            state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def _problem(found: JSON) -> str:
    if not isinstance(found, dict) or not isinstance(found.get("alerts"), list):
        return "this is not Alertmanager's webhook payload (a custom payload template?): there is no list of alerts"
    if found.get("version") != "4":
        return f"version is {shown(found.get('version'))}; only Alertmanager's version '4' is read here"
    return ""


def _event(alert: JSON, shared: dict[str, JSON], context: SourceContext) -> Event:
    if not isinstance(alert, dict):
        raise BadInput(f"an alert is {shown(alert)}; it must be an object", field="alerts")
    labels = _texts(alert, "labels")
    starts, ends = time_of(alert.get("startsAt"), "startsAt"), time_of(alert.get("endsAt"), "endsAt")
    resolved = _is_resolved(alert, ends, context.now_ns)
    key = alert.get("fingerprint")
    key = key if isinstance(key, str) and key else fingerprint(labels)
    began = starts or context.now_ns
    ingest_id = f"alertmanager:{key}:{began}:{'resolved' if resolved else 'firing'}"
    payload: dict[str, JSON] = {"alert": alert, **shared, "repeat": shared.get("notification_reason") == REPEAT}
    return make_event(
        context,
        source="alertmanager",
        event_type="AlertResolved" if resolved else "AlertFiring",
        ts=(ends or context.now_ns) if resolved else began,
        entity=_entity(labels),
        severity=severity_of(labels.get("severity") or labels.get("priority")),
        payload=payload,
        ingest_id=f"{ingest_id}:{ends}" if resolved else ingest_id,
        correlation_ids={
            "group_key": _short(shared.get("groupKey")), "fingerprint": key, "alertname": labels.get("alertname", "")
        },
    )  # fmt: skip


def _is_resolved(alert: dict[str, JSON], ends: int, now_ns: int) -> bool:
    """A webhook says its status. Pushed alerts have none, and Prometheus gives firing ones an end in the future: the
    time at which they expire if it says no more."""
    status = alert.get("status")
    if status is None:
        return 0 < ends <= now_ns
    if status not in ("firing", "resolved"):
        raise BadInput(f"status is {shown(status)}; it must be firing or resolved", field="status", value=shown(status))
    return status == "resolved"


def _entity(labels: Mapping[str, str]) -> dict[str, str]:
    """What the labels name. A `job` stands for the service only when they name nothing else that runs."""
    about_others = any(exporter in labels.get("job", "") for exporter in _ABOUT_OTHERS)
    entity: dict[str, str] = {}
    for name, candidates in _LABELS.items():
        found = next((labels[label] for label in candidates if labels.get(label)), "")
        if found and not (about_others and name in ("service", "instance", "job", "container")):
            entity[name] = found
    if "job" in entity and not any(name in entity for name in _NAMES_NOTHING):
        entity["service"] = entity["job"]
    return entity


def _texts(alert: dict[str, JSON], field: str) -> dict[str, str]:
    found = alert.get(field)
    if not isinstance(found, dict):
        raise BadInput(f"{field} is {shown(found)}; it must be an object", field=field, value=shown(found))
    texts: dict[str, str] = {}
    for key, value in found.items():
        if not isinstance(value, str):
            raise BadInput(f"{field}.{key} is {shown(value)}; it must be text", field=f"{field}.{key}")
        texts[key] = value
    return texts


def _short(group_key: JSON) -> str:
    """A group key may be longer than a correlation id can be; equal keys stay equal."""
    text = group_key if isinstance(group_key, str) else ""
    return text if len(text) <= 1000 else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
