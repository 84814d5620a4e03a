"""The audit log over HTTP: search, verify, prove, sign, export; the keys that sign it and the witnesses that see it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import audit as shape
from rootward.api.described import Text, answers
from rootward.api.times import moment
from rootward.app import App
from rootward.audit import checkpoint, export, log, prove, search, signing, telling
from rootward.audit.commitment import keyed_hash
from rootward.audit.entry import AuditEntry
from rootward.audit.evidence import evidence
from rootward.audit.keys import Keys, read_public
from rootward.audit.note import Signer, Verifier
from rootward.audit.verify import verify
from rootward.errors import BadInput, RootwardError
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["audit"])
Auditor = Annotated[Principal, Depends(may("audit.read"))]
Keyholder = Annotated[Principal, Depends(may("audit.manage"))]
Number = Annotated[int | None, Query(ge=0, lt=2**63)]


class Check(BaseModel):
    """What to verify. `witness` are checkpoints or receipts that were kept elsewhere, `pubkey` lines of public keys."""

    model_config = ConfigDict(extra="forbid", strict=True)
    from_seq: int = Field(default=1, ge=1, lt=2**63)
    to_seq: int | None = Field(default=None, ge=1, lt=2**63)
    witness: str = ""
    pubkey: str = Field(default="", max_length=1_000_000)


class Value(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    value: str = Field(max_length=1_000_000)


@router.get("/audit")
@answers(shape.AuditPage)
async def search_audit(
    app: Application, principal: Auditor, action: str | None = None, actor: str | None = None,
    resource: str | None = None, before_seq: Number = None, limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:  # fmt: skip
    """Entries, the newest first."""
    wanted = search.Search(action=action, actor=actor, resource=resource, before_seq=before_seq, limit=limit)
    found = await app.db.read(partial(search.search, tenant=principal.tenant, wanted=wanted), tenant=principal.tenant)
    more = found[-1].seq if len(found) == limit else None
    return {"items": [msgspec.to_builtins(item) for item in found], "next": more}


@router.get("/audit/verify")
@answers(shape.Verification)
async def verify_audit(
    app: Application, principal: Auditor, from_seq: Annotated[int, Query(ge=1, lt=2**63)] = 1, to_seq: Number = None,
    witness: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Check the log. `witness` is the text of a checkpoint that was kept elsewhere."""
    return await _verified(app, principal.tenant, Check(from_seq=from_seq, to_seq=to_seq, witness=witness))


@router.post("/audit/verify")
@answers(shape.Verification)
async def verify_audit_against(wanted: Check, app: Application, principal: Auditor) -> dict[str, Any]:
    """Check the log against witnesses and public keys that are too long for an address."""
    return await _verified(app, principal.tenant, wanted)


@router.get("/audit/checkpoint")
@answers(Text("text/plain"))
async def get_checkpoint(app: Application, principal: Auditor) -> Response:
    """The signed checkpoint of the log, or the unsigned one while there is none of all of it: keep it elsewhere, and it
    is a witness."""
    text = await app.db.read(partial(_newest, tenant=principal.tenant), tenant=principal.tenant)
    return _plain(text)


@router.post("/audit/checkpoint")
@answers(Text("text/plain"))
async def sign_checkpoint(app: Application, principal: Auditor) -> Response:
    """Sign the log as it is now, tell the witnesses, and answer with the checkpoint."""
    signer = await asyncio.to_thread(app.signer)
    unit = partial(signing.sign, tenant=principal.tenant, signer=signer)
    if not app.db.is_sqlite:
        await app.db.run(partial(log.sequence, tenant=principal.tenant), tenant=principal.tenant)
    await app.db.run(unit, tenant=principal.tenant)
    await telling.tell(app.db, principal.tenant, app.witnesses)
    return await get_checkpoint(app, principal)


@router.get("/audit/receipt")
@answers(Text("text/plain"))
async def get_receipt(
    app: Application, principal: Auditor, seq: Annotated[int, Query(ge=1, lt=2**63)]
) -> Response:  # fmt: skip
    """The entry's number above the signed checkpoint that covers it; to be printed and kept."""
    unit = partial(signing.receipt, tenant=principal.tenant, seq=seq)
    text = await app.db.read(unit, tenant=principal.tenant)
    if text is None:
        await sign_checkpoint(app, principal)
        text = await app.db.read(unit, tenant=principal.tenant)
    return _plain(text or "")


@router.get("/audit/witnesses")
@answers(shape.WitnessList)
async def list_witnesses(app: Application, principal: Auditor) -> dict[str, Any]:
    """Who keeps copies of the checkpoints, and how far each is behind."""
    unit = partial(telling.lags, tenant=principal.tenant, names=[one.name for one in app.witnesses])
    found = await app.db.read(unit, tenant=principal.tenant)
    now = app.now()
    return {"items": [_told(one, now) for one in found]}


@router.get("/audit/keys")
@answers(shape.AuditKeyList)
async def list_keys(app: Application, principal: Auditor) -> dict[str, Any]:
    """The public halves of every key that ever signed, the newest last."""
    return _keys(await asyncio.to_thread(app.audit_keys.keys))


