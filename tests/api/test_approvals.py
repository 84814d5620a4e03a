"""Approvals over HTTP: every door asks the same rule, reading never votes, and what is refused is on the record."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from rootward.audit.verify import verify
from rootward.governance import approvals
from rootward.governance.action import Action
from rootward.governance.decision import Quorum
from rootward.kit import clock
from rootward.kit.db import Connection
from tests.api.conftest import Face, Open, problem
from tests.governance.approving import DRY_RUN, a_hold, an_action, asked_by, insert_action

Login = dict[str, str]


async def ask(face: Face, action: Action | None = None, *, quorum: Quorum | None = None, tenant: str = "default",
              number: int = 1) -> dict[str, Any]:  # fmt: skip
    """A held action and the request about it, as the gate leaves them; what a reader is shown."""
    wanted = action or an_action(tenant=tenant, action_id=f"act_{tenant}{number}", case_id=None)

    def unit(connection: Connection) -> str:
        insert_action(connection, action=wanted, state="held", dry_run=DRY_RUN)
        return approvals.open_request(
            connection, tenant, wanted, a_hold(quorum), dry_run_sha256=wanted.dry_run_sha256, now=clock.now_ns()
        )

    approval_id = await face.app.db.run(unit, tenant=tenant)
    login = await face.login("viewer", tenant)
    found: dict[str, Any] = await face.get(f"/api/v1/approvals/{approval_id}", headers=login)
    return found


async def person(face: Face, role: str, tenant: str = "default", name: str = "") -> tuple[str, Login]:
    """The id of a new principal, and its login."""
    given = (
        {"headers": await face.login("admin", tenant)} if tenant != "default" or face.app.settings.require_login else {}
    )
    made = await face.post("/api/v1/tokens", {"name": name or role, "role": role, "kind": "human"}, **given)
    return made["principal_id"], {"Authorization": f"Bearer {made['secret']}"}


async def vote(face: Face, card: dict[str, Any], login: Login, verb: str = "approve", **body: Any) -> Any:
    given = {"digest": card["digest"], "comment": "ok"} | body
    return await face.http.post(f"/api/v1/approvals/{card['approval_id']}/{verb}", json=given, headers=login)


async def sent(face: Face) -> int:
    return (await face.app.bus.depth()).get("tool", 0)


async def test_an_approver_sees_everything_and_says_yes_to_exactly_that(opened: Open) -> None:
    async with opened() as face:
        card = await ask(face, quorum=Quorum(people=2))
        ana, ben = (await person(face, "approver"))[1], (await person(face, "admin"))[1]
        (listed,) = (await face.get("/api/v1/approvals?mine=true", headers=ana))["items"]
        assert listed["approval_id"] == card["approval_id"]
        shown = await face.get(f"/api/v1/approvals/{card['approval_id'][:9]}", headers=ana)
        assert {row["pointer"]: row["origins"] for row in shown["arguments"]}["/name"] == ["free_text"]
        assert (shown["may_vote"], shown["why_not"], shown["dry_run"]["summary"]) == (True, None, "6 pods -> 8 pods")
        first = (await vote(face, shown, ana)).json()
        assert (first["state"], first["people"], first["may_vote"], first["why_not"]) == (
            "pending", 1, False, "you have voted"
        )  # fmt: skip
        assert await sent(face) == 0
        done = (await vote(face, shown, ben)).json()
        assert (done["state"], [one["verdict"] for one in done["votes"]]) == ("approved", ["approve", "approve"])
        assert await sent(face) == 1
        assert len(await face.audited("approval.vote")) == 2


async def test_a_no_ends_it_and_is_too_late_after_a_yes(opened: Open) -> None:
    async with opened() as face:
        ana, ben = (await person(face, "approver"))[1], (await person(face, "approver"))[1]
        card = await ask(face)
        problem(await vote(face, card, ana, "deny", comment=" "), 422)
        assert (await vote(face, card, ana, "deny", comment="wrong cluster")).json()["state"] == "denied"
        assert "is denied" in problem(await vote(face, card, ben), 409)["detail"]
        other = await ask(face, number=2)
        assert (await vote(face, other, ana)).json()["state"] == "approved"
        assert "is approved" in problem(await vote(face, other, ben, "deny"), 409)["detail"]


async def test_a_vote_for_another_digest_says_what_changed(opened: Open) -> None:
    async with opened() as face:
        before, ana = await ask(face), (await person(face, "approver"))[1]
        changed = an_action(tenant="default", action_id="act_default1", case_id=None, arguments={"name": "checkout"})
        asked = partial(
            approvals.open_request, tenant="default", action=changed, decision=a_hold(), dry_run_sha256="d" * 64,
            now=clock.now_ns(),
        )  # fmt: skip
        after = await face.app.db.run(asked, tenant="default")
        refused = problem(await vote(face, {"approval_id": after, "digest": before["digest"]}, ana), 409)
        assert "/replicas was 8 and is gone" in refused["changed"]
        void = problem(await vote(face, before, ana), 409)
        assert "void (asked anew" in void["detail"]
        for digest in ("", "abc", before["digest"][:12], "Z" * 64):
            problem(await vote(face, {"approval_id": after, "digest": digest}, ana), 422)
        assert await sent(face) == 0


async def test_nobody_approves_what_they_asked_for_by_any_door(opened: Open) -> None:
    async with opened() as face:
        ana_id, ana = await person(face, "approver", name="Ana")
        alias_id, alias = await person(face, "approver")
        _, eve = await person(face, "sre_operator", name="Eve")
        officer = (await person(face, "governance_officer"))[1]
        action = an_action(tenant="default", case_id=None, requester=asked_by(ana_id))
        card = await ask(face, action)
        await face.post("/api/v1/identities", {"principals": [ana_id, alias_id], "reason": "HR"}, headers=officer)
        await face.post("/api/v1/delegations", {"to": "Eve", "until": _later(), "reason": "away"}, headers=ana)
        link = await face.post(f"/api/v1/approvals/{card['approval_id']}/links", {}, headers=ana)
        doors = [
            await vote(face, card, ana),  # with a token
            await vote(face, card, alias),  # with a linked identity's
            await vote(face, card, eve),  # on her behalf
            await vote(face, card, eve, on_behalf_of=ana_id),
            await vote(face, card, alias, on_behalf_of=ana_id),
            await face.http.post(link["path"], json={}, headers=ana),
            await face.http.post(link["path"], json={}, headers=alias),
            await vote(face, card, {}),  # without a login, at the machine
            await face.http.post(
                f"/api/v1/approvals/{card['approval_id']}/delegate", json={"to": alias_id, "reason": "x"}, headers=ana
            ),
        ]
        for response in doors:
            assert response.status_code in (403, 422), response.text
        own = [problem(await vote(face, card, who), 403)["detail"] for who in (ana, alias, eve)]
        assert all("nobody approves what they asked for" in detail for detail in own)
        assert (await face.get(f"/api/v1/approvals/{card['approval_id']}", headers=ana))["votes"] == []
        assert await sent(face) == 0
        assert len(await face.audited("approval.vote_refused")) == 11
        assert {entry.decision for entry in await face.audited("approval.vote_refused")} == {"deny"}


async def test_agents_services_and_other_roles_do_not_vote(opened: Open) -> None:
    async with opened() as face:
        card = await ask(face)
        for role in ("viewer", "sre_operator", "service", "data_engineer"):
            problem(await vote(face, card, (await person(face, role))[1]), 403)
        made = await face.post("/api/v1/tokens", {"name": "bot", "role": "approver", "kind": "agent"})
        bot = {"Authorization": f"Bearer {made['secret']}"}
        assert "only people vote" in problem(await vote(face, card, bot), 403)["detail"]


async def test_whoever_sits_at_the_machine_agrees_to_what_an_agent_asks(opened: Open) -> None:
    async with opened() as face:
        card = await ask(face)
        assert (await vote(face, card, {})).json()["state"] == "approved"
        two = await ask(face, quorum=Quorum(people=2), number=2)
        assert "each of them needs a token" in problem(await vote(face, two, {}), 403)["detail"]


async def test_a_page_from_elsewhere_cannot_vote_for_the_person_at_the_machine(embedded: Open) -> None:
    async with embedded() as face:
        card = await ask(face)
        problem(await vote(face, card, {"Origin": "https://evil.example"}), 403)
        problem(await vote(face, card, {"Host": "evil.example"}), 403)
        assert await sent(face) == 0


async def test_the_same_command_again_is_one_vote(opened: Open) -> None:
    async with opened() as face:
        card, ana = await ask(face, quorum=Quorum(people=2)), (await person(face, "approver"))[1]
        key = {"Idempotency-Key": "once"}
        first, second = await vote(face, card, ana | key), await vote(face, card, ana | key)
        assert (first.json()["people"], second.json()["people"]) == (1, 1)
        problem(await vote(face, card, ana), 409)


async def test_of_twenty_at_once_one_decides(opened: Open) -> None:
    async with opened() as face:
        card = await ask(face)
        logins = [(await person(face, "approver"))[1] for _ in range(20)]
        codes = [response.status_code for response in await asyncio.gather(*(vote(face, card, who) for who in logins))]
        assert sorted(codes) == [200] + [409] * 19
        assert await sent(face) == 1


async def test_a_link_shows_and_only_a_confirmation_by_who_is_logged_in_votes(opened: Open) -> None:
    async with opened(require_login=True) as face:
        card = await ask(face)
        ana_id, ana = await person(face, "approver")
        ben = (await person(face, "approver"))[1]
        path = f"/api/v1/approvals/{card['approval_id']}/links"
        link = await face.post(path, {"verdict": "deny", "to": ana_id}, headers=ana)
        problem(await face.http.get(link["path"]), 401)  # a scanner of links
        problem(await face.http.post(link["path"], json={}), 401)
        for _ in range(3):
            shown = await face.get(link["path"], headers=ana)
        assert (shown["verdict"], shown["is_current"], shown["approval"]["votes"]) == ("deny", True, [])
        assert shown["confirm"]["method"] == "POST"
        assert (await face.http.head(link["path"], headers=ana)).status_code == 405
        for how in ("GET", "POST"):
            problem(await face.http.request(how, link["path"], json={"comment": "x"}, headers=ben), 403)
        problem(await face.http.post(link["path"], json={}, headers=ana), 422)  # a no needs a reason
        done = await face.post(link["path"], {"comment": "not now"}, headers=ana)
        assert (done["state"], done["votes"][0]["by_link"]) == ("denied", True)
        problem(await face.http.post(link["path"], json={"comment": "x"}, headers=ana), 409)


async def test_a_link_carries_one_vote_and_only_for_what_the_message_showed(opened: Open) -> None:
    async with opened(require_login=True) as face:
        card = await ask(face, quorum=Quorum(people=3))
        people = [(await person(face, "approver"))[1] for _ in range(3)]
        link = await face.post(f"/api/v1/approvals/{card['approval_id']}/links", {}, headers=people[0])
        assert (await face.post(link["path"], {}, headers=people[0]))["people"] == 1
        assert (
            "link has been used"
            in problem(await face.http.post(link["path"], json={}, headers=people[1]), 409)["detail"]
        )
        forged = link["path"][:-4] + "AAAA"
        problem(await face.http.post(forged, json={}, headers=people[1]), 404)
        problem(await face.http.post(path_of(card, "links"), json={"to": "prn_none"}, headers=people[0]), 404)


async def test_breaking_the_glass_is_alone_and_open_until_somebody_else_has_looked(opened: Open) -> None:
    async with opened() as face:
        card = await ask(face, quorum=Quorum(people=2))
        kim, ana = (await person(face, "break_glass"))[1], (await person(face, "approver"))[1]
        problem(await vote(face, card, kim, comment=""), 422)
        done = (await vote(face, card, kim, comment="all are on a plane")).json()
        assert (done["state"], done["break_glass"]) == ("approved", True)
        assert 899 >= done["expires_in_s"] >= 800
        open_ = await face.get("/api/v1/approvals?state=&unreviewed=true", headers=ana)
        assert [item["approval_id"] for item in open_["items"]] == [card["approval_id"]]
        problem(await face.http.post(path_of(card, "review"), json={"comment": "x"}, headers=kim), 403)
        problem(await face.http.post(path_of(card, "review"), json={"comment": "x"}), 403)
        reviewed = await face.post(path_of(card, "review"), {"comment": "it was right"}, headers=ana)
        assert reviewed["review_comment"] == "it was right"
        assert (await face.get("/api/v1/approvals?state=&unreviewed=true", headers=ana))["items"] == []
        actions = [entry.action for entry in await face.audited("approval.*")]
        assert actions == ["approval.reviewed", "approval.break_glass", "approval.requested"]


async def test_a_delegate_votes_on_behalf_of_who_let_them(opened: Open) -> None:
    async with opened() as face:
        card = await ask(face)
        ana_id, ana = await person(face, "approver")
        eve_id, eve = await person(face, "viewer")
        problem(await vote(face, card, eve), 403)
        lent = await face.post(path_of(card, "delegate"), {"to": eve_id, "reason": "on a train"}, headers=ana)
        assert lent["approval_id"] == card["approval_id"]
        done = (await vote(face, card, eve)).json()
        assert (done["state"], done["votes"][0]["on_behalf_of"]) == ("approved", ana_id)
        (entry,) = await face.audited("approval.vote")
        assert (entry.actor.id, entry.on_behalf_of) == (eve_id, ana_id)


async def test_lists_have_pages_and_refuse_what_is_no_state(opened: Open) -> None:
    async with opened() as face:
        made = [(await ask(face, number=n, quorum=Quorum(expires_s=100 * n)))["approval_id"] for n in range(1, 4)]
        first = await face.get("/api/v1/approvals?limit=2")
        rest = await face.get("/api/v1/approvals", params={"limit": 2, "cursor": first["next"]})
        assert [item["approval_id"] for item in (*first["items"], *rest["items"])] == made
        assert rest["next"] is None
        assert problem(await face.http.get("/api/v1/approvals?state=open"), 422)["field"] == "state"
        problem(await face.http.get("/api/v1/approvals?cursor=zz"), 422)
        problem(await face.http.get("/api/v1/approvals/apr_none"), 404)


async def test_comments_hold_no_secret_and_the_log_is_whole(opened: Open) -> None:
    async with opened() as face:
        card, ana = await ask(face), (await person(face, "approver"))[1]
        done = (await vote(face, card, ana, comment="password=correct-horse-staple-77")).json()
        assert "correct-horse" not in str(done)
        await face.audited("approval.*")
        assert (await face.app.db.read(partial(verify, tenant="default"), tenant="default")).status == "unwitnessed"


@pytest.mark.parametrize("verb", ["approve", "deny", "review", "delegate", "links"])
async def test_another_tenants_approval_is_not_there(opened: Open, verb: str) -> None:
    async with opened() as face:
        card = await ask(face)
        await face.found("rival")
        _, rival = await person(face, "admin", "rival")
        bodies: dict[str, Any] = {
            "review": {"comment": "x"}, "delegate": {"to": "x", "reason": "x"}, "links": {},
        }  # fmt: skip
        body = bodies.get(verb, {"digest": card["digest"], "comment": "x"})
        problem(await face.http.post(path_of(card, verb), json=body, headers=rival), 404)
        problem(await face.http.get(f"/api/v1/approvals/{card['approval_id']}", headers=rival), 404)
        assert (await face.get("/api/v1/approvals?state=", headers=rival))["items"] == []


def path_of(card: dict[str, Any], verb: str) -> str:
    return f"/api/v1/approvals/{card['approval_id']}/{verb}"


def _later() -> str:
    return clock.format_ns(clock.now_ns() + 3600 * 10**9)


async def test_changes_are_asked_for_and_other_arguments_are_another_request(opened: Open) -> None:
    async with opened() as face:
        card = await ask(face, an_action(
            tenant="default", action_id="act_first", case_id=None, run_id=None, step_id=None, tool="http.request",
        ))  # fmt: skip
        ana = (await person(face, "admin"))[1]
        path = f"/api/v1/approvals/{card['approval_id']}"
        given = {"digest": card["digest"], "comment": "to staging"}
        said = (await face.http.post(f"{path}/ask-changes", json=given, headers=ana)).json()
        assert (said["state"], [one["comment"] for one in said["remarks"]]) == ("pending", ["to staging"])
        wanted = {"method": "POST", "url": "https://staging.example/x", "body": {}}
        body = {"digest": card["digest"], "arguments": wanted, "reason": "as asked"}
        made = await face.http.post(f"{path}/amend", json=body, headers=ana)
        assert made.status_code == 202, made.text
        assert (await face.get(f"/api/v1/actions/{made.json()['action_id']}", headers=ana))["arguments"] == wanted
        assert (await face.get(path, headers=ana))["state"] == "void"
        again = await face.http.post(f"{path}/amend", json=body, headers=ana)
        assert again.status_code == 409
        (entry,) = await face.audited("approval.amended")
        assert entry.facts["asked_anew"] == made.json()["action_id"]
