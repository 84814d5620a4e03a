"""Files of records: lines, arrays and documents, in bounded memory, with what is wrong set aside."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import lzma
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.errors import BadSyntax, TooLarge
from rootward.events.stream import Record, Records

objects = st.dictionaries(
    st.text(max_size=6), st.text(max_size=30) | st.integers() | st.lists(st.booleans()), max_size=4
)


def read(data: bytes, limit: int = 1_000_000) -> tuple[str, list[Record]]:
    records = Records(io.BytesIO(data), limit=limit)
    return records.shape, list(records)


@settings(deadline=None)
@given(st.lists(objects, min_size=1, max_size=6), st.sampled_from([None, 2]), st.booleans())
def test_an_array_is_taken_apart_as_it_stands(values: list[object], indent: int | None, ascii_only: bool) -> None:
    data = json.dumps(values, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    shape, found = read(data)
    assert shape == "array"
    assert [json.loads(record.raw) for record in found] == values
    assert [record.index for record in found] == list(range(len(values)))


@settings(deadline=None)
@given(st.lists(objects, min_size=2, max_size=6), st.sampled_from([b"\n", b"\r\n", b"\n\n \n"]))
def test_lines_are_read_one_by_one(values: list[object], end: bytes) -> None:
    data = end.join(json.dumps(value).encode() for value in values)
    for packed in (data, gzip.compress(data), lzma.compress(data), b"\xef\xbb\xbf" + data):
        shape, found = read(packed)
        assert shape == "lines"
        assert [json.loads(record.raw) for record in found] == values


def test_one_document_may_span_lines() -> None:
    data = json.dumps({"a": [1, {"b": 2}]}, indent=2).encode()
    assert read(data) == ("document", [Record(index=0, raw=data)])


def test_binary_data_is_one_document() -> None:
    data = b"\x0a\x10\x00\x01\n" + bytes(range(64))
    assert read(data) == ("document", [Record(index=0, raw=data)])


@pytest.mark.parametrize("data", [b"", b"\n \n", b"[]", b" [ ] "])
def test_an_empty_file_has_no_records(data: bytes) -> None:
    assert read(data)[1] == []


def test_a_line_that_is_too_long_is_set_aside_and_the_next_one_read() -> None:
    long = b'{"a":"' + b"x" * 700_000 + b'"}'
    _, found = read(b'{"n":1}\n' + long + b'\n{"n":2}\n', limit=300_000)
    assert [record.raw for record in found if record.reject is None] == [b'{"n":1}', b'{"n":2}']
    wrong = next(record.reject for record in found if record.reject)
    assert (wrong.code, wrong.index, len(wrong.raw)) == ("too_large", 1, 64 * 1024)


def test_an_array_that_breaks_gives_what_came_before() -> None:
    for broken in (b'[{"n":1}, {"n":2}, {"n" 3}, {"n":4}]', b'[{"n":1},{"n":2},{"n":', b'[{"n":1},{"n":2}'):
        _, found = read(broken)
        assert json.loads(found[0].raw) == {"n": 1}
        assert found[-1].reject is not None
        assert found[-1].reject.code == "bad_syntax"


def test_an_array_is_read_across_blocks() -> None:
    values = [{"n": n, "text": "é" * 4000} for n in range(300)]
    _, found = read(json.dumps(values, ensure_ascii=False).encode())
    assert [json.loads(record.raw) for record in found] == values


def test_a_document_has_a_limit() -> None:
    with pytest.raises(TooLarge, match="more than 1000 bytes"):
        read(b'{\n"a": "' + b"x" * 2000 + b'"}', limit=1000)


@pytest.mark.parametrize("shape", ["lines", "array"])
def test_a_large_file_takes_little_memory(shape: str) -> None:
    line = json.dumps({"text": "x" * 990}).encode()
    plain = b"[" + b",".join([line] * 40_000) + b"]" if shape == "array" else b"\n".join([line] * 40_000)
    packed = lzma.compress(plain, preset=0)
    del plain
    tracemalloc.start()
    try:
        records = Records(io.BytesIO(packed), limit=1_000_000)
        count = sum(1 for _ in records)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 40_000
    assert records.done == len(packed)
    assert peak < 16_000_000


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_set_aside(data: bytes) -> None:
    for start in (b"", b"[", b"{\n", b"x\n"):
        with contextlib.suppress(TooLarge, BadSyntax):  # a document above the limit, a broken gzip file
            for record in Records(io.BytesIO(start + data), limit=100):
                assert record.raw or record.reject
