"""Cloud-OpsBench files: the recorded answers of the set's tools as the files that `kubectl` would have written."""

from __future__ import annotations

import ast
import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

__all__ = ["write_files"]

_SPLIT = re.compile(r"^Debug Pod test results deployed on (\S+): ?", re.MULTILINE)
_OLD_KEY = re.compile(r"CheckServiceConnectivity-([^-]+)-(.+)-(\d+)$")


def write_files(given: Path, folder: Path) -> None:
    """From `tools.json.xz`, `events.parquet` and `logs.parquet` of a case."""
    outputs: dict[str, Any] = json.loads(lzma.decompress((given / "tools.json.xz").read_bytes()))["outputs"]
    namespace = json.loads((given / "input.json").read_text())["namespace"]
    for path, text in _files(outputs, namespace):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    if (given / "events.parquet").is_file():
        rows = pd.read_parquet(given / "events.parquet")
        lines = ["LAST SEEN   TYPE   REASON   OBJECT   MESSAGE"] if len(rows) else []
        lines += [f"{row.age}   {row.type}   {row.reason}   {row.kind}/{row.name}   {row.message}" for row in
                  rows.itertuples(index=False, name="Row")]  # fmt: skip
        (folder / "events-recorded.txt").write_text("\n".join(lines[1:]) + "\n")


def _files(outputs: dict[str, Any], namespace: str) -> Iterator[tuple[str, str]]:
    for key, output in outputs.items():
        tool, _, rest = key.partition(":")
        old = _OLD_KEY.fullmatch(key)
        if old:
            yield from _connectivity(output, old[2], int(old[3]))
            continue
        arguments = json.loads(rest)
        if tool == "GetResources" and not arguments.get("name") and arguments.get("output_wide"):
            yield f"get/{arguments['resource_type']}.txt", str(output)
        elif tool == "GetResources" and arguments["resource_type"] == "events":
            yield "get/events.txt", str(output)
        elif tool == "DescribeResource":
            yield f"describe/{arguments['resource_type']}/{arguments['name']}.txt", str(output)
        elif tool == "GetAppYAML":
            yield f"manifests/{arguments['app_name']}.yaml", str(output)
        elif tool == "CheckNodeServiceStatus":
            yield f"nodes/{arguments['node_name']}/{arguments['service_name']}.txt", _status(str(output))
        elif tool == "CheckServiceConnectivity":
            yield from _connectivity(output, arguments["service_name"], int(arguments["port"]))
        elif tool == "GetAlerts":
            yield "alerts.json", json.dumps(_alerts(output, namespace))
        elif tool == "GetErrorLogs":
            lines = _samples(output)
            if lines:
                yield f"logs/{arguments['service_name']}.txt", "\n".join(lines)


def _status(said: str) -> str:
    """Without the tool's own heads, as `systemctl status` prints it."""
    return "\n".join(
        re.sub(r"^Status: ", "", line) for line in said.splitlines() if not line.startswith(("Service:", "Node:"))
    )


def _connectivity(output: Any, service: str, port: int) -> Iterator[tuple[str, str]]:
    parts = _SPLIT.split(str(output))
    if len(parts) == 1:
        yield f"connectivity/{service}-{port}.txt", str(output)
    for node, said in zip(parts[1::2], parts[2::2], strict=True):
        yield f"connectivity/{node}/{service}-{port}.txt", said


def _alerts(output: Any, namespace: str) -> list[dict[str, Any]]:
    """Each piece of an alert's evidence as an alert of its own, as Alertmanager's API gives them."""
    found = ast.literal_eval(output) if isinstance(output, str) and output.strip() else output
    return [
        {"labels": {"alertname": words.partition(" [")[0], item["type"].lower(): item["name"], "namespace": namespace},
         "annotations": {"summary": words}}
        for item in (found or {}).get("alerts", [])
        for words in item["evidence"]
    ]  # fmt: skip


def _samples(output: Any) -> list[str]:
    """Of each pattern of error lines the sample that was recorded."""
    if isinstance(output, str):
        if not output.strip():
            return []
        try:
            output = json.loads(output)
        except ValueError:
            try:
                output = ast.literal_eval(output)
            except (ValueError, SyntaxError):
                return str(output).splitlines()
    found = output.get("patterns", []) if isinstance(output, dict) else []
    return [str(item.get("sample", "")).replace("\n", " ") for item in found]
