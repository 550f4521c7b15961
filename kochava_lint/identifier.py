"""
Device identifiers: which Kochava knows by name, what they look like, and which could identify a device at all.

Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
Source: https://support.kochava.com/reference-information/over-the-top-tv-and-connected-tv/
"""

from __future__ import annotations

from typing import Final

from kochava_lint.expression import expression
from kochava_lint.placeholder import is_placeholder

__all__ = [
    "DEVICE_KEYS",
    "IDENTIFIER_KEYS",
    "NO_ZEROS",
    "SURELY_USABLE",
    "UUID_KEYS",
    "UUID_OR_NOTHING",
    "is_android_id",
    "is_hash",
    "is_test",
    "is_usable",
    "is_uuid",
    "is_zero",
]

UUID_KEYS: Final = ("idfa", "idfv", "adid", "asid", "rida", "fire_adid")
"""Identifiers that are UUIDs wherever they come from."""

IDENTIFIER_KEYS: Final = frozenset(
    {*UUID_KEYS, "android_id", "custom", "device_id", "udid", "openudid", "lgudid", "oaid", "odin", "imei", "mac"}
    | {"UDID", "LGUDID"}  # so the page on television writes them
)
"""The names of identifiers that Kochava's pages, its SDK or its integrations use."""

DEVICE_KEYS: Final = frozenset({*UUID_KEYS, "android_id", "udid", "openudid", "lgudid", "UDID", "LGUDID", "oaid"})
"""The names of identifiers that are one device's, or one app's on it."""

TEST_PREFIX: Final = "kochava-test-"
"""How an identifier begins that is made up on purpose, and never a finding."""

_UUID = expression(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_HASH_LENGTHS = frozenset({32, 40, 64})
_HASH = expression(r"[0-9a-fA-F]+")
# Kochava's own sample has 15 digits, Android's Long.toHexString writes no leading zeros.
_ANDROID_ID = expression(r"[0-9a-fA-F]{13,16}")

UUID_OR_NOTHING: Final = {"pattern": f"^({_UUID.pattern})?$"}
"""The schema of texts that are a UUID, or empty."""

NO_ZEROS: Final = {"pattern": "^$|[^0-]"}
"""The schema of texts that are not all zeros."""

_HEX: Final = {"type": "string", "pattern": "^[0-9a-fA-F-]*[1-9a-fA-F][0-9a-fA-F-]*$"}
SURELY_USABLE: Final = {"type": "object", "not": {"additionalProperties": {"not": _HEX}}}
"""The schema of `device_ids` in which an identifier, in hex as most are, surely identifies a device."""


def is_uuid(value: str) -> bool:
    """Whether *value* has the shape of a UUID, in either case."""
    return _UUID.fullmatch(value) is not None


def is_zero(value: str) -> bool:
    """Whether *value* is all zeros: what iOS and Android hand out where tracking is not allowed."""
    return "0" in value and not value.strip("0-")


def is_hash(value: str) -> bool:
    """Whether *value* looks like an MD5, SHA-1 or SHA-256 digest in hex. Zeros are no digest."""
    return len(value) in _HASH_LENGTHS and _HASH.fullmatch(value) is not None and not is_zero(value)


def is_android_id(value: str) -> bool:
    """Whether *value* is 13 to 16 hex digits, as Android's `ANDROID_ID` is."""
    return _ANDROID_ID.fullmatch(value) is not None


def is_test(value: str) -> bool:
    """Whether *value* says of itself that it is made up for a test."""
    return value.startswith(TEST_PREFIX)


def is_usable(value: object) -> bool:
    """Whether *value* could identify a device: a text that is neither blank nor all zeros, and no placeholder."""
    return isinstance(value, str) and value.strip("0- \t\r\n") != "" and not is_placeholder(value)
