"""Tables: records that share words."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.chunks import HOUR, LOGS, read_chunks, write_chunks
from rootward.events.log_counts import RECORD
from rootward.events.tables import Shape, decode_tables, encode_tables, merge_tables
from rootward.kit.db import Connection

_LINES = st.lists(
    st.tuples(st.integers(0, 3 * HOUR), st.sampled_from(["a", "b", "é"]), st.integers(0, 2)), max_size=40
)  # fmt: skip
Lines = list[tuple[int, str, int]]


def _encoded(lines: Lines, seq: int) -> list[object]:
    shapes: dict[Shape, int] = {}
    shape = [shapes.setdefault((word, number), len(shapes)) for _, word, number in lines]
    records = np.empty(len(lines), RECORD)
    records["ts"] = [ts for ts, _, _ in lines]
    seqs = np.full(len(lines), seq, np.int64)
    return [*encode_tables(LOGS, tuple(shapes), np.array(shape, np.int32), seqs, records)]


def _decoded(chunks: list[object]) -> list[tuple[int, str, int, int]]:
    table = decode_tables(chunks, RECORD)  # type: ignore[arg-type]
    words = [table.shapes[place] for place in table.shape.tolist()]
    times, seqs = table.records["ts"].tolist(), table.seq.tolist()
    return sorted((ts, str(word), int(number), seq) for ts, (word, number), seq in zip(times, words, seqs, strict=True))


@given(st.lists(_LINES, max_size=4))
def test_records_keep_their_words_and_seqs_through_any_number_of_chunks(writes: list[Lines]) -> None:
    chunks = [one for seq, lines in enumerate(writes, 1) for one in _encoded(lines, seq)]
    assert _decoded(chunks) == sorted((*line, seq) for seq, lines in enumerate(writes, 1) for line in lines)


def test_merging_keeps_every_record_and_stops_when_chunks_are_few(connection: Connection) -> None:
    writes: list[Lines] = [[(seq, "a", 1), (HOUR + seq, "b", 2)] for seq in range(5)]
    for seq, lines in enumerate(writes):
        write_chunks(connection, "t", _encoded(lines, seq))  # type: ignore[arg-type]
    before = _decoded([*read_chunks(connection, "t", start=0, end=2 * HOUR, as_of=9, series_ids=[LOGS])])
    assert merge_tables(connection, "t", LOGS, RECORD, before=3) == 3
    assert merge_tables(connection, "t", LOGS, RECORD, before=2 * HOUR) == 3
    assert merge_tables(connection, "t", LOGS, RECORD, before=2 * HOUR) == 5
    assert merge_tables(connection, "t", LOGS, RECORD, before=2 * HOUR) == 0
    chunks = read_chunks(connection, "t", start=0, end=2 * HOUR, as_of=9, series_ids=[LOGS])
    assert [(one.points, one.min_seq, one.max_seq) for one in chunks] == [(5, 0, 4), (5, 0, 4)]
    assert _decoded([*chunks]) == before
