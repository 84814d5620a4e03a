"""`rootward diagnose`."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from rootward.cli import options, output
from rootward.cli.card import print_card
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.follow import until_done
from rootward.cli.options import Options
from rootward.cli.send import send
from rootward.kit import clock
from rootward.kit.addresses import Private
from rootward.kit.egress import Egress
from rootward.plugins.sources.kubectl_pieces import pieces_of, seen_at
from rootward.plugins.sources.kubectl_snapshot import read_folder
from rootward.plugins.tools.kubernetes_access import DEFAULT_KUBECONFIG, read_context
from rootward.plugins.tools.kubernetes_stored import snapshot_of

cli = options.group("Find what is wrong in a Kubernetes cluster.")
_HOUR = 3600 * 1_000_000_000
_SECOND = 1_000_000_000
_SHOWN_PROBLEMS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cluster:
    """Objects in the form of the API, when they were seen (ns), and what could not be read."""

    objects: list[dict[str, Any]]
    at: int
    problems: list[str]


@cli.callback()
def _diagnose() -> None:
    """A group, so that other systems can stand beside Kubernetes."""


@cli.command()
def k8s(
    context: typer.Context,
    snapshot: Annotated[Path | None, typer.Option(help="folder (or file) of recorded kubectl output")] = None,
    cluster: Annotated[str, typer.Option("--context", help="context of the kubeconfig, or in-cluster")] = "",
    kubeconfig: Annotated[Path, typer.Option(help="which kubeconfig")] = DEFAULT_KUBECONFIG,
    namespace: Annotated[str, typer.Option(help="namespace of text that names none; the only one to list live")] = "",
    at: Annotated[str, typer.Option(help="RFC 3339 time at which it was recorded; else the newest file's")] = "",
    keep: Annotated[bool, typer.Option(help="keep the data in the data folder instead of a temporary one")] = False,
) -> None:
    """Find the cause from a cluster's objects: `kubectl get -o json|yaml`, its tables and descriptions, must-gather."""
    given = options.of(context)
    if (snapshot is None) == (not cluster):
        raise Quit(2, "give --snapshot or --context", hint="rootward diagnose k8s --snapshot DIR")
    with ExitStack() as stack:
        if not keep and not given.server:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="rootward-diagnose-"))
            given = replace(given, data_dir=Path(folder), database_url=None, token="")

        async def work() -> None:
            if snapshot is not None:
                await _asked(given, _recorded(snapshot, namespace, at))
            else:
                await _asked(given, await _live(cluster, kubeconfig, namespace))

        run(work)


def _recorded(snapshot: Path, namespace: str, at: str) -> _Cluster:
    found = read_folder(snapshot, namespace=namespace, at=_time(at))
    return _Cluster(objects=list(found.objects), at=found.at, problems=[str(problem) for problem in found.problems])


async def _live(name: str, kubeconfig: Path, namespace: str) -> _Cluster:
    egress = Egress(Private.of((), everywhere=True))  # a person at the machine names where to
    listed = await read_context(name, egress, kubeconfig=kubeconfig, namespaces=(namespace,) if namespace else ())
    missing = [f"{item.resource}: {item.presence} ({item.detail})" for item in listed.unlisted]
    now = clock.now_ns()
    return _Cluster(objects=seen_at(snapshot_of(listed), now), at=now, problems=missing)


def _time(said: str) -> int:
    try:
        return clock.parse_ns(said) if said else 0
    except ValueError as error:
        raise Quit(2, f"--at {said} is no RFC 3339 time", hint="--at 2026-11-20T12:00:00Z") from error


async def _asked(given: Options, found: _Cluster) -> None:
    began, stderr = clock.monotonic(), Console(stderr=True, highlight=False, quiet=given.quiet)
    for problem in found.problems[:_SHOWN_PROBLEMS]:
        stderr.print(f"  not read: {problem}", soft_wrap=True)
    if not found.objects:
        raise Quit(3, "there are no Kubernetes objects in it", hint="kubectl get all,events -o json > cluster.json")
    async with connected(given, stages=True) as client:
        sent = await send(client, pieces_of(found.objects), total=None, quiet=given.quiet, console=stderr)
        stderr.print(f"  read {len(found.objects)} objects: {dict(sorted(sent.counts.items()))}")
        window = {"start": clock.format_ns(found.at - _HOUR), "end": clock.format_ns(found.at + _SECOND)}
        body = {"query": "What is wrong in this Kubernetes cluster?", "time_window": window}
        asked = await client.post("/api/v1/investigate", body)
        row = await until_done(client, asked["investigation_id"], quiet=True, seconds=max(given.timeout, 120))
        await _show(client, given, row)
    stderr.print(f"\n{clock.monotonic() - began:.1f} s, no model.", style="dim")


async def _show(client: Client, given: Options, row: dict[str, Any]) -> None:
    report = await client.get(f"/api/v1/reports/{row['report_id']}")
    case = await client.get(f"/api/v1/cases/{row['case_id']}")
    if given.as_table:
        print_card(output.console(), case, report)
    else:
        output.show_json({"findings": _findings(report), "report": report})


def _findings(report: dict[str, Any]) -> list[dict[str, Any]]:
    """What was found in objects, likeliest first: object, kind, family, what it rests on and what to do."""
    seen = [item for item in report["evidence"] if item["kind"].startswith("kubernetes.")]
    return [
        {
            "object": item["value"]["object"], "kind": item["value"]["fault"],
            "family": item["kind"].partition(".")[2], "entity": item["entity"], "text": item["text"],
            "fields": item["value"]["fields"], "explained_by": item["value"]["explained_by"],
            "next_step": item["value"]["next"], "score": item["score"], "evidence_id": item["evidence_id"],
        }
        for item in sorted(seen, key=lambda one: (-one["score"], json.dumps(one["value"]["object"])))
    ]  # fmt: skip
