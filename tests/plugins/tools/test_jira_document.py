"""Text as an Atlassian document: whatever the text is, the document is one that Jira takes."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rootward.plugins.tools.jira_document import document


def test_paragraphs_lines_and_code_are_kept_apart() -> None:
    made = document("one\ntwo\n\nthree\n```sql\nselect 1\n\nfrom x\n```\nfour")
    assert [item["type"] for item in made["content"]] == ["paragraph", "paragraph", "codeBlock", "paragraph"]  # type: ignore[index, union-attr, call-overload]
    assert made["content"][2]["content"][0]["text"] == "select 1\n\nfrom x"  # type: ignore[index, call-overload]


def test_nothing_is_an_empty_paragraph() -> None:
    assert document("") == {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": []}]}


@given(st.text(alphabet="ab`\n -<>&\u00e9"))
def test_no_node_of_text_is_empty_and_no_word_is_lost(text: str) -> None:
    made: Any = document(text)
    nodes = [leaf for block in made["content"] for leaf in block["content"] if leaf["type"] == "text"]
    assert all(leaf["text"] for leaf in nodes)
    kept = "".join(leaf["text"] for leaf in nodes)
    assert [c for c in text if c in "<>&\u00e9"] == [c for c in kept if c in "<>&\u00e9"]
