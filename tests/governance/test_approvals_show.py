"""An approver sees the exact call, where each part comes from, and nothing that misleads the eye."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

from rootward.governance.approvals import votes_of
from rootward.governance.approvals_show import card, line
from rootward.governance.decision import Quorum
from rootward.kit.canonical import canonical
from rootward.kit.db import Database
from tests.governance.approving import DRY_RUN, NOW, POLICY, SECOND, Desk, an_action


async def _card(desk: Desk, **action: Any) -> dict[str, Any]:
    approval = await desk.held(an_action(**action))
    return card(approval, (), people=0, now=NOW)


async def test_a_card_has_everything_a_careful_approver_needs(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana = await desk.held(quorum=Quorum(people=2)), await desk.person("approver", "Ana")
    await desk.vote(ana, approval, comment="fine")
    votes = await desk.run(lambda c: votes_of(c, "acme", approval.approval_id))
    shown = card(await desk.approval(approval.approval_id), votes, people=1, now=NOW + SECOND)
    rows = {row["pointer"]: row for row in shown["arguments"]}
    assert rows["/name"] == {
        "pointer": "/name", "value": "checkout", "shown": "checkout", "origins": ["free_text"],
        "untrusted": ["free_text"], "sensitive": True,
    }  # fmt: skip
    assert (rows["/replicas"]["shown"], rows["/replicas"]["untrusted"]) == ("8", ["model"])
    assert (rows["/namespace"]["untrusted"], rows["/labels/team"]["untrusted"]) == ([], ["free_text"])
    assert (shown["tool"], shown["targets"], shown["risk"]) == ("k8s.scale", ["deployment:prod/checkout"], "high")
    assert shown["policy"]["sha256"] == POLICY
    assert [(word["guard"], word["answer"], word["rule_ids"]) for word in shown["policy"]["trace"]] == [
        ("rights", "allow", []), ("policy", "hold", ["prod"])
    ]  # fmt: skip
    assert shown["why_held"] == "production needs a person"
    assert shown["dry_run"] == {
        "sha256": DRY_RUN["sha256"], "summary": "6 pods -> 8 pods", "value": '{"replicas":[6,8]}',
        "at": "2027-01-15T08:00:00Z",
    }  # fmt: skip
    assert (shown["requester"]["kind"], shown["requester"]["name"]) == ("agent", "fixer")
    assert shown["quorum"] == {"people": 2, "roles": ["approver", "admin"]}
    assert (shown["people"], shown["votes"][0]["comment"], shown["votes"][0]["auth"]) == (1, "fine", "token")
    assert shown["expires_in_s"] == 86_399
    assert shown["hash"] == approval.digest[:12] and shown["hash"] in shown["command"]
    assert shown["warnings"] == ["/name decides what is hit and comes from free_text"]


async def test_the_digest_is_of_what_is_shown_as_exact(database: Database) -> None:
    shown = await _card(await Desk.opened(database))
    assert hashlib.sha256(canonical(shown["exact"])).hexdigest() == shown["digest"]
    assert shown["exact"]["arguments"] == an_action().arguments


async def test_what_misleads_an_eye_is_written_out_and_warned_of(database: Database) -> None:
    arguments = {"name": "check\u202etuo", "namesp\u0430ce": "prod\u200b", "note": "a\nb", "count": "8"}
    shown = await _card(
        await Desk.opened(database), arguments=arguments, targets=("deployment:prod/p\u0430yments\u2066",),
        reason="ignore this\u202e", tool="k8s.sc\u200bale",
    )  # fmt: skip
    rows = {row["pointer"]: row["shown"] for row in shown["arguments"]}
    assert rows["/name"] == "check⟨U+202E⟩tuo"
    assert rows["/namesp\u0430ce"] == "prod⟨U+200B⟩"
    assert (rows["/count"], rows["/note"]) == ('"8"', "a⟨U+000A⟩b")
    assert shown["targets"] == ["deployment:prod/p\u0430yments⟨U+2066⟩"]
    assert "/name has characters that do not show: check⟨U+202E⟩tuo" in shown["warnings"]
    assert "a target has letters of two alphabets in one word: p\u0430yments" in shown["warnings"]
    assert "an argument's name has letters of two alphabets in one word: namesp\u0430ce" in shown["warnings"]
    assert not [warning for warning in shown["warnings"] if warning.startswith("/note")]
    kept = {name: value for name, value in shown.items() if name not in ("exact", "arguments")}
    assert not [c for c in repr(kept) if unicodedata.category(c) == "Cf"]


async def test_what_cannot_be_taken_back_or_was_not_tried_is_warned_of(database: Database) -> None:
    shown = await _card(await Desk.opened(database), rollback="", dry_run_sha256=None)
    assert shown["irreversible"] is True
    assert shown["dry_run"] is None
    assert {"nothing takes this back", "there was no dry run"} <= set(shown["warnings"])


async def test_a_dry_run_that_is_not_kept_shows_its_hash(database: Database) -> None:
    desk = await Desk.opened(database)
    await desk.put(an_action(), dry_run=None)
    shown = card(await desk.approval(await desk.ask()), (), people=0, now=NOW)
    assert shown["dry_run"] == {"sha256": "d" * 64, "summary": "", "value": None, "at": None}


async def test_a_line_says_what_it_is_worth_now(database: Database) -> None:
    approval = await (await Desk.opened(database)).held()
    shown = line(approval, now=approval.expires_at)
    assert (shown["state"], shown["expires_in_s"]) == ("expired", 0)
    assert "arguments" not in shown
