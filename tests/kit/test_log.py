"""Logs: structured, with what they are about, and without secrets."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from rootward.kit import log

SECRET = "ghp_" + "a1B2" * 9  # the shape of a GitHub token
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    before = list(logging.getLogger().handlers)
    with structlog.contextvars.bound_contextvars():
        yield io.StringIO()
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.getLogger().handlers = before


@pytest.fixture
def lines(stream: io.StringIO) -> Lines:
    log.configure("info", "json", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_an_event_with_facts_a_level_and_a_time(lines: Lines) -> None:
    structlog.get_logger().info("case.opened", case="case_1", events=3, tags=["a"], nothing=None)
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "case.opened", "level": "info", "case": "case_1", "events": 3, "tags": ["a"], "nothing": None
    }  # fmt: skip


def test_request_tenant_and_case_come_from_context(lines: Lines) -> None:
    log.bind(request="req_1", tenant="acme", case="case_1")
    structlog.get_logger().info("one")
    log.unbind("case")
    structlog.get_logger().info("two")
    first, second = lines()
    assert (first["request"], first["tenant"], first["case"]) == ("req_1", "acme", "case_1")
    assert (second["request"], second["tenant"], "case" in second) == ("req_1", "acme", False)


def test_ids_stay_and_secrets_go(lines: Lines) -> None:
    structlog.get_logger().info(
        "x", case="case_01h455vb4pex5vsknk084sn02q", api_key="whatever it is", text=f"said {SECRET}",
        deep={"headers": [{"Authorization": "Bearer abcdefgh12345678"}]},
    )  # fmt: skip
    (line,) = lines()
    assert line["case"] == "case_01h455vb4pex5vsknk084sn02q"
    assert line["text"] == "said [redacted:github_token]"
    assert "whatever" not in json.dumps(line)
    assert "abcdefgh12345678" not in json.dumps(line)


def test_a_thing_that_is_no_json_is_searched_as_its_text(lines: Lines) -> None:
    structlog.get_logger().info(
        "x", error=ValueError(f"token {SECRET}"), raw=SECRET.encode(), among=({"k": (SECRET,)},)
    )
    (line,) = lines()
    assert line["error"] == "token [redacted:github_token]"
    assert SECRET not in json.dumps(line)


def test_a_traceback_is_searched_too_and_shows_no_variables(lines: Lines) -> None:
    hidden = "correct horse battery"
    try:
        raise ValueError(f"bad {SECRET}")
    except ValueError:
        structlog.get_logger().error("x", exc_info=True)
    (line,) = lines()
    assert "ValueError: bad [redacted:github_token]" in line["exception"]
    assert hidden not in line["exception"]


def test_what_is_below_the_level_is_not_written(stream: io.StringIO) -> None:
    log.configure("warning", "json", stream)
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud")
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["loud"]


def test_auto_is_json_unless_somebody_watches(stream: io.StringIO) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    log.configure("info", "auto", stream)
    structlog.get_logger().info("x")
    assert json.loads(stream.getvalue())["event"] == "x"
    watched = Terminal()
    log.configure("info", "auto", watched)
    structlog.get_logger().info("x", api_key=SECRET)
    assert not watched.getvalue().startswith("{")
    assert SECRET not in watched.getvalue()


def test_text_in_a_file_has_no_colours(stream: io.StringIO) -> None:
    log.configure("info", "text", stream)
    structlog.get_logger().error("x", n=1)
    assert "\x1b" not in stream.getvalue()
    assert "n=1" in stream.getvalue()


def test_what_libraries_warn_of_takes_the_same_way_once(stream: io.StringIO) -> None:
    log.configure("info", "json", stream)
    log.configure("info", "json", stream)
    logging.getLogger("some.library").info("too small to mention")
    try:
        raise OSError("down")
    except OSError:
        logging.getLogger("some.library").exception("sent %s", SECRET)
    (line,) = [json.loads(text) for text in stream.getvalue().splitlines()]
    assert (line["event"], line["level"], line["logger"]) == ("library", "error", "some.library")
    assert line["text"] == "sent [redacted:github_token]"
    assert line["exception"].endswith("OSError: down")
