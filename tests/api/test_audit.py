"""The audit log over HTTP: what was done is there, can be searched, proven, exported and checked."""

from __future__ import annotations

import asyncio
import base64
import json
from functools import partial
from pathlib import Path
from typing import Any

from rootward.audit import checkpoint, log
from rootward.audit.entry import Actor, AuditEntry
from rootward.audit.keys import read_public
from rootward.audit.note import signed_by
from tests.api.conftest import Face, Open, problem


async def _five(face: Face) -> None:
    for n in range(5):
        await face.post("/api/v1/tokens", {"name": f"t{n}", "role": "viewer"})
    await face.audited("*")


async def test_entries_are_searched_and_paged(opened: Open) -> None:
    async with opened() as face:
        await _five(face)
        page = await face.get("/api/v1/audit", params={"action": "token.created", "limit": 3})
        rest = await face.get("/api/v1/audit", params={"action": "token.created", "before_seq": page["next"]})
        names = [item["facts"]["name"] for item in (*page["items"], *rest["items"])]
        assert names == ["t4", "t3", "t2", "t1", "t0"]
        assert {item["actor"]["id"] for item in page["items"]} == {"local"}
        assert (await face.get("/api/v1/audit", params={"actor": "nobody"}))["items"] == []


async def test_the_log_verifies_and_a_kept_checkpoint_witnesses_it(opened: Open) -> None:
    async with opened() as face:
        await _five(face)
        alone = await face.get("/api/v1/audit/verify")
        assert (alone["status"], alone["exit_code"]) == ("unwitnessed", 11)
        kept = (await face.http.get("/api/v1/audit/checkpoint")).text
        await face.post("/api/v1/tokens", {"name": "later", "role": "viewer"})
        await face.audited("*")
        seen = await face.get("/api/v1/audit/verify", params={"witness": kept})
        assert (seen["status"], seen["exit_code"]) == ("witnessed", 0)


async def test_entries_and_growth_are_proven(opened: Open) -> None:
    async with opened() as face:
        await _five(face)
        size = (await face.get("/api/v1/audit/verify"))["size"]
        proof = await face.get("/api/v1/audit/prove", params={"seq": 2})
        assert (proof["kind"], proof["seq"], proof["size"]) == ("inclusion", 2, size)
        grown = await face.get("/api/v1/audit/prove", params={"old": 2, "new": size})
        assert grown["kind"] == "consistency"
        problem(await face.http.get("/api/v1/audit/prove", params={"seq": size + 1}), 404)
        problem(await face.http.get("/api/v1/audit/prove", params={"old": size + 1}), 422)


async def test_the_export_holds_every_entry(opened: Open) -> None:
    async with opened() as face:
        await _five(face)
        response = await face.http.get("/api/v1/audit/export")
        lines = [json.loads(line) for line in response.text.splitlines()]
        assert response.headers["content-type"].startswith("application/x-ndjson")
        assert len(lines) == (await face.get("/api/v1/audit/verify"))["size"] + 1


async def test_a_checkpoint_is_signed_on_demand_and_stays_the_same(opened: Open) -> None:
    async with opened() as face:
        await _five(face)
        plain = (await face.http.get("/api/v1/audit/checkpoint")).text
        assert "\n\n" not in plain
        signed = (await face.http.post("/api/v1/audit/checkpoint")).text
        assert signed.startswith("\n".join(plain.split("\n")[:3]))
        assert (await face.http.post("/api/v1/audit/checkpoint")).text == signed
        assert (await face.http.get("/api/v1/audit/checkpoint")).text == signed
        (key,) = (await face.get("/api/v1/audit/keys"))["items"]
        assert signed_by(signed, [read_public(key["public"])[0].verifier])
        verdict = await face.get("/api/v1/audit/verify")
        assert (verdict["signed_to"], verdict["exit_code"]) == (verdict["size"], 11)
        body = {"witness": signed, "pubkey": key["public"]}
        assert (await face.post("/api/v1/audit/verify", body))["exit_code"] == 0
        receipt = (await face.http.get("/api/v1/audit/receipt", params={"seq": 2})).text
        assert receipt == f"entry 2\n{signed}"
        problem(await face.http.get("/api/v1/audit/receipt", params={"seq": 99}), 404)


async def test_a_receipt_signs_what_was_not_signed_yet(embedded: Open) -> None:
    async with embedded() as face:
        await _five(face)
        receipt = (await face.http.get("/api/v1/audit/receipt", params={"seq": 3})).text
        assert receipt.startswith("entry 3\nrootward/default/log_")


async def test_other_public_keys_and_other_logs_do_not_vouch(embedded: Open) -> None:
    async with embedded() as face:
        await _five(face)
        kept = (await face.http.post("/api/v1/audit/checkpoint")).text
        other = "rootward+8f0a9a4b+ASQoqq4kkYMK0iRiSVqSR0YGPeFQVdeZ6bVVgPMuNlSR"
        problem(await face.http.post("/api/v1/audit/verify", json={"pubkey": other}), 400)
        elsewhere = kept.replace("rootward/default/", "rootward/acme/")
        assert (
            "acme"
            not in problem(await face.http.post("/api/v1/audit/verify", json={"witness": elsewhere}), 422)["field"]
        )
        forged = kept[:-10] + ("A" if kept[-10] != "A" else "B") + kept[-9:]
        problem(await face.http.post("/api/v1/audit/verify", json={"witness": forged}), 400)


