"""Faults of what tells the device: its address, its user agent, and its `device_ver`."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote_plus

from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.faults.operator import APPLE_14, IDS, PHONE, WITH_DEVICE, Base, Operator, adid, idfv, sets

__all__ = ["AGENT", "MAC", "OPERATORS"]

AGENT: Final = "data/device_ua"
_VERSION: Final = "data/device_ver"
_ADDRESS: Final = "data/origination_ip"
_IPHONE: Final = quote(
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
)
_IPAD: Final = quote("Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)")
MAC: Final = quote("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)")
_REDUCED: Final = quote("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)")

_BY_AGENT: Final = Base(platforms=("ios", "ipados", "android"), told="ua")
_IPHONE_BY_BOTH: Final = Base(platforms=("ios",), least=(17, 4), allowed=False).with_given(
    {_VERSION: "iPhone14,5-iOS-17.4", AGENT: _IPHONE}
)
_IDENTIFIED: Final = Base(platforms=("android",), allowed=True).with_given({f"{IDS}/adid": adid})


def _raw(before: str, _: Choices) -> str:
    return unquote_plus(before)


def _again(before: str, _: Choices) -> str:
    return quote(quote(unquote_plus(before)))


OPERATORS: Final[tuple[Operator, ...]] = (
    sets("invalid-ip", "number", WITH_DEVICE, _ADDRESS, "198.51.100.777", "203.0.113"),
    sets("invalid-ip", "list", WITH_DEVICE, _ADDRESS, "203.0.113.7, 198.51.100.9"),
    sets("invalid-ip", "port", WITH_DEVICE, _ADDRESS, "203.0.113.7:443", "[2001:db8::7]"),
    sets("invalid-ip", "name", WITH_DEVICE, _ADDRESS, "host.example"),
    sets("non-public-ip", "private", WITH_DEVICE, _ADDRESS, "10.0.3.17", "192.168.1.4", "172.16.0.9", "fd12:3456::1"),
    sets("non-public-ip", "own", WITH_DEVICE, _ADDRESS, "127.0.0.1", "::1", "0.0.0.0"),  # noqa: S104 - nothing is bound
    sets("non-public-ip", "carrier", WITH_DEVICE, _ADDRESS, "100.64.3.9", "::ffff:10.0.3.17", "169.254.7.7"),
    sets("user-agent-not-url-encoded", "raw", _BY_AGENT, AGENT, _raw),
    sets("user-agent-double-encoded", "twice", PHONE, AGENT, _again),
    sets(
        "user-agent-broken-encoding",
        "stray",
        _BY_AGENT,
        AGENT,
        lambda before, _: f"{before}%",
        lambda before, _: f"{before}%zz",
    ),
    sets("user-agent-broken-encoding", "latin-1", _BY_AGENT, AGENT, lambda before, _: f"{before}%E9"),
    sets(
        "server-user-agent",
        "library",
        WITH_DEVICE._replace(told="ver"),
        AGENT,
        "python-requests/2.32.3",
        "axios%2F1.7.2",
        "Go-http-client/2.0",
        "curl/8.5.0",
        "Java/17.0.2",
        "GuzzleHttp%2F7",
    ),
    sets(
        "unparseable-os-version", "user-agent", _IDENTIFIED._replace(told="ua"), AGENT, "okhttp/4.12.0", "Shop/3.2", ""
    ),
    sets(
        "unparseable-os-version",
        "bare-version",
        _IDENTIFIED._replace(told="ver"),
        _VERSION,
        "14",
        "Pixel 8",
    ),
    sets("malformed-device-ver", "bare", PHONE, _VERSION, "14.4", "17"),
    sets("malformed-device-ver", "model", PHONE, _VERSION, "iPhone 14", "SM-G960F", "iOS-17.4"),
    sets("conflicting-os", "platform", _IPHONE_BY_BOTH, _VERSION, "Pixel 8-Android-14"),
    sets("conflicting-os", "version", _IPHONE_BY_BOTH, _VERSION, "iPhone14,5-iOS-16.2", "iPhone14,5-iOS-18.0"),
    sets(
        "ambiguous-apple-user-agent",
        "mac",
        APPLE_14.with_given({_VERSION: "", AGENT: _IPAD, f"{IDS}/idfv": idfv}),
        AGENT,
        MAC,
    ),
    sets("reduced-user-agent", "chrome", _IDENTIFIED._replace(told="ua"), AGENT, _REDUCED),
)
