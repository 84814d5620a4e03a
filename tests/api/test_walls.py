"""The wall between tenants, on every route there is: another tenant's id is not there, and no list shows any of it.

The routes are the application's own, so that a new one without the wall fails here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from rootward.api.application import ROUTERS
from rootward.events.presence import Presence
from rootward.evidence import store as evidence_store
from rootward.evidence.model import Evidence, Query
from rootward.kit import clock
from tests.api.conftest import Face, Open, alert, envelope, problem
from tests.api.test_approvals import ask, person
from tests.governance.approving import an_action
from tests.runs.examples import SUFFICIENT, changed
from tests.tenancy.humans import a_member, a_person

CANARY = "zirconium"
NO_ID = {"/v1/{signal}", "/api/v1/recorded-incidents/{name}/load"}
"""Routes whose path names no thing of a tenant."""
ENDLESS = {"/api/v1/stream"}
"""Routes that answer for as long as somebody listens; tests/api/test_live.py does."""
CREATES = {("PUT", "/api/v1/connections/{name}"), ("PUT", "/api/v1/tools/{name}")}
"""What makes or replaces a thing of the caller's own under a name: a name is no other tenant's id."""
INSTALLATION_WIDE = {
    "/api/v1/tenants/{tenant_id}/suspend", "/api/v1/tenants/{tenant_id}/resume", "/api/v1/people/{person_id}/disable",
    "/api/v1/people/{person_id}/enable", "/api/v1/people/{person_id}/reset",
}  # fmt: skip
PERSONAL = {"/api/v1/account/sessions/{session_id}/end"}
"""What is a person's, and no token's."""
BODIES: dict[str, Any] = {
    "/api/v1/cases/{ref}/assign": {"to": "ana"},
    "/api/v1/cases/{ref}/comment": {"text": "seen"},
    "/api/v1/cases/{ref}/snooze": {"until": "2030-01-01T00:00:00Z"},
    "/api/v1/cases/{ref}/move": {"to": "resolved"},
    "/api/v1/cases/{ref}/merge": {"to": "INC-1"},
    "/api/v1/approvals/{approval_id}/approve": {"digest": "0" * 64},
    "/api/v1/approvals/{approval_id}/deny": {"digest": "0" * 64, "comment": "x"},
    "/api/v1/approvals/{approval_id}/delegate": {"to": "x", "reason": "x"},
    "/api/v1/approvals/{approval_id}/ask-changes": {"digest": "0" * 64, "comment": "x"},
    "/api/v1/approvals/{approval_id}/amend": {"digest": "0" * 64, "arguments": {}, "reason": "x"},
    "/api/v1/approvals/{approval_id}/review": {"comment": "x"},
    "/api/v1/identities/{principal_id}/unlink": {"reason": "x"},
    "/api/v1/tools/{name}/enablement": {"enabled": True},
    "/api/tools/{name}/enablement": {"enabled": True},
    "/api/v1/tools/{name}/rehearse": {"arguments": {}},
    "/api/v1/playbooks/{name}/rehearse": {"case": "INC-1"},
    "/api/v1/tools/{name}/approve": {"schema_hash": "0123456789abcdef"},
    "/api/v1/tenants/{tenant_id}/suspend": {"reason": "x"},
    "/api/v1/tenants/{tenant_id}/resume": {"reason": "x"},
    "/api/v1/members/{person_id}/role": {"role": "viewer"},
    "/api/v1/actions/{action_id}/resolve": {"outcome": "failed", "note": "x"},
}
QUERIES = {
    "/api/v1/packs/{name}/diff": {"before": "1", "after": "1"},
    "/api/v1/packs/{name}/activate": {"version": "1"},
    "/api/v1/playbooks/{name}/diff": {"before": "1", "after": "1"},
    "/api/v1/reports/{report_id}/changes": {"since": "rep_x"},
    "/api/v1/agent-runs/{run_id}/diff": {"since": CANARY},
}
PACK = f"""
name: {CANARY}
version: "1"
sources:
  - name: {CANARY}
    event_type: {{path: kind}}
    ts: {{path: at}}
    entity: {{service: {{path: service}}}}
    ingest_id: [id]
playbooks:
  - name: {CANARY}
    steps: [{{name: by hand, action: manual, params: {{text: {CANARY}}}}}]
