"""Which report a person means: a case's newest, or the one that is named."""

from __future__ import annotations

from rootward.cli.client import Client
from rootward.cli.exit import Quit

__all__ = ["report_id_of"]


async def report_id_of(client: Client, ref: str) -> str:
    """Raises Quit when the case has no report yet, or nothing has that id."""
    if ref.startswith(("rep_", "inv_")):
        return ref
    case = await client.get(f"/api/v1/cases/{ref}")
    if not case["report_id"]:
        raise Quit(3, f"{case['number']} has no report yet", hint=f"rootward investigate {case['number']}")
    return str(case["report_id"])
