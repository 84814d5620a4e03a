"""Which services a workload is told to call."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.kubernetes.addresses import addresses, routes
from rootward.causality.kubernetes.snapshot import Snapshot
from rootward.causality.kubernetes.view import View
from tests.causality.kubernetes.cluster import container, thing, workload


def told(**env: str) -> list[tuple[str, int | None, str, bool]]:
    made = container(env=[{"name": name, "value": value} for name, value in env.items()])
    view = View(Snapshot([workload(containers=[made])]))
    found = [address for item in view.workloads.values() for address in addresses(item)]
    return [(address.host, address.port, address.namespace, address.in_cluster) for address in found]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("api:9000", ("api", 9000, "shop", True)), ("http://api/x", ("api", None, "shop", True)),
        ("jdbc:mysql://store:3306/db", ("store", 3306, "shop", True)),
        ("amqp://user:word@queue:5672", ("queue", 5672, "shop", True)),
        ("api.other.svc.cluster.local:80", ("api", 80, "other", True)),
        ("https://example.org/x", ("example.org", None, "shop", False)),
    ],
)  # fmt: skip
def test_an_address_is_host_port_and_namespace(value: str, expected: tuple[str, int | None, str, bool]) -> None:
    assert told(TARGET_URL=value) == [expected]


def test_a_bare_name_is_an_address_only_under_a_name_that_says_so() -> None:
    assert told(STORE_HOST="store", STORE_PORT="3307") == [("store", 3307, "shop", True)]
    assert told(LOG_LEVEL="debug", MODE="production", STORE_PORT="3307") == []


def test_routes_of_an_unrelated_config_map_are_nobodys() -> None:
    view = View(Snapshot([thing("ConfigMap", "notes", data={"readme": "see http://api:9000"})]))
    assert list(routes(view)) == []


@given(st.dictionaries(st.text(min_size=1, max_size=10), st.text(max_size=30), max_size=4))
def test_any_variables_are_read_without_an_error(env: dict[str, str]) -> None:
    assert isinstance(told(**env), list)