@router.post("/audit/keys/rotate")
@answers(shape.AuditKeyList)
async def rotate_key(app: Application, principal: Keyholder) -> dict[str, Any]:
    """Sign with a new key from now on. The old one signs, as its last, the entry that names the new one."""
    old = await asyncio.to_thread(app.signer)
    fresh = await asyncio.to_thread(app.audit_keys.fresh)
    unit = partial(_hand_over, old=old, new=fresh.signer.verifier, by=principal)
    await app.db.run(unit, tenant=principal.tenant)
    return _keys(await asyncio.to_thread(app.audit_keys.adopt, fresh))


@router.get("/audit/prove")
@answers(shape.InclusionProof, shape.ConsistencyProof)
async def prove_entry(
    app: Application, principal: Auditor, seq: Number = None, old: Number = None, new: Number = None
) -> dict[str, Any]:
    """That entry `seq` is in the log, or that the log of size `new` continues that of size `old`."""
    if seq is not None:
        unit = partial(prove.prove, tenant=principal.tenant, seq=seq)
        return await app.db.read(unit, tenant=principal.tenant)
    if old is None:
        raise BadInput("give seq, or old (and new)", field="seq")
    both = partial(prove.prove_consistency, tenant=principal.tenant, old=old, new=new)
    return await app.db.read(both, tenant=principal.tenant)


@router.get("/audit/export")
@answers(Text("application/x-ndjson"))
async def export_audit(app: Application, principal: Auditor) -> Response:
    """The signed checkpoints, every entry with its leaf, and the log's size and root, as JSON lines."""

    def unit(connection: Connection) -> bytes:
        return b"".join(export.export(connection, principal.tenant))

    return Response(await app.db.read(unit, tenant=principal.tenant), media_type="application/x-ndjson")


@router.get("/audit/evidence")
@answers(shape.AuditEvidence)
async def get_evidence(
    app: Application, principal: Auditor, since: str = "", until: str = "",
    sample: Annotated[int, Query(ge=1, le=1000)] = 25, seed: Annotated[str, Query(max_length=200)] = "",
) -> dict[str, Any]:  # fmt: skip
    """A sample of what was done outside: who asked, who approved, exactly what, when, how it ended, and proofs."""
    window = [moment(text, name) if text else None for text, name in ((since, "since"), (until, "until"))]
    unit = partial(evidence, tenant=principal.tenant, since=window[0], until=window[1], sample=sample, seed=seed)
    return await app.db.read(unit, tenant=principal.tenant)


@router.post("/audit/hash")
@answers(shape.HashedValue)
async def hash_value(wanted: Value, app: Application, principal: Auditor) -> dict[str, Any]:
    """What stands in an entry in the place of this secret, to search for it."""
    return {"hash": keyed_hash(app.key, principal.tenant, wanted.value)}


async def _verified(app: App, tenant: str, wanted: Check) -> dict[str, Any]:
    given = list(checkpoint.notes_in(wanted.witness)) if wanted.witness.strip() else []
    ours = checkpoint.origin_of(tenant, "")
    if given and not any(note.startswith(ours) for note in given):
        raise BadInput(f"the witness knows nothing of tenant {tenant!r}", field="witness")
    keys: Sequence[Verifier] = (await asyncio.to_thread(app.audit_keys.keys)).verifiers
    if wanted.pubkey.strip():
        keys = [key.verifier for key in read_public(wanted.pubkey)]
    witness = [*given, *[note for note in await _seen(app) if note.startswith(ours)]]
    unit = partial(
        verify, tenant=tenant, from_seq=wanted.from_seq, to_seq=wanted.to_seq, witness=witness, keys=keys
    )  # fmt: skip
    verdict = await app.db.read(unit, tenant=tenant)
    return asdict(verdict) | {"exit_code": verdict.exit_code}


async def _seen(app: App) -> Iterable[str]:
    """What witnesses have kept that can be read from here; who cannot be asked now says nothing."""
    texts = []
    for witness in app.witnesses:
        try:
            texts.append(await witness.seen())
        except RootwardError:
            continue
    return [note for text in texts if text and text.strip() for note in checkpoint.notes_in(text)]


def _newest(connection: Connection, tenant: str) -> str:
    now, note = checkpoint.current(connection, tenant), signing.newest(connection, tenant)
    return note if note is not None and checkpoint.parse(note).size == now.size else now.text()


def _hand_over(connection: Connection, *, old: Signer, new: Verifier, by: Principal) -> None:
    facts: dict[str, Any] = {"old_key": old.verifier.key_id, "new_key": new.key_id, "public": new.line()}
    entry = AuditEntry(actor=by.actor, action="audit.key.rotated", resource=f"key:{new.key_id}", facts=facts)
    log.append_now(connection, by.tenant, entry)
    signing.sign(connection, by.tenant, old)


def _keys(found: Keys) -> dict[str, Any]:
    using = found.signer.verifier.key_id
    items = [
        {"key_id": one.verifier.key_id, "since": one.since, "public": one.verifier.line(),
         "signs": one.verifier.key_id == using}
        for one in found.known
    ]  # fmt: skip
    return {"items": items}


def _told(one: telling.Told, now: int) -> dict[str, Any]:
    behind_s = None if one.at is None or not one.behind else round((now - one.at) / 1e9, 1)
    return {
        "witness": one.witness, "size": one.size, "behind": one.behind, "behind_s": behind_s,
        "at": None if one.at is None else clock.format_ns(one.at), "failures": one.failures, "error": one.error,
    }  # fmt: skip


def _plain(text: str) -> Response:
    return Response(text, media_type="text/plain; charset=utf-8")