async def test_a_key_is_rotated_and_the_old_one_vouches_for_the_new(opened: Open) -> None:
    async with opened() as face:
        await _five(face)
        before = (await face.http.post("/api/v1/audit/checkpoint")).text
        keys = (await face.post("/api/v1/audit/keys/rotate"))["items"]
        assert [key["signs"] for key in keys] == [False, True]
        await _five(face)
        after = (await face.http.post("/api/v1/audit/checkpoint")).text
        old, new = (read_public(key["public"])[0].verifier for key in keys)
        assert (signed_by(before, [old]), signed_by(after, [new])) == (old, new)
        entry = (await face.audited("audit.key.rotated"))[0]
        assert entry.facts == {"old_key": old.key_id, "new_key": new.key_id, "public": new.line()}
        receipt = (await face.http.get("/api/v1/audit/receipt", params={"seq": entry.seq})).text
        assert signed_by(receipt.partition("\n")[2], [old]) == old
        assert (await face.get("/api/v1/audit/verify", params={"witness": before}))["exit_code"] == 0


async def test_who_may_only_read_the_log_cannot_change_its_key(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        officer = await face.login("governance_officer")
        assert (await face.http.get("/api/v1/audit/keys", headers=officer)).status_code == 200
        problem(await face.http.post("/api/v1/audit/keys/rotate", headers=officer), 403)
        await face.found("acme")
        problem(await face.http.post("/api/v1/audit/keys/rotate", headers=await face.login("admin", "acme")), 403)


async def test_a_key_of_settings_is_not_rotated_here(embedded: Open) -> None:
    async with embedded(audit_key=base64.b64encode(b"k" * 32).decode()) as face:
        problem(await face.http.post("/api/v1/audit/keys/rotate"), 409)


async def test_witnesses_are_told_and_their_lag_is_shown(embedded: Open, tmp_path: Path) -> None:
    named = f"file:{tmp_path}/kept,file:{tmp_path}/nowhere/kept"
    async with embedded(audit_witnesses=named) as face:
        await _five(face)
        signed = (await face.http.post("/api/v1/audit/checkpoint")).text
        assert (tmp_path / "kept").read_text() == signed
        here, away = (await face.get("/api/v1/audit/witnesses"))["items"]
        assert (here["behind"], here["failures"], here["error"]) == (0, 0, "")
        assert (away["size"], away["failures"]) == (0, 1) and "cannot be written" in away["error"]
        await _five(face)
        verdict = await face.get("/api/v1/audit/verify")
        assert (verdict["status"], verdict["witnessed_to"]) == ("witnessed", checkpoint.parse(signed).size)


async def test_what_is_written_is_signed_while_the_pipeline_runs(opened: Open, tmp_path: Path) -> None:
    async with opened(stages=True, audit_checkpoint_s=0.05, audit_witnesses=f"file:{tmp_path}/kept") as face:
        await _five(face)
        async with asyncio.timeout(60):
            while (verdict := await face.get("/api/v1/audit/verify"))["witnessed_to"] < 5:
                pass
        assert verdict["signed_to"] >= verdict["witnessed_to"] >= 5


async def test_an_embedded_application_signs_before_it_ends(embedded: Open) -> None:
    async with embedded() as face:
        await _five(face)
        assert (await face.get("/api/v1/audit/verify"))["signed_to"] == 0
    async with embedded() as face:
        verdict = await face.get("/api/v1/audit/verify")
        assert verdict["signed_to"] == verdict["size"]


async def test_evidence_is_a_sample_of_what_was_done_outside(embedded: Open) -> None:
    async with embedded() as face:
        entry = AuditEntry(actor=Actor(id="a", kind="agent", auth="run"), action="tool.call", resource="action:1")
        await face.app.db.run(partial(log.intent, tenant="default", entry=entry), tenant="default")
        found: Any = await face.get("/api/v1/audit/evidence", params={"sample": 5, "since": "2020-01-01T00:00:00Z"})
        assert (found["population"], found["items"][0]["outcome"]) == (1, "open")
        verdict = await face.get("/api/v1/audit/verify")
        assert (verdict["open_intents"], verdict["oldest_open"][0]["action"]) == (1, "tool.call")
        problem(await face.http.get("/api/v1/audit/evidence", params={"since": "yesterday"}), 422)


async def test_a_secret_is_found_by_its_hash(embedded: Open) -> None:
    async with embedded() as face:
        one = (await face.post("/api/v1/audit/hash", {"value": "s3cret"}))["hash"]
        assert one.startswith("hmac-sha256:") and "s3cret" not in one
        assert (await face.post("/api/v1/audit/hash", {"value": "s3cret"}))["hash"] == one
