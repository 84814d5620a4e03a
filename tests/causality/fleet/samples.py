"""Facts of runs, in few words."""

from __future__ import annotations

from typing import Any

from rootward.runs.facts import RunFacts


def fact(n: int, status: str = "success", version: str = "1", **given: Any) -> RunFacts:
    """Run number n, which began in the n-th second and took n milliseconds."""
    said: dict[str, Any] = {
        "run_id": f"r{n:04}", "revision": 1, "origin": "sent", "agent_name": "a", "agent_version": version,
        "prompt_hash": None, "model": "", "environment": "prod", "status": status,
        "started_at": (n + 1) * 10**9, "ended_at": (n + 1) * 10**9 + n * 10**6, "created_at": (n + 1) * 10**9,
        "tokens": 10, "cost_usd": 0.5, "signature": "pay · Timeout" if status == "failure" else None, "shape": "s1",
        "error_type": None, "error_message": None,
    }  # fmt: skip
    return RunFacts(**said | given)
