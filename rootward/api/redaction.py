"""Redaction over HTTP: what would be left of a text before it is stored. It is always on; nothing of this is kept."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import may
from rootward.api.answers import system as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.kit.redact import redact_text
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/redaction", tags=["administration"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("cases.read"))]


class Sample(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    text: str = Field(min_length=1, max_length=20_000)


@router.post("/try")
@answers(shape.Redacted)
async def try_redaction(sample: Sample, principal: Reader) -> dict[str, Any]:
    """A text as it would be stored, with each secret replaced by a word for what it was."""
    clean = redact_text(sample.text)
    return {"text": clean, "redacted": clean != sample.text}