"""


@dataclass(frozen=True)
class Things:
    """One thing of each kind that belongs to a tenant, by the name its id has in paths."""

    ids: dict[str, str]
    number: str


def routes() -> Iterator[tuple[str, str]]:
    """Method and path of every route there is."""
    for router in ROUTERS:
        for route in router.routes:
            for method in sorted(getattr(route, "methods", ())):
                yield method, getattr(route, "path", "")


async def test_the_routes_tried_here_are_all_there_are(embedded: Open) -> None:
    async with embedded() as face:
        described = await face.get("/openapi.json")
        assert set(described["paths"]) == {path for _, path in routes()}


async def make_things(face: Face, tenant: str, login: dict[str, str]) -> Things:
    """A case with a report, an event, a dead letter, evidence, a token and a pack, all with the canary in them."""
    told = envelope(f"{CANARY}-1", tenant_id=tenant, entity={"service": CANARY}, payload={"note": CANARY})
    sent = await face.post("/api/v1/events", [told, {CANARY: 1}], headers=login)
    await face.post("/api/v1/ingest/alertmanager", alert(CANARY, CANARY), headers=login)
    await face.app.settle()
    (case,) = (await face.get("/api/v1/cases", headers=login, params={"text": CANARY, "kind": "incident"}))["items"][:1]
    investigation = (await face.get("/api/v1/investigations", headers=login))["items"][0]
    token = await face.post("/api/v1/tokens", {"name": CANARY, "role": "viewer"}, headers=login)
    await face.http.post("/api/v1/packs", content=PACK, headers=login)
    await face.post(f"/api/v1/packs/{CANARY}/activate?version=1", headers=login)
    await face.post("/api/v1/kill-switches", {"scope": f"tool:{CANARY}", "reason": CANARY}, headers=login)
    evidence = Evidence(
        kind="metric.latency", entity=f"service:{CANARY}", query=Query(tool="metrics.series", arguments={}),
        window=(1, 2), value={}, text=CANARY, presence=Presence.FOUND,
    )  # fmt: skip
    await face.app.db.run(partial(evidence_store.write, tenant=tenant, items=[evidence]), tenant=tenant)
    run = await face.post("/api/v1/playbook-runs", {"case": case["case_id"], "playbook": CANARY}, headers=login)
    wanted = {"tool": "documents.search", "arguments": {"as_of": 1, "words": CANARY}, "reason": CANARY}
    action = await face.post("/api/v1/actions", wanted, headers=login)
    await face.post("/agent-runs", changed(SUFFICIENT, run_id=CANARY), headers=login)
    diagnosed = await face.post(f"/agent-runs/{CANARY}/rca-runs", {}, headers=login)
    asked = await ask(face, an_action(tenant=tenant, case_id=None, reason=CANARY, arguments={CANARY: 1}), tenant=tenant)
    people = [await person(face, "approver", tenant, name) for name in (CANARY, "other")]
    member = await a_member(face.app.db, await a_person(face.app.db, f"{CANARY}@{tenant}.example"), tenant=tenant)
    wanted = {"email": f"{CANARY}2@{tenant}.example", "role": "viewer"}
    invited = await face.post("/api/v1/invitations", wanted, headers=login)
    until = clock.format_ns(clock.now_ns() + 3600 * 10**9)
    lent = await face.post(
        "/api/v1/delegations", {"to": people[1][0], "until": until, "reason": CANARY}, headers=people[0][1]
    )
    await face.post("/api/v1/identities", {"principals": [one for one, _ in people], "reason": "x"}, headers=login)
    view = await face.post("/api/v1/case-views", {"name": CANARY, "wanted": {}, "shared": True}, headers=login)
    link = await face.post(f"/api/v1/approvals/{asked['approval_id']}/links", {}, headers=login)
    ids = {
        "approval_id": asked["approval_id"], "delegation_id": lent["delegation_id"], "principal_id": people[0][0],
        "link": link["link"],
        "action_id": action["action_id"], "execution_id": action["action_id"],
        "playbook_run_id": run["playbook_run_id"], "order": "1", "step_order": "1", "exception_id": case["number"],
        "ref": case["case_id"], "event_id": sent["items"][0]["id"], "dead_id": sent["items"][1]["dead_letter"],
        "investigation_id": investigation["investigation_id"], "report_id": investigation["report_id"],
        "evidence_id": evidence.evidence_id, "token_id": token["token_id"], "name": CANARY, "source": CANARY,
        "tenant_id": tenant, "kind": "domain", "run_id": CANARY, "rca_run_id": diagnosed["rca_run_id"],
        "scope": f"tool:{CANARY}", "person_id": member.person_id, "invitation_id": invited["invitation_id"],
        "session_id": "ses_x", "view_id": view["view_id"],
    }  # fmt: skip
    return Things(ids=ids, number=case["number"])


async def _two(face: Face) -> tuple[Things, dict[str, str], dict[str, str]]:
    """Two tenants; the first one's things, and a login of an administrator of each."""
    for tenant in ("acme", "rival"):
        await face.found(tenant)
    acme, rival = [await face.login("admin", tenant) for tenant in ("acme", "rival")]
    return await make_things(face, "acme", acme), acme, rival


