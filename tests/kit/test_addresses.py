"""Which addresses may be connected to, in every spelling."""

from __future__ import annotations

import pytest

from rootward.errors import Misconfigured
from rootward.kit.addresses import Private, refusal

OPEN, SHUT = Private(everywhere=True), Private()
METADATA = ["169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fd00:ec2::254",
            "100.100.100.200", "168.63.129.16", "fe80::1%eth0", "::169.254.169.254", "0.0.0.0", "::", "224.0.0.1",
            "ff02::1", "255.255.255.255", "2001::1", "64:ff9b:1::a9fe:a9fe", "::ffff:0:169.254.169.254",
            "192.88.99.1", "2606:2800::5efe:169.254.169.254", "2606:2800::200:5efe:169.254.169.254"]  # fmt: skip
PRIVATE = ["127.0.0.1", "10.1.2.3", "172.20.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd12::1", "::ffff:10.0.0.1",
           "64:ff9b::a00:1", "2002:7f00:1::", "3fff::1", "5f00::1", "2001:2::1", "2001:20::1",
           "2606:2800::5efe:10.0.0.1"]  # fmt: skip


@pytest.mark.parametrize("address", METADATA)
def test_some_addresses_are_never_connected_to(address: str) -> None:
    assert "never" in refusal("h", address, OPEN)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_need_permission(address: str) -> None:
    assert "ROOTWARD_EGRESS_PRIVATE" in refusal("h", address, SHUT)
    assert refusal("h", address, OPEN) == ""


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses_are_open(address: str) -> None:
    assert refusal("h", address, SHUT) == ""


def test_permission_is_by_host_or_by_network() -> None:
    private = Private.of(["prometheus.monitoring.svc", "10.2.0.0/16", " "])
    assert refusal("prometheus.monitoring.svc", "10.9.9.9", private) == ""
    assert refusal("other", "10.2.3.4", private) == ""
    assert refusal("other", "10.3.3.4", private) != ""
    assert "never" in refusal("prometheus.monitoring.svc", "169.254.169.254", private)


def test_what_is_no_network_is_named() -> None:
    with pytest.raises(Misconfigured, match=r"10\.0\.0\.0/99"):
        Private.of(["10.0.0.0/99"])


def test_what_is_no_address_is_refused() -> None:
    assert "not an address" in refusal("h", "localhost", OPEN)
