"""
The names of the keys that Kochava knows, and where each belongs.

Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
"""

from __future__ import annotations

from typing import Final

from kochava_lint.identifier import IDENTIFIER_KEYS
from kochava_lint.memory import remembered
from kochava_lint.spelling import is_one_edit_apart, squeezed

__all__ = [
    "ATT_FIELDS",
    "ATT_KEYS",
    "CONTEXT_KEYS",
    "DEVICE_FIELDS",
    "PAYLOAD_KEYS",
    "ROOT_KEYS",
    "meant_identifier",
    "meant_key",
    "meant_link_key",
]

ROOT_KEYS: Final = ("action", "kochava_app_id", "kochava_device_id", "data")
"""Keys that are read at the root only."""

CONTEXT_KEYS: Final = (
    "device_ids",
    "origination_ip",
    "device_ua",
    "device_ver",
    "usertime",
    "app_version",
    "event_name",
    "event_data",
    "currency",
    "app_tracking_transparency",
    "gdpr_privacy_consent",
    "device_limit_tracking",
    "receipt",
)
"""Keys that Kochava's samples put inside `data`, and its field table, being flat, at the root."""

ATT_KEYS: Final = ("att", "att_time", "att_duration", "att_detail")
"""The keys of `app_tracking_transparency`."""

ATT_FIELDS: Final = ("app_tracking_transparency", *ATT_KEYS)
"""Where a payload may say what `Payload.att` reads."""

DEVICE_FIELDS: Final = ("device_ua", "device_ver", "device_ids", "idfa", "idfv")
"""Where a payload may say what `Payload.device` is made of."""

PAYLOAD_KEYS: Final = frozenset((*ROOT_KEYS, *CONTEXT_KEYS, *ATT_KEYS))
"""Every key that is known in a payload, wherever it belongs."""

_LINK_KEYS: Final = frozenset((*ROOT_KEYS, "device_id", "device_hash_method"))
# What integrations really send in place of a key, beyond what spelling explains.
_PAYLOAD_SLIPS: Final = {
    "device_id": "device_ids",
    "ip_address": "origination_ip",
    "originating_ip": "origination_ip",
    "user_agent": "device_ua",
    "eventname": "event_name",
    "user_time": "usertime",
    "event_value": "event_data",
}
_IDENTIFIER_SLIPS: Final = {
    "idvf": "idfv",
    "ad_id": "adid",
    "gaid": "adid",
    "aaid": "adid",
    "google_advertising_id": "adid",
    "faid": "fire_adid",
}
# Nobody is told to send a hardware address.
_GUESSED_IDENTIFIERS: Final = frozenset(IDENTIFIER_KEYS - {"imei", "mac", "UDID", "LGUDID"})
_LONG_ENOUGH_TO_GUESS: Final = 6


@remembered
def meant_key(key: str) -> str | None:
    """The key of a payload that *key* was probably meant to be; None where it is one itself, or its own word."""
    return None if key in PAYLOAD_KEYS else _meant(key, PAYLOAD_KEYS, _PAYLOAD_SLIPS)


@remembered
def meant_link_key(key: str) -> str | None:
    """The same for the root of an identityLink."""
    return None if key in _LINK_KEYS else _meant(key, _LINK_KEYS, {"device_ids": "device_id"})


@remembered
def meant_identifier(key: str) -> str | None:
    """The identifier that *key*, inside `device_ids`, was probably meant to be; None where it is its own word."""
    return None if key in IDENTIFIER_KEYS else _meant(key, _GUESSED_IDENTIFIERS, _IDENTIFIER_SLIPS)


def _meant(key: str, known: frozenset[str], slips: dict[str, str]) -> str | None:
    plain = squeezed(key)
    for candidate in sorted(known):
        if squeezed(candidate) == plain:
            return candidate
    for slip, candidate in slips.items():
        if squeezed(slip) == plain:
            return candidate
    for candidate in sorted(known):
        if len(candidate) >= _LONG_ENOUGH_TO_GUESS and is_one_edit_apart(key, candidate):
            return candidate
    return None
