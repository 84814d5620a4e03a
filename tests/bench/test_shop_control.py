"""The shop's control desk repairs the running shop, each repair once for its key."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.shop.changes import ChangeLog
from bench.shop.control import Desk, Repairs
from bench.shop.fleet import Fleet, Rollout
from bench.shop.site import read_settings
from bench.shop.tokens import expiry

Answer = tuple[int, dict[str, Any]]


class Shop:
    """The running shop and the way to its desk."""

    def __init__(self, fleet: Fleet, changes: ChangeLog, url: str) -> None:
        self.fleet, self.changes, self.url = fleet, changes, url

    def post(self, path: str, body: object = None, key: str = "") -> Answer:
        request = urllib.request.Request(self.url + path, json.dumps(body or {}).encode(), method="POST")
        if key:
            request.add_header("Idempotency-Key", key)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def pool_size(self) -> float:
        settings = read_settings(self.fleet.work / "deploy" / "orders.toml")
        return settings.section("database").number("pool_size")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One for all tests of the module: it takes seconds to come up."""
    work = tmp_path_factory.mktemp("shop")
    changes = ChangeLog(work / "events.jsonl")
    with (
        Fleet(work, changes, sample=0.0, seed=3, credentials={}) as fleet,
        Desk(Repairs(fleet, lambda: {"200": 5}, work / "repairs.json")) as desk,
    ):
        yield Shop(fleet, changes, desk.url)


def test_the_state_says_what_runs_and_how_customers_are_answered(shop: Shop) -> None:
    with urllib.request.urlopen(f"{shop.url}/state", timeout=10) as response:
        state = json.load(response)
    assert state["answered"] == {"200": 5}
    assert state["services"]["orders"]["version"] == read_settings(shop.fleet.work / "deploy" / "orders.toml").text(
        "version"
    )


def test_a_restart_brings_another_process_and_the_same_key_no_third(shop: Shop) -> None:
    before = shop.fleet.instances()["web"]
    status, answer = shop.post("/services/web/restart", key="k-restart")
    assert (status, answer["instance"]) == (200, shop.fleet.instances()["web"]["instance"])
    assert shop.fleet.instances()["web"]["pid"] != before["pid"]
    assert shop.post("/services/web/restart", key="k-restart") == (200, {**answer, "repeated": True})
    assert shop.fleet.instances()["web"]["instance"] == answer["instance"]


def test_a_key_is_for_one_repair_only(shop: Shop) -> None:
    shop.post("/services/web/restart", key="k-once")
    status, answer = shop.post("/services/auth/restart", key="k-once")
    assert status == 409 and "k-once" in answer["error"]


def test_a_bad_release_is_rolled_back_as_a_new_release(shop: Shop) -> None:
    size = shop.pool_size()
    bad = Rollout(service="orders", replace=(("pool_size = 20", "pool_size = 2"),), author="x", message="fewer")
    shop.fleet.roll_out(bad)
    assert shop.pool_size() == 2
    status, plan = shop.post("/services/orders/rollback?dry_run=true")
    assert status == 200 and "+pool_size = 20" in plan["would"] and shop.pool_size() == 2
    status, answer = shop.post("/services/orders/rollback", key="k-back")
    assert (status, answer["did"], shop.pool_size()) == (200, plan["would"], size)
    assert shop.post("/services/orders/rollback", key="k-again")[0] == 409
    assert [event["payload"]["changed_keys"] for event in shop.changes.of_type("DeployFinished")] == [  # type: ignore[index]
        ["pool_size"], ["pool_size"],
    ]  # fmt: skip


def test_a_setting_that_is_none_changes_nothing(shop: Shop) -> None:
    status, answer = shop.post("/services/orders/setting", {"key": "pool_size", "value": "many"}, key="k-a")
    assert status == 422 and "many" in answer["error"]
    status, answer = shop.post("/services/orders/setting", {"key": "colour", "value": 3}, key="k-b")
    assert status == 422 and "colour" in answer["error"]


def test_a_new_credential_lasts(shop: Shop) -> None:
    path: Path = shop.fleet.work / "credentials" / "orders"
    before = expiry(path.read_text())
    assert shop.post("/services/orders/credential", key="k-credential")[0] == 200
    assert expiry(path.read_text()) > before


def test_a_repair_needs_a_key_and_a_service_that_is_there(shop: Shop) -> None:
    assert shop.post("/services/web/restart")[0] == 400
    assert shop.post("/services/nobody/restart", key="k-n")[0] == 404
    assert shop.post("/services/web/explode", key="k-e")[0] == 404
