from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.agent_runs.frames import names_a_place

PLACES = (
    'Traceback (most recent call last):\n  File "/app/run.py", line 4, in <module>\nKeyError: 1',
    "TypeError: x is not a function\n    at summarize (/app/tool.js:12:20)",
    "java.lang.NullPointerException\n\tat com.acme.Tool.run(Tool.java:17)",
    "System.InvalidCastException: Specified cast is not valid.\n   at Shop.Run(String[] args) in /app/Run.cs:line 8",
    "panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()",
    "thread 'main' panicked at src/main.rs:4:5:\nindex out of bounds",
    "main.c:4:5: error: expected ';' before 'return'",
    "Program.cs(3,9): error CS0103: The name 'ordr' does not exist",
    "Illegal division by zero at run.pl line 3.",
    "Fatal error: Uncaught TypeError in /app/a.php:3",
    "input:3: attempt to index a nil value",
    "sh: 1: jqq: not found",
    'column "totl" does not exist\nLINE 1: SELECT totl FROM orders',
    "Expecting value: line 1 column 1 (char 0)",
    "Segmentation fault (core dumped)",
)
NO_PLACES = (
    "",
    "Order not found",
    "Connection to 10.0.0.7:5432 refused",
    "429 Too Many Requests: retry after 20 seconds",
    "Please be at the gate at 10:45:00",
    "The order has 3 lines, at most 2 are allowed",
    "https://api.internal:8443/v1/orders answered 503",
)


@pytest.mark.parametrize("text", PLACES)
def test_frames_and_positions_of_all_runtimes_are_places(text: str) -> None:
    assert names_a_place(text)


@pytest.mark.parametrize("text", NO_PLACES)
def test_addresses_times_and_counts_are_none(text: str) -> None:
    assert not names_a_place(text)


@given(st.text(max_size=200))
def test_any_text_can_be_asked(text: str) -> None:
    assert names_a_place(text) in (True, False)
