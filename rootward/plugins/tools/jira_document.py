"""Text as an Atlassian document: paragraphs, line breaks, blocks of code between fences."""

from __future__ import annotations

import re

from rootward.kit.canonical import JSON

__all__ = ["document"]

_FENCE = re.compile(r"^```[a-z0-9]*\n(.*?)\n?^```\s*$", re.MULTILINE | re.DOTALL)


def document(text: str) -> dict[str, JSON]:
    """ADF, version 1 (developer.atlassian.com, Atlassian Document Format). An empty text is one empty paragraph."""
    content: list[JSON] = []
    for place, part in enumerate(_FENCE.split(text)):
        if place % 2:
            content.append({"type": "codeBlock", "content": _texts(part)})
        else:
            content += [_paragraph(one) for one in re.split(r"\n\s*\n", part.strip("\n")) if one.strip()]
    return {"type": "doc", "version": 1, "content": content or [{"type": "paragraph", "content": []}]}


def _paragraph(text: str) -> JSON:
    content: list[JSON] = []
    for line in text.strip("\n").split("\n"):
        content += [{"type": "hardBreak"}] if content else []
        content += _texts(line)
    return {"type": "paragraph", "content": content}


def _texts(text: str) -> list[JSON]:
    """A node of text must not be empty."""
    return [{"type": "text", "text": text}] if text else []
