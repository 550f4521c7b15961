"""What tells one device from others in what a capture says of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kochava_lint.identifier import DEVICE_KEYS, UUID_KEYS, is_test, is_usable, is_uuid, is_zero
from kochava_lint.window import short

__all__ = ["OWN_ID", "device_key", "device_keys", "scope", "tells_apart"]

OWN_ID: Final = "kochava_device_id"
"""The identifier that is the SDK's or the server's own, which is compared as it is written."""


def device_keys(app_id: object, identifiers: Iterable[tuple[str, object]], own_id: object) -> dict[str, str]:
    """
    A short key for each of the *identifiers* that tells devices apart, by name, and for *own_id*, `kochava_device_id`.

    Made-up values are left out, and identifiers that may be a user's (`custom`).
    """
    app = scope(app_id)
    keys = {
        name: device_key(name, app, value)
        for name, value in identifiers
        if name in DEVICE_KEYS and isinstance(value, str) and tells_apart(name, value)
    }
    if isinstance(own_id, str) and tells_apart(OWN_ID, own_id):
        keys[OWN_ID] = device_key(OWN_ID, app, own_id)
    return keys


def scope(app_id: object) -> str:
    """What stands in each key for the app: `kochava_device_id` is of one installation of it."""
    return f"{len(app_id)} {app_id}" if isinstance(app_id, str) else ""


def tells_apart(name: str, value: str) -> bool:
    """Whether the identifier called *name* tells devices apart: *value* is that of one, and was not made up."""
    if name in UUID_KEYS:
        return is_uuid(value) and not is_zero(value)
    return is_usable(value) and not is_test(value)


def device_key(name: str, app: str, value: str) -> str:
    """The key of the identifier called *name*, in the `scope` of its *app*."""
    return short(f"{name} {app} {value if name == OWN_ID else value.lower()}")