async def test_another_tenants_id_is_not_there_on_any_route(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        things, acme, rival = await _two(face)
        tried = 0
        for method, pattern in routes():
            if "{" not in pattern or pattern in NO_ID or (method, pattern) in CREATES:
                continue
            path = pattern.format_map(things.ids)  # a KeyError here: say above what the new route's id is
            how: dict[str, Any] = {"params": QUERIES.get(pattern), "json": BODIES.get(pattern, {})}
            response = await face.http.request(method, path, headers=rival, **how)
            if pattern in INSTALLATION_WIDE | PERSONAL:
                problem(response, 403)
            else:
                assert response.status_code == 404, f"{method} {pattern}: {response.status_code} {response.text}"
                problem(response, 404)
            tried += 1
        assert tried >= 25
        found = await face.get(f"/api/v1/cases/{things.ids['ref']}", headers=acme)
        assert (found["acknowledged_by"], found["assigned_to"], found["snoozed_until"]) == (None, None, None)
        assert (await face.get(f"/api/v1/dead-letters/{things.ids['dead_id']}", headers=acme))["state"] == "open"


async def test_the_first_characters_of_another_tenants_id_find_nothing(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        things, acme, rival = await _two(face)
        patterns = {
            "event_id": "events", "dead_id": "dead-letters", "investigation_id": "investigations",
            "report_id": "reports", "evidence_id": "evidence", "ref": "cases", "approval_id": "approvals",
            "action_id": "actions",
        }  # fmt: skip
        for name, place in patterns.items():
            path = f"/api/v1/{place}/{things.ids[name][:-2]}"
            assert (await face.http.get(path, headers=acme)).status_code == 200, path
            problem(await face.http.get(path, headers=rival), 404)
        problem(await face.http.get(f"/api/v1/cases/{things.number}", headers=rival), 404)


async def test_no_list_and_no_search_shows_anything_of_another_tenant(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        _, acme, rival = await _two(face)
        seen_by_owner = 0
        for method, path in routes():
            if method != "GET" or "{" in path or path in ENDLESS:
                continue
            params = {"seq": "1"} if path.endswith("/prove") else {"text": CANARY, "facets": "true", "state": ""}
            theirs = await face.http.get(path, headers=rival, params=params)
            mine = await face.http.get(path, headers=acme, params=params)
            if theirs.status_code != mine.status_code:
                raise AssertionError(f"{path}: {theirs.status_code} {mine.status_code}")
            seen_by_owner += CANARY in mine.text or "acme" in mine.text
            for word in (CANARY, "acme"):
                assert word not in theirs.text, f"{path} shows {word}"
        assert seen_by_owner >= 8


async def test_another_tenants_id_in_a_body_or_a_query_is_not_there_either(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        things, _, rival = await _two(face)
        await face.post("/api/v1/ingest/alertmanager", alert(), headers=rival)
        await face.app.settle()
        own = (await face.get("/api/v1/cases", headers=rival))["items"][0]
        window = {"start": "2026-11-20T00:00:00Z", "end": "2026-11-20T01:00:00Z"}
        asked: list[tuple[str, dict[str, Any]]] = [
            ("/api/v1/investigate", {"case_id": things.ids["ref"]}),
            ("/api/v1/investigate", {"time_window": window, "pivot_event_id": things.ids["event_id"]}),
            (f"/api/v1/cases/{own['case_id']}/merge", {"to": things.ids["ref"]}),
        ]
        many = {"verb": "close", "cases": [things.ids["ref"], own["case_id"]]}
        answer = await face.post("/api/v1/cases/bulk", many, headers=rival)
        assert [item.get("code", "changed") for item in answer["items"]] == ["not_found", "changed"]
        for path, body in asked:
            problem(await face.http.post(path, json=body, headers=rival), 404)
        report = (await face.get("/api/v1/investigations", headers=rival))["items"][0]["report_id"]
        since = {"since": things.ids["report_id"]}
        problem(await face.http.get(f"/api/v1/reports/{report}/changes", params=since, headers=rival), 404)


async def test_a_body_that_names_another_tenant_is_refused(opened: Open) -> None:
    async with opened(require_login=True) as face:
        await face.found("acme")
        login = await face.login("admin", "acme")
        for path, body in (
            ("/api/v1/events", envelope(tenant_id="default")),
            ("/api/v1/investigate", {"tenant_id": "default", "query": "why?"}),
        ):
            assert problem(await face.http.post(path, json=body, headers=login), 403)["field"] == "tenant_id"
        batch = [envelope("1", tenant_id="acme"), envelope("2", tenant_id="default")]
        answer = await face.post("/api/v1/events", batch, headers=login)
        assert [item["status"] for item in answer["items"]] == ["accepted", "rejected"]


async def test_the_same_ids_in_two_tenants_do_not_meet(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        logins = []
        for tenant in ("acme", "rival"):
            await face.found(tenant)
            logins.append(await face.login("sre_operator", tenant))
        for tenant, login in zip(("acme", "rival"), logins, strict=True):
            sent = envelope("same", tenant_id=tenant, payload={"of": tenant})
            assert (await face.post("/api/v1/events", sent, headers=login))["status"] == "accepted"
        both = (face.post("/api/v1/ingest/alertmanager", alert(), headers=login) for login in logins)
        await asyncio.gather(*both)
        await face.app.settle()
        for tenant, login in zip(("acme", "rival"), logins, strict=True):
            (found,) = (await face.get("/api/v1/events?source=k8s.events", headers=login))["items"]
            assert found["payload"] == {"of": tenant}
            assert len((await face.get("/api/v1/cases", headers=login))["items"]) == 1
