"""`rootward sources`: servers that are asked where they are, embedded and against a server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Shell


def test_a_server_is_added_listed_tried_and_removed(shell: Shell, outside: Any) -> None:
    added = shell.json("sources", "add", "prometheus", "--url", outside.url, "--name", "main", "--token-env", "PROM",
                  "--label", "service=team_app", "--select", 'cluster="eu"', "--scrape", "30s")  # fmt: skip
    assert added["token"] == "env:PROM" and added["labels"] == {"service": ["team_app"]}
    assert "env:PROM" in shell.done("sources", "list")
    tried = shell("sources", "test", "main")
    assert tried.code == 9 and "ROOTWARD_SECRET_PROM" in tried.out + tried.err
    shell.done("sources", "add", "prometheus", "--url", outside.url, "--name", "main")
    outside.answer = lambda *_: (200, {}, b'{"status":"success","data":["up"]}')
    assert "1 metrics in the last hour" in shell.done("sources", "test", "main")
    shell.done("sources", "remove", "main")
    assert shell.json("sources", "list")["items"] == []


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("add", "carrier-pigeon", "--url", "http://a"), 2, "prometheus, kubernetes"),
        (("add", "prometheus", "--url", "ftp://a"), 2, "url"),
        (("add", "prometheus", "--url", "http://a", "--header", "X"), 2, "NAME=VALUE"),
        (("add", "prometheus", "--url", "http://a", "--token-env", "lower"), 2, "reference"),
        (("test", "nothing"), 3, "no connection"),
        (("remove", "nothing"), 3, "no connection"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(shell: Shell, words: tuple[str, ...], code: int, told: str) -> None:
    shell("sources", *words).refused(code, told)


def test_a_variable_may_be_named_with_its_beginning(shell: Shell) -> None:
    added = shell.json("sources", "add", "prometheus", "--url", "http://a", "--token-env", "ROOTWARD_SECRET_PROM")
    assert added["token"] == "env:PROM"
