"""Redaction can be tried: the answer has no secret, and neither has anything else afterwards."""

from __future__ import annotations

from tests.api.conftest import Open, problem


async def test_a_secret_is_replaced_and_kept_nowhere(opened: Open) -> None:
    async with opened() as face:
        tried = await face.post("/api/v1/redaction/try", {"text": "retry with password=hunter2hunter2 now"})
        assert tried["redacted"] and "hunter2" not in tried["text"] and tried["text"].startswith("retry with")
        plain = await face.post("/api/v1/redaction/try", {"text": "nothing here"})
        assert plain == {"text": "nothing here", "redacted": False}
        problem(await face.http.post("/api/v1/redaction/try", json={"text": ""}), 422)
        assert all("hunter2" not in str(entry) for entry in await face.audited(""))
