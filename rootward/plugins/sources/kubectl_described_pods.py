"""Kubectl described pods: the containers, probes, volumes and states of a described pod or pod template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Any

from rootward.plugins.sources.kubectl_text import Section, pairs, sections, table

__all__ = ["pod_spec", "pod_status", "template"]

_PROBE = re.compile(
    r"(?P<how>http-get|https-get|tcp-socket|grpc|exec)\s+(?P<what>.*?)\s*"
    r"delay=(?P<delay>\d+)s timeout=(?P<timeout>\d+)s period=(?P<period>\d+)s #success=\d+ #failure=(?P<failure>\d+)"
)
_URL = re.compile(r"(?P<scheme>https?)://[^:/]*:(?P<port>[\w-]+)(?P<path>/\S*)?")
_ENV_FROM = re.compile(r"<set to the key '([^']*)' (?:in|of) (secret|config map) '([^']*)'>(?:\s+Optional: (\w+))?")
_FROM = re.compile(r"(\S+)\s+(Secret|ConfigMap)\b(?:.*Optional: (\w+))?")
_TOLERATION = re.compile(
    r"(?P<key>[^\s=:]*)(?:=(?P<value>[^\s:]*))?(?::(?P<effect>\w+))?(?:\s+op=(?P<op>\w+))?(?:\s+for.*)?"
)


def pod_spec(by_key: dict[str, Section]) -> dict[str, Any]:
    spec = _shared(by_key)
    node = by_key["Node"].value.partition("/")[0] if "Node" in by_key else ""
    if node and node not in ("<none>", "<unset>"):
        spec["nodeName"] = node
    return spec


def template(body: Sequence[str]) -> dict[str, Any]:
    """`Pod Template` of a workload."""
    by_key = {item.key: item for item in sections(body)}
    labels = pairs(by_key["Labels"].lines) if "Labels" in by_key else {}
    return {"metadata": {"labels": labels}, "spec": _shared(by_key)}


def pod_status(by_key: dict[str, Section]) -> dict[str, Any]:
    status: dict[str, Any] = {"phase": by_key["Status"].value if "Status" in by_key else ""}
    for key, name in (("Reason", "reason"), ("Message", "message"), ("IP", "podIP")):
        if key in by_key and by_key[key].lines:
            status[name] = by_key[key].value
    rows = table([line.strip() for line in by_key["Conditions"].body]) if "Conditions" in by_key else []
    status["conditions"] = [{"type": row.get("Type", ""), "status": row.get("Status", "")} for row in rows]
    for key, name in (("Containers", "containerStatuses"), ("Init Containers", "initContainerStatuses")):
        if key in by_key:
            status[name] = [_container_status(item) for item in sections(by_key[key].body)]
    return status


def _shared(by_key: dict[str, Section]) -> dict[str, Any]:
    spec: dict[str, Any] = {}
    account = by_key["Service Account"].lines if "Service Account" in by_key else []
    if account:
        spec["serviceAccountName"] = account[0]
    for key, name in (("Containers", "containers"), ("Init Containers", "initContainers")):
        if key in by_key:
            spec[name] = [_container(item) for item in sections(by_key[key].body)]
    selectors = by_key["Node-Selectors"].lines if "Node-Selectors" in by_key else []
    if selectors:
        spec["nodeSelector"] = pairs(selectors)
    if "Tolerations" in by_key:
        spec["tolerations"] = [_toleration(line) for line in by_key["Tolerations"].lines]
    if "Volumes" in by_key:
        spec["volumes"] = [_volume(item) for item in sections(by_key["Volumes"].body)]
    return spec


def _container(found: Section) -> dict[str, Any]:
    parts = {item.key: item for item in sections(found.body)}
    made: dict[str, Any] = {"name": found.key, "image": parts["Image"].value if "Image" in parts else ""}
    ports = parts.get("Port") or parts.get("Ports")
    if ports is not None:
        made["ports"] = [
            {"containerPort": int(number), "protocol": protocol}
            for number, protocol in re.findall(r"(\d+)/(\w+)", ports.value)
            if number != "0"
        ]
    limits = {
        key: _amounts(parts[name]) for key, name in (("limits", "Limits"), ("requests", "Requests")) if name in parts
    }
    if limits:
        made["resources"] = limits
    for key in ("Liveness", "Readiness", "Startup"):
        if key in parts:
            made[f"{key.lower()}Probe"] = _probe(parts[key].value)
    for key in ("Command", "Args"):
        if key in parts:
            made[key.lower()] = [line.strip() for line in parts[key].body]
    if "Environment" in parts:
        made["env"] = [_variable(item) for item in sections(parts["Environment"].body)]
    if "Environment Variables from" in parts:
        made["envFrom"] = [source for line in parts["Environment Variables from"].body if (source := _source(line))]
    if "Mounts" in parts:
        made["volumeMounts"] = [mount for line in parts["Mounts"].body if (mount := _mount(line))]
    return made


def _amounts(found: Section) -> dict[str, str]:
    return {item.key: item.value for item in sections(found.body)}


def _probe(said: str) -> dict[str, Any]:
    match = _PROBE.match(said)
    if match is None:
        return {}
    probe: dict[str, Any] = {
        "initialDelaySeconds": int(match["delay"]), "timeoutSeconds": int(match["timeout"]),
        "periodSeconds": int(match["period"]), "failureThreshold": int(match["failure"]),
    }  # fmt: skip
    url, end = _URL.search(match["what"]), match["what"].rpartition(":")[2].split()
    port: int | str = _port(url["port"] if url else end[0] if end else "")
    if match["how"] in ("http-get", "https-get"):
        path, scheme = (url["path"] or "/", url["scheme"].upper()) if url else ("/", "HTTP")
        probe["httpGet"] = {"port": port, "path": path, "scheme": scheme}
    elif match["how"] == "exec":
        probe["exec"] = {"command": match["what"].strip("[]").split()}
    else:
        probe["tcpSocket" if match["how"] == "tcp-socket" else "grpc"] = {"port": port}
    return probe


def _port(said: str) -> int | str:
    return int(said) if said.isdigit() else said


def _variable(found: Section) -> dict[str, Any]:
    match = _ENV_FROM.match(found.value)
    if match is None:
        return {"name": found.key, "value": found.value}
    key = "secretKeyRef" if match[2] == "secret" else "configMapKeyRef"
    ref: dict[str, Any] = {"name": match[3], "key": match[1]}
    if match[4] == "true":
        ref["optional"] = True
    return {"name": found.key, "valueFrom": {key: ref}}


def _source(line: str) -> dict[str, Any] | None:
    match = _FROM.match(line.strip())
    if match is None:
        return None
    ref: dict[str, Any] = {"name": match[1]}
    if match[3] == "true":
        ref["optional"] = True
    return {"secretRef" if match[2] == "Secret" else "configMapRef": ref}


def _mount(line: str) -> dict[str, Any] | None:
    match = re.match(r"(\S+) from (\S+) \((\w+)", line.strip())
    return None if match is None else {"mountPath": match[1], "name": match[2], "readOnly": match[3] == "ro"}


def _toleration(line: str) -> dict[str, str]:
    match = _TOLERATION.match(line)
    if match is None:
        return {}
    made = {key: match[key] for key in ("key", "value", "effect") if match[key]}
    return made | {"operator": match["op"] or ("Equal" if match["value"] else "Exists")}


def _volume(found: Section) -> dict[str, Any]:
    parts = {item.key: item.value for item in sections(found.body)}
    kind = parts.get("Type", "").partition(" ")[0]
    made: dict[str, Any] = {"name": found.key}
    optional = parts.get("Optional") == "true"
    if kind == "PersistentVolumeClaim":
        made["persistentVolumeClaim"] = {"claimName": parts.get("ClaimName", "")}
    elif kind == "Secret":
        made["secret"] = {"secretName": parts.get("SecretName", ""), "optional": optional}
    elif kind == "ConfigMap":
        made["configMap"] = {"name": parts.get("Name", ""), "optional": optional}
    elif kind == "HostPath":
        made["hostPath"] = {"path": parts.get("Path", "")}
    return made


def _container_status(found: Section) -> dict[str, Any]:
    parts = {item.key: item for item in sections(found.body)}
    made: dict[str, Any] = {"name": found.key, "ready": "Ready" in parts and parts["Ready"].value == "True"}
    restarts = parts["Restart Count"].value if "Restart Count" in parts else ""
    made["restartCount"] = int(restarts) if restarts.isdigit() else 0
    for key, name in (("State", "state"), ("Last State", "lastState")):
        if key in parts and parts[key].value:
            made[name] = {parts[key].value.lower(): _state(parts[key])}
    return made


def _state(found: Section) -> dict[str, Any]:
    parts = {item.key: item.value for item in sections(found.body)}
    made: dict[str, Any] = {
        name: parts[key] for key, name in (("Reason", "reason"), ("Message", "message")) if key in parts
    }
    ended = _moment(parts.get("Finished", ""))
    if ended:
        made["finishedAt"] = ended
    if parts.get("Exit Code", "").lstrip("-").isdigit():
        made["exitCode"] = int(parts["Exit Code"])
    return made


def _moment(said: str) -> str:
    """`Thu, 20 Nov 2026 12:00:00 +0000` as the API writes it, '' for what is no such time."""
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError):
        return ""
    return moment.isoformat() if moment.tzinfo is not None else ""
