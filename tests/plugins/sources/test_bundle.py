"""A recorded incident, piece by piece."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import BadSyntax, NotFound
from rootward.kit import clock
from rootward.plugins.sources.bundle import is_bundle, pieces


def write(folder: Path, **files: list[Any]) -> Path:
    (folder / "bundle.json").write_text("{}")
    for name, lines in files.items():
        text = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
        (folder / f"{name.replace('_', '.')}.jsonl.xz").write_bytes(lzma.compress(text.encode()))
    return folder


def envelope(number: int) -> dict[str, Any]:
    return {"ingest_id": str(number), "event_type": "DeployFinished"}


def test_pieces_come_in_order_each_for_its_source(tmp_path: Path) -> None:
    alert = {"received_at": "2026-11-20T12:00:00Z", "body": {"version": "4", "alerts": []}}
    write(
        tmp_path,
        alerts=[alert],
        events=[envelope(n) for n in range(1500)],
        logs_otlp=[{"resourceLogs": []}],
        metrics_otlp=[{"resourceMetrics": []}],
        traces_otlp=[{"resourceSpans": [1]}, {"resourceSpans": [2]}],
    )
    found = list(pieces(tmp_path))
    assert [(piece.kind, piece.items) for piece in found] == [
        ("otlp.traces", 1), ("otlp.traces", 1), ("otlp.metrics", 1), ("otlp.logs", 1), ("envelope", 1000),
        ("envelope", 500), ("alertmanager", 1),
    ]  # fmt: skip
    assert json.loads(found[0].body) == {"resourceSpans": [1]}
    assert found[0].headers == {"content-type": "application/json"}
    assert [json.loads(line) for line in found[5].body.split(b"\n")] == [envelope(n) for n in range(1000, 1500)]
    assert json.loads(found[-1].body) == alert["body"]
    assert found[-1].received_at == clock.parse_ns("2026-11-20T12:00:00Z")


def test_what_was_not_recorded_is_not_there(tmp_path: Path) -> None:
    assert list(pieces(write(tmp_path))) == []
    assert is_bundle(tmp_path)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    assert not is_bundle(tmp_path)
    with pytest.raises(NotFound, match=r"no bundle\.json"):
        list(pieces(tmp_path))


def test_a_line_of_alerts_that_is_wrong_is_set_aside(tmp_path: Path) -> None:
    wrong = ["oops\n", {"received_at": "2026-11-20T12:00:00Z"}, {"received_at": "noon", "body": {}}, 7]
    found = list(pieces(write(tmp_path, alerts=[{"body": {}}, *wrong])))
    assert [(piece.body, [reject.field for reject in piece.rejects]) for piece in found] == [
        (b"{}", []), (b"", ["body"]), (b"", ["body"]), (b"", ["received_at"]), (b"", ["body"]),
    ]  # fmt: skip


def test_a_file_that_breaks_off_says_so_after_what_could_be_read(tmp_path: Path) -> None:
    write(tmp_path, traces_otlp=[{"resourceSpans": [n], "text": "x" * 300_000} for n in range(9)])
    file = tmp_path / "traces.otlp.jsonl.xz"
    file.write_bytes(file.read_bytes()[:-20])
    found = []
    with pytest.raises(BadSyntax, match="cut off"):
        for piece in pieces(tmp_path):
            found.append(piece.body)
    assert len(found) >= 8
