"""Internet addresses: which are any, and which belong to a device out in the world."""

from __future__ import annotations

import ipaddress
from typing import Final

from kochava_lint.expression import expression
from kochava_lint.memory import remembered

__all__ = ["PUBLIC_IPV4", "SURELY_PUBLIC", "is_address", "non_public_kind"]

_OCTET = r"(?:1[0-9][0-9]|2[0-4][0-9]|25[0-5]|[1-9]?[0-9])"
# Nearly every address that a payload holds is of this form, and this answers for it without building an object.
PUBLIC_IPV4: Final = (
    r"(?!0\.|1(?:0\.|27\.|69\.254\.|92\.168\.|72\.(?:1[6-9]|2[0-9]|3[01])\."
    r"|00\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.)|2(?:2[4-9]|[34][0-9]|5[0-5])\.)"
    rf"{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}"
)
"""The pattern of IPv4 addresses that a device on the internet may have."""
_IS_PUBLIC_IPV4 = expression(PUBLIC_IPV4)
_SURELY_PUBLIC = (
    r"([1-9]|1[1-9]|[2-9][0-9]|10[1-9]|11[0-9]|12[0-68-9]|1[3-5][0-9]|16[0-8]|17[013-9]|18[0-9]|19[013-9]|2[01][0-9]"
    rf"|22[0-3])\.{_OCTET}|192\.([0-9]|[1-9][0-9]|1[0-57-9][0-9]|16[0-79]|2[0-4][0-9]|25[0-5])"
)
_GROUP = "[0-9a-fA-F]{1,4}"
SURELY_PUBLIC: Final = {
    "anyOf": [
        {"pattern": rf"^({_SURELY_PUBLIC})\.{_OCTET}\.{_OCTET}$"},
        {"pattern": rf"^[23][0-9a-fA-F]{{3}}((:{_GROUP}){{7}}|(:{_GROUP}){{0,2}}::({_GROUP}(:{_GROUP}){{0,3}})?)$"},
    ]
}
"""The schema of ordinary addresses that surely are public: whatever comes from anywhere in these ranges is."""

# The documentation ranges are left out on purpose: they stand for public addresses in tests and samples.
_NON_PUBLIC = [
    (ipaddress.ip_network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "an address of a carrier's inner network (CGNAT)"),
        ("127.0.0.0/8", "a loopback address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.168.0.0/16", "a private address"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
        ("::/128", "an unspecified address"),
        ("::1/128", "a loopback address"),
        ("fc00::/7", "a unique-local address"),
        ("fe80::/10", "a link-local address"),
        ("ff00::/8", "a multicast address"),
    )
]


def is_address(text: str) -> bool:
    """Whether *text* is an IPv4 or IPv6 address, and nothing beside it."""
    return _IS_PUBLIC_IPV4.fullmatch(text) is not None or _parse(text) is not None


def non_public_kind(text: str) -> str | None:
    """Say what kind of address *text* is where no device on the internet can have it; else None."""
    if _IS_PUBLIC_IPV4.fullmatch(text) is not None:
        return None
    address = _parse(text)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return next((kind for network, kind in _NON_PUBLIC if address is not None and address in network), None)


@remembered
def _parse(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if "%" in text:  # Python reads the zone of a link-local address, which means nothing elsewhere
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
