"""Delegations and identities over HTTP."""

from __future__ import annotations

from rootward.kit import clock
from tests.api.conftest import Open, problem
from tests.api.test_approvals import person

HOUR = 3600 * 10**9


def _in(hours: float) -> str:
    return clock.format_ns(clock.now_ns() + int(hours * HOUR))


async def test_a_delegation_is_given_listed_and_revoked(opened: Open) -> None:
    async with opened() as face:
        ana_id, ana = await person(face, "approver")
        eve_id, eve = await person(face, "viewer", name="Eve")
        body = {"to": "Eve", "until": _in(1), "reason": "on holiday\u202e"}
        made = await face.post("/api/v1/delegations", body, headers=ana)
        assert (made["from_principal"], made["to_principal"], made["approval_id"]) == (ana_id, eve_id, None)
        assert (made["from_name"], made["to_name"]) == ("approver", "Eve")
        assert made["reason"] == "on holiday⟨U+202E⟩"
        (listed,) = (await face.get("/api/v1/delegations", headers=eve))["items"]
        assert listed == made
        path = f"/api/v1/delegations/{made['delegation_id'][:12]}/revoke"
        problem(await face.http.post(path, headers=eve), 403)
        ended = await face.post(path, headers=ana)
        assert ended["revoked_at"] is not None
        assert (await face.get("/api/v1/delegations", headers=eve))["items"] == []
        assert (await face.get("/api/v1/delegations?ended=true", headers=eve))["items"] == [ended]


async def test_what_is_no_delegation_is_refused(opened: Open) -> None:
    async with opened() as face:
        ana = (await person(face, "approver"))[1]
        eve_id, eve = await person(face, "viewer")
        good = {"to": eve_id, "until": _in(1), "reason": "r"}
        for wrong in ({"until": None}, {"until": "soon"}, {"until": _in(-1)}, {"until": _in(24 * 31)}, {"reason": ""}):
            problem(await face.http.post("/api/v1/delegations", json=good | wrong, headers=ana), 422)
        problem(await face.http.post("/api/v1/delegations", json=good | {"to": "nobody"}, headers=ana), 404)
        problem(await face.http.post("/api/v1/delegations", json=good, headers=eve), 403)
        problem(await face.http.post("/api/v1/delegations", json=good), 403)  # at the machine, without a login


async def test_two_principals_become_one_person_and_two_again(opened: Open) -> None:
    async with opened() as face:
        ids = [(await person(face, "approver"))[0] for _ in range(2)]
        officer, viewer = (await person(face, "governance_officer"))[1], (await person(face, "viewer"))[1]
        body = {"principals": ids, "reason": "both are Ana"}
        problem(await face.http.post("/api/v1/identities", json=body, headers=viewer), 403)
        linked = await face.post("/api/v1/identities", body, headers=officer)
        assert linked["principals"] == sorted(ids)
        listed = (await face.get("/api/v1/identities", headers=officer))["items"]
        assert {item["person"] for item in listed} == {linked["person"]}
        problem(await face.http.get("/api/v1/identities", headers=viewer), 403)
        path = f"/api/v1/identities/{ids[0]}/unlink"
        await face.post(path, {"reason": "mistaken"}, headers=officer)
        problem(await face.http.post(path, json={"reason": "again"}, headers=officer), 404)
        entries = [entry.action for entry in await face.audited("identity.*")]
        assert entries == ["identity.unlinked", "identity.linked"]
