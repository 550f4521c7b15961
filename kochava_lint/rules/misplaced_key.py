from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import (
    ATT_KEYS,
    CONTEXT_KEYS,
    MISSING,
    ROOT_KEYS,
    Context,
    Fix,
    MoveMember,
    Payload,
    Pointer,
    Problem,
    Severity,
    payload_rule,
)

_CONTEXT_KEYS: Final = frozenset(CONTEXT_KEYS)
_ATT_KEYS: Final = frozenset(ATT_KEYS)
_OUTER_KEYS: Final = frozenset(ROOT_KEYS) - {"data"}

_ALL_IN_PLACE: Final = {
    "properties": {
        **dict.fromkeys((*CONTEXT_KEYS, *ATT_KEYS), False),
        "data": {"properties": dict.fromkeys((*_OUTER_KEYS, *ATT_KEYS), False)},
    }
}

_BLOCK: Final = "data.app_tracking_transparency"


def _move(payload: Payload, pointer: Pointer, into: Pointer) -> Fix | None:
    """Move the key into the object at *into*, or into a new one where there is none; not where it is there already."""
    parent, holder = payload.get(*into[:-1]), payload.get(*into)
    is_new = holder is MISSING and isinstance(parent, dict)
    if not is_new and (not isinstance(holder, dict) or pointer[-1] in holder):
        return None
    where = f"into {'.'.join(map(str, into))}" if into else "to the root"
    return Fix(f"move it {where}", MoveMember(pointer, into))


def _move_into_block(payload: Payload, pointer: Pointer) -> Fix | None:
    """The same for an ATT key; where the block itself is at the root, that is moved first."""
    is_elsewhere = "app_tracking_transparency" in payload.root
    return None if is_elsewhere else _move(payload, pointer, ("data", "app_tracking_transparency"))


@payload_rule(
    "event", "install", "update", severity=Severity.WARNING, quiet={"": _ALL_IN_PLACE}, judges_key=True, together=()
)
def misplaced_key(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A key stands where Kochava's samples do not put it.

    Kochava's field table is flat, its samples and every known client nest: the four root keys at the root,
    everything else inside `data`, the ATT keys inside `data.app_tracking_transparency`. Whether Kochava reads a key
    elsewhere is not told.

    Help: Move the key to the place that the message names.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua

    ```json bad /currency
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "currency": "EUR", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json bad /data/att
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "att": true}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}, "currency": "EUR"}}
    ```
    """
    for key in payload.root:
        if key in _CONTEXT_KEYS:
            yield Problem((key,), f"{key} belongs inside data", fix=_move(payload, (key,), ("data",)))
        elif key in _ATT_KEYS:
            yield Problem((key,), f"{key} belongs inside {_BLOCK}", fix=_move_into_block(payload, (key,)))
    for key in payload.inner:
        if key in _OUTER_KEYS:
            yield Problem(
                ("data", key), f"{key} belongs at the root, beside data", fix=_move(payload, ("data", key), ())
            )
        elif key in _ATT_KEYS:
            yield Problem(("data", key), f"{key} belongs inside {_BLOCK}", fix=_move_into_block(payload, ("data", key)))
