"""Hosts: who is on a list, and who only looks like it."""

from __future__ import annotations

import pytest

from rootward.kit.hosts import Hosts, check_host

LISTED = Hosts.of(["api.example.com", "*.trusted.org", "10.0.0.5:8443", "http://plain.example", "[::1]:9000"])


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com", "https://API.example.com:443", "https://api.example.com.:443",
        "https://a.trusted.org", "https://a.b.trusted.org", "http://10.0.0.5:8443", "https://10.0.0.5:8443",
        "http://plain.example", "http://[::1]:9000",
    ],
)  # fmt: skip
def test_a_listed_host_is_permitted(url: str) -> None:
    assert LISTED.permits(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com", "https://api.example.com:8443", "https://api.example.com.evil.org",
        "https://evil-api.example.com", "https://trusted.org", "https://eviltrusted.org", "https://10.0.0.5",
        "https://plain.example", "http://[::2]:9000", "https://169.254.169.254",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_listed_host_is_not_permitted(url: str) -> None:
    assert not LISTED.permits(url)


def test_an_empty_list_permits_nobody() -> None:
    assert not Hosts().permits("https://api.example.com")


@pytest.mark.parametrize("text", ["*", "*.*", "", "a b", "ftp://x", "https://x/path", "x:99999999", "ex*mple.com"])
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a host"):
        check_host(text)
