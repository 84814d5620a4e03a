"""Templates of log lines."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rootward.events.templates import HOLE, render, similar, template_id, template_of

_PIECES = st.sampled_from(
    ["<*>", "<", "*>", "*", '"', "'", "=", ":", " ", "a", "status=500", "user=bob", '"k":"v"', "12.5ms", "\x00", "é9",
     "10.0.0.1:80", "deadbeef", "a@b.co", "2026-01-02 03:04:05", "HTTP/1.1 404"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join)))
@example('"a<*>":"b"')
@example("x" * 1999 + "<*>" + "9" * 50)
def test_a_line_is_made_again_from_its_template_and_variables(body: str) -> None:
    text, variables = template_of(body)
    assert render(text, variables) == body
    assert text.count(HOLE) == len(variables)
    assert "\x00" not in text


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.uuids(), st.ip_addresses(v=4))
def test_lines_that_differ_in_values_have_one_template(a: int, b: int, identifier: object, address: object) -> None:
    line = "order {} for {} from {}:{} took {}ms path=/orders/{}"
    first = template_of(line.format(a, identifier, address, 80, b, a))[0]
    assert first == template_of(line.format(7, "550e8400-e29b-41d4-a716-446655440000", "10.0.0.1", 1, 0, "x"))[0]
    assert first == "order <*> for <*> from <*>:<*> took <*> path=<*>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("connection to 10.0.0.12:5432 refused after 12.5ms", "connection to <*>:<*> refused after <*>"),
        ('relation "orders_v2" does not exist', "relation <*> does not exist"),
        ("commit 3a58428 deadbeefcafe of api-7d9f8b-x2x1z", "commit <*> <*> of <*>"),
        ("2026-11-20T12:00:00.123Z started in 0x1f", "<*> started in <*>"),
        ("user jane.doe@example.com came from fe80::1:2", "user <*> came from <*>"),
        ("GET /api/orders/1234/items?page=x", "GET /api/orders/<*>/items?page=<*>"),
        ('{"level":"error","msg":"no route","id":7}', '{"level":"error","msg":"no route","id":<*>}'),
        ("Foo.java:123 OutOfMemoryError: Java heap space", "Foo.java:<*> OutOfMemoryError: Java heap space"),
    ],
)
def test_values_are_masked_and_words_stay(body: str, text: str) -> None:
    assert template_of(body)[0] == text


def test_an_http_status_tells_lines_apart() -> None:
    texts = {template_of(f"GET /x status={status}")[0] for status in (200, 404, 503)}
    assert len(texts) == 3
    assert template_of("status=5000")[0] == "status=<*>"
    for body in ("payments answered 429: slow down", "HTTP 429", "HTTP/1.1 429", "429 Too Many Requests"):
        assert template_of(body)[0] == body
    assert template_of("returned 4290 rows, 429 of them new")[0] == "returned <*> rows, <*> of them new"
    assert template_of("reason=timeout user=bob")[0] == "reason=timeout user=<*>"


def test_what_follows_in_a_long_body_is_one_variable() -> None:
    body = "failed\n" + "x 1\n" * 5_000
    text, variables = template_of(body)
    assert len(text) < 3_000
    assert render(text, variables) == body


def test_a_template_id_is_the_same_in_another_process() -> None:
    code = "from rootward.events.templates import template_id; print(template_id('a <*>'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == template_id("a <*>")


def test_many_templates_that_differ_in_one_word_are_read_as_one() -> None:
    names = ["".join(chr(97 + int(digit)) for digit in str(number)) for number in range(100, 130)]
    texts = {f"t{name}": f"user {name} logged in" for name in names} | {
        "x": "user table dropped",
        "y": "user table kept",
    }
    merged = similar(texts)
    assert {merged[f"t{name}"] for name in names} == {(f"t{min(names)}", "user <*> logged in")}
    assert merged["x"] == ("x", "user table dropped")
    assert similar(dict(reversed(texts.items()))) == merged
