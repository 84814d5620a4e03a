"""Addresses that may be connected to: public ones, private ones where that is permitted, some never."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address as IPv4
from ipaddress import IPv6Address as IPv6

from rootward.errors import Misconfigured

__all__ = ["Private", "refusal"]

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "100.100.100.200/32", "168.63.129.16/32",
        "192.0.0.192/32", "192.88.99.0/24", "::/128", "fe80::/10", "ff00::/8", "fd00:ec2::/32", "fd20:ce::/32",
        "2001::/32", "64:ff9b:1::/48",
    )
)  # fmt: skip
"""This network, link-local (where clouds answer with credentials), multicast, reserved, the clouds' other addresses of
that kind, and what may lead anywhere: Teredo, relays of 6to4, a translation prefix of one's own (RFC 8215)."""

_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24",
        "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "::1/128", "fc00::/7", "fec0::/10",
        "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:db8::/32", "3fff::/20", "5f00::/16", "100::/64",
        "100:0:0:1::/64",
    )
)  # fmt: skip
_NAT64, _SIXTOFOUR = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16")
_TRANSLATED = ipaddress.ip_network("::ffff:0:0:0/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The first half of an interface id whose other half is the IPv4 address that is tunnelled to (RFC 5214)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Private:
    """Which private addresses may be reached: all of them, or those of named hosts and of networks."""

    everywhere: bool = False
    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @staticmethod
    def of(items: Iterable[str], *, everywhere: bool = False) -> Private:
        """From host names and networks (`prometheus.monitoring.svc`, `10.0.0.0/8`). Raises Misconfigured."""
        hosts, networks = set(), []
        for item in (text.strip().lower() for text in items):
            if "/" in item:
                try:
                    networks.append(ipaddress.ip_network(item, strict=False))
                except ValueError as error:
                    raise Misconfigured(f"{item!r} is not a network such as 10.0.0.0/8", value=item) from error
            elif item:
                hosts.add(item)
        return Private(everywhere=everywhere, hosts=frozenset(hosts), networks=tuple(networks))

    def permits(self, host: str, address: IPv4 | IPv6) -> bool:
        if self.everywhere or host.lower() in self.hosts or str(address) in self.hosts:
            return True
        return any(address.version == network.version and address in network for network in self.networks)


def refusal(host: str, address: str, private: Private) -> str:
    """Why `host` at `address` may not be connected to; '' when it may."""
    try:
        found = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return f"{address!r} is not an address"
    if _within(found, _NEVER):
        return f"{found} is an address that is never connected to (link-local, metadata, multicast or reserved)"
    if _within(found, _PRIVATE) and not private.permits(host, found):
        return f"{found} is a private address, and neither it nor {host} is permitted by ROOTWARD_EGRESS_PRIVATE"
    return ""


def _unwrapped(address: IPv4 | IPv6) -> IPv4 | IPv6:
    """The IPv4 address inside an IPv6 one that only carries it: mapped, translated, NAT64, 6to4 or ISATAP."""
    if isinstance(address, IPv4):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64 or address in _TRANSLATED or int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        return IPv4(int(address) & 0xFFFFFFFF)
    if address in _SIXTOFOUR:
        return IPv4(int(address) >> 80 & 0xFFFFFFFF)
    if int(address) >> 32 == 0 and int(address) > 1:  # the old form of an embedded address
        return IPv4(int(address))
    return address


def _within(address: IPv4 | IPv6, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
