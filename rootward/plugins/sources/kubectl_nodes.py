"""Kubectl nodes: what is recorded beside the API: a node's components, attempts to connect, and last log lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rootward.causality.kubernetes.snapshot import OWN_API

__all__ = ["alerts", "components", "connections", "is_connections", "is_status", "log_tail"]

_UNIT = re.compile(r"^\s*(?:Status:\s*)?(?:[●○×✕*↻]\s+)?([\w@-]+)\.service\s+-")
_ACTIVE = re.compile(r"^\s*Active:\s+([\w-]+)(?:\s+\(([^)]*)\))?(?:.*since\s+(.*?);)?")
_NODE = re.compile(r"^\w{3} \d+ [\d:]{8} (\S+) [\w.()-]+\[\d+\]:")
_MISSING = re.compile(r"Unit ([\w@-]+)\.service could not be found")
_OPENED = re.compile(r"(\S+?)?\s*[\[(]([\d.]+|[0-9a-f:]+)[\])]?:?(\d+)?\)?\s.*\bopen\b|succeeded!|\bConnected to\b")
_REFUSED = re.compile(
    r"(?i)refused|timed out|terminated|unreachable|punt!|failed|no route|bad address|could not resolve"
)
_UNRESOLVED = re.compile(r"(?i)bad address|could not resolve|name or service not known|no such host|nxdomain")
_TARGET = re.compile(r"^(?P<service>[a-z0-9][a-z0-9.-]*)[-:_](?P<port>\d+)$")
_TELLING = re.compile(
    r"(?i)error|fail|fatal|exception|denied|refused|time(?:d )?out|no such host|panic|warn|unable|cannot|can't|too many"
)
_LAST_LINES, _TELLING_LINES, _LONGEST = 20, 60, 500


def is_status(lines: Sequence[str]) -> bool:
    """`systemctl status` of one or several units."""
    return any(_UNIT.match(line) or _MISSING.search(line) for line in lines[:6])


def components(lines: Sequence[str], node: str) -> list[dict[str, Any]]:
    """One NodeComponent a unit; `node` is what its journal lines name, else the given one."""
    made: list[dict[str, Any]] = []
    for line in lines:
        unit, active, said = _UNIT.match(line), _ACTIVE.match(line), _NODE.match(line)
        if unit or (_MISSING.search(line) and not made):
            name = unit[1] if unit else _MISSING.search(line)[1]  # type: ignore[index]
            state = "unknown" if unit else "not-found"
            made.append({"component": name, "node": node, "active": state, "sub": "", "since": "", "lines": []})
        elif active and made:
            made[-1] |= {"active": active[1], "sub": active[2] or "", "since": active[3] or ""}
        elif said and made:
            made[-1]["node"] = said[1]
            made[-1]["lines"] = [*made[-1]["lines"], line.strip()[:_LONGEST]][-_LAST_LINES:]
    return [_component(one) for one in made if one["node"]]


def _component(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": OWN_API, "kind": "NodeComponent", "metadata": {"name": f"{one['node']}.{one['component']}"},
        "spec": {"node": one["node"], "component": one["component"]},
        "status": {key: one[key] for key in ("active", "sub", "since", "lines")},
    }  # fmt: skip


def is_connections(lines: Sequence[str], parts: Sequence[str]) -> bool:
    """By the folder: a few words such as `open` or `refused` say nothing by themselves."""
    return any(part in ("connectivity", "connections", "probes") for part in parts[:-1]) and len(lines) < 50


def connections(lines: Sequence[str], parts: Sequence[str], namespace: str) -> list[dict[str, Any]]:
    """One Connection for a file `connectivity/[FROM/]SERVICE-PORT.txt` that holds what nc, curl or wget said.

    `from` is the node or pod that it was tried from, '' when the path does not say."""
    stem = parts[-1].rsplit(".", 1)[0]
    target = _TARGET.match(stem)
    if target is None:
        return []
    place = next(n for n, part in enumerate(parts) if part in ("connectivity", "connections", "probes"))
    origin = parts[place + 1] if len(parts) - place > 2 else ""
    said = " ".join(line.strip() for line in lines if line.strip())
    ok = bool(_OPENED.search(said)) and not _REFUSED.search(said)
    service, port = target["service"], int(target["port"])
    return [
        {
            "apiVersion": OWN_API, "kind": "Connection",
            "metadata": {"name": f"{origin or 'anywhere'}.{service}.{port}", "namespace": namespace},
            "spec": {"from": origin, "service": service, "port": port},
            "status": {"ok": ok, "unresolved": bool(_UNRESOLVED.search(said)), "said": said[:_LONGEST]},
        }
    ]  # fmt: skip


def alerts(document: Any, namespace: str) -> list[dict[str, Any]]:
    """Firing alerts as Alertmanager's API and its webhook give them; nothing for any other document."""
    listed = document.get("alerts") if isinstance(document, dict) else document
    found = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    if not found or not all(isinstance(item.get("labels"), dict) and "annotations" in item for item in found):
        return []
    return [
        {
            "apiVersion": OWN_API, "kind": "Alert",
            "metadata": {"name": _alert_name(item, place), "namespace": item["labels"].get("namespace") or namespace},
            "spec": {"labels": item["labels"], "text": _alert_text(item)},
        }
        for place, item in enumerate(found)
        if str(item.get("status", "firing")) != "resolved"
    ]  # fmt: skip


def _alert_name(item: dict[str, Any], place: int) -> str:
    return f"{item['labels'].get('alertname', 'alert')}.{place}".lower()


def _alert_text(item: dict[str, Any]) -> str:
    notes = item["annotations"] if isinstance(item["annotations"], dict) else {}
    said = [item["labels"].get("alertname"), notes.get("summary"), notes.get("description")]
    return "; ".join(str(part) for part in said if part)[:_LONGEST]


def log_tail(lines: Sequence[str], name: str, namespace: str) -> dict[str, Any]:
    """What a workload or pod wrote: its last lines, and the last ones that tell of trouble."""
    written = [line.rstrip()[:_LONGEST] for line in lines if line.strip()]
    telling = [line for line in written if _TELLING.search(line)][-_TELLING_LINES:]
    kept = dict.fromkeys([*telling, *written[-_LAST_LINES:]])
    return {
        "apiVersion": OWN_API, "kind": "LogTail", "metadata": {"name": name, "namespace": namespace},
        "status": {"lines": list(kept)},
    }  # fmt: skip
