"""The Kubernetes agent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rootward.evidence.recheck import recheck
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.plugins.agents.kubernetes import KubernetesAgent
from rootward.tools.contract import ToolResult
from tests.causality.kubernetes.cluster import listing, pod, service, workload
from tests.plugins.tools.test_kubernetes_stored import END, keep


async def test_what_stored_objects_show_is_evidence_that_holds_when_run_again(empty_desk, database) -> None:  # type: ignore[no-untyped-def]
    await database.run(keep([workload(replicas=0), service(), *listing("Service")]), tenant="t")
    found = await KubernetesAgent().investigate(empty_desk.task, empty_desk)
    assert [(item.kind, item.entity, item.value["fault"]) for item in found.evidence] == [
        ("kubernetes.runtime", "service:web", "runtime.zero_replicas")
    ]
    assert [(await recheck(item, empty_desk.call)).verdict for item in found.evidence] == ["holds"]
    assert found.findings[0].evidence_ids == (found.evidence[0].evidence_id,)


async def test_a_healthy_cluster_and_none_at_all_are_no_evidence_and_nothing_unseen(empty_desk, database) -> None:  # type: ignore[no-untyped-def]
    none = await KubernetesAgent().investigate(empty_desk.task, empty_desk)
    await database.run(keep([workload(), pod(), service()]), tenant="t")
    healthy = await KubernetesAgent().investigate(empty_desk.task, empty_desk)
    assert [(found.evidence, found.blind) for found in (none, healthy)] == [((), ()), ((), ())]


@pytest.mark.parametrize(("late_s", "asked"), [(60, True), (86_400, False)])
async def test_a_live_cluster_is_asked_only_about_now(empty_desk, late_s: int, asked: bool) -> None:  # type: ignore[no-untyped-def]
    called: list[str] = []

    class Desk:
        async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult:
            called.append(tool)
            return await empty_desk.call(tool, arguments)  # type: ignore[no-any-return]

    task = replace(empty_desk.task, window=(END - 1000, END))
    with clock.fixed(END + late_s * 1_000_000_000):
        await KubernetesAgent().investigate(task, Desk())
    assert ("kubernetes.live" in called) is asked
