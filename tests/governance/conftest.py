"""An action that everything allows, and what surrounds it: each test changes what it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rootward.governance.action import Action, Requester
from rootward.governance.policy import compiled
from rootward.governance.surroundings import Surroundings, ToolNow
from rootward.kit.canonical import JSON
from rootward.kit.provenance import of_everything
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.tools.schemas import fault_of
from tests.governance.house import house

__all__ = ["house"]

NOW = 1_764_500_000 * 10**9
HASH = "h" * 64
MAY = ("actions.request",)
SCHEMA: dict[str, JSON] = {
    "type": "object", "additionalProperties": False, "required": ["namespace", "name"],
    "properties": {
        "namespace": {"type": "string", "maxLength": 63}, "name": {"type": "string", "maxLength": 63},
        "replicas": {"type": "integer", "minimum": 0, "maximum": 50}, "note": {"type": "string"},
    },
}  # fmt: skip
ALLOW = {"id": "allow", "effect": "allow", "message": "all may"}


def pack(*rules: dict[str, Any], tools: dict[str, Any] | None = None, **guardrails: Any) -> Pack:
    policies = {"rules": list(rules), "tools": tools or {}}
    return load_body({"name": "p", "version": "1", "policies": policies, "guardrails": guardrails})


def act(arguments: dict[str, JSON] | None = None, **changed: Any) -> Action:
    """Ana restarts a deployment."""
    given: dict[str, JSON] = {"namespace": "shop", "name": "checkout"} if arguments is None else arguments
    who = Requester(id="ana", name="Ana", kind="human", role="sre_operator", auth="token:tok_1", permissions=MAY)
    whole: dict[str, Any] = {
        "tenant": "t", "action_id": "act_1", "tool": "kubernetes.restart", "tool_version": "1", "schema_hash": HASH,
        "effect": "idempotent", "risk": "medium", "arguments": given, "targets": ("deployment:shop/checkout",),
        "provenance": of_everything(given, "operator"), "sensitive": ("/namespace", "/name"), "requester": who,
        "reason": "it hangs", "idempotency_key": "act_k", "rollback": "kubernetes.undo",
    }  # fmt: skip
    return Action(**whole | changed)


def around(given: Pack | None = None, *, tool: dict[str, Any] | None = None, **changed: Any) -> Surroundings:
    """A tool that is on, somebody who may, and a policy that allows everything."""
    chosen = pack(ALLOW) if given is None else given
    there = replace(ToolNow(schema_hash=HASH, permission=MAY[0], fault=fault_of(SCHEMA), targeted=True), **tool or {})
    whole: dict[str, Any] = {
        "now": NOW, "policy": compiled(chosen), "guardrails": chosen.guardrails, "tool": there,
        "permissions": frozenset(MAY), "case": {"severity": "high", "kind": "incident"},
    }  # fmt: skip
    return Surroundings(**whole | changed)
