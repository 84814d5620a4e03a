"""Propose: make one exact action of a tool, its arguments and who asks: its targets, and what decides them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product

from rootward.audit.entry import ActorKind
from rootward.governance.action import Action, Amounts, Requester
from rootward.kit import clock
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.provenance import TRUSTED, Origin, Origins, leaves, of_everything
from rootward.tools.contract import ToolSpec

__all__ = ["action_of", "client_key", "origins", "targets_of"]

_PLACE = re.compile(r"\{([^{}]*)\}")
_MOST_TARGETS = 2000
"""More than any limit; the guard refuses them all the same."""
_OWN: dict[ActorKind, Origin] = {"human": "operator", "service": "config", "agent": "model"}


def action_of(
    spec: ToolSpec, arguments: dict[str, JSON], *, tenant: str, requester: Requester, reason: str, key: str,
    provenance: Origins, case_id: str | None = None, run_id: str | None = None, step_id: str | None = None,
    confidence: float | None = None,
) -> Action:  # fmt: skip
    """`key` is the idempotency key, which goes to the tool. What a target is made of is sensitive, declared or not."""
    named = dict.fromkeys(f"/{name.replace('.', '/')}" for text in spec.targets for name in _PLACE.findall(text))
    return Action(
        tenant=tenant, action_id=clock.new_id("act"), tool=spec.name, tool_version=spec.version,
        schema_hash=spec.schema_hash, effect=spec.effect, risk=spec.risk, arguments=arguments,
        targets=targets_of(spec.targets, arguments), provenance=provenance,
        sensitive=tuple(dict.fromkeys((*spec.sensitive, *named))), requester=requester, reason=reason,
        idempotency_key=key, case_id=case_id, run_id=run_id, step_id=step_id, hosts=spec.hosts,
        rollback=spec.rollback, most=Amounts(usd=spec.cost_usd, calls=1, seconds=spec.timeout_s),
        confidence=confidence,
    )  # fmt: skip


def client_key(tenant: str, principal_id: str, key: str) -> str:
    """The idempotency key of a client's own key: without the arguments, so that other ones under it are noticed."""
    body: dict[str, JSON] = {"tenant": tenant, "principal": principal_id, "key": key}
    return "act_" + sha256_hex(body)[:40]


def targets_of(templates: tuple[str, ...], arguments: Mapping[str, JSON]) -> tuple[str, ...]:
    """`deployment:{namespace}/{name}` with the arguments; a list gives one target an item. What is not there leaves a
    hole, which no guard lets through."""
    found = (target for template in templates for target in _filled(template, arguments))
    return tuple(dict.fromkeys(islice(found, _MOST_TARGETS)))


def origins(kind: ActorKind, claimed: Mapping[str, tuple[Origin, ...]], arguments: dict[str, JSON]) -> Origins:
    """Where every leaf came from. What a person says is an operator's word, what an agent says a model's; nobody but a
    person can claim a better source than that."""
    own = of_everything(arguments, _OWN[kind])
    if kind == "human":
        return own | {pointer: tuple(found) for pointer, found in claimed.items() if found}
    doubted = {pointer: tuple(one for one in found if one not in TRUSTED) for pointer, found in claimed.items()}
    return {pointer: (*own[pointer], *doubted.get(pointer, ())) for pointer in leaves(arguments)}


def _filled(template: str, arguments: Mapping[str, JSON]) -> Iterator[str]:
    parts = _PLACE.split(template)
    choices = [_texts(arguments, part) if place % 2 else [part] for place, part in enumerate(parts)]
    return ("".join(chosen) for chosen in product(*choices))


def _texts(arguments: Mapping[str, JSON], path: str) -> list[str]:
    value: object = arguments
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return [_text(item) for item in value] if isinstance(value, list) else [_text(value)]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""
