from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, Window, capture_rule, is_usable

_NONE: Final = "none"
_KNOWN: Final = "known"


@capture_rule("event", "install", "update", severity=Severity.WARNING, lookback=20_000)
def idfa_change_without_update(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
    """
    A device that sent no IDFA sends one, and no update told Kochava of it.

    Where a user allows tracking after the install, Kochava wants an update with the IDFA. Without it, the IDFA
    that Kochava has of the device is not replaced, whatever the events say.

    Looks back over 20,000 identifiers of devices.

    Help: Send an update with the IDFA when it becomes known.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```jsonl bad /1/data/device_ids/idfa
    {"action": "install", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "", "idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"}, "app_tracking_transparency": {"att": false}}}
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000100}}
    ```

    ```jsonl good
    {"action": "install", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "", "idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"}, "app_tracking_transparency": {"att": false}}}
    {"action": "update", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}}
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000100}}
    ```
    """
    keys = [key for key in payload.device_keys if key[1] != "idfa"]
    known = payload.has_usable("idfa")
    if known and payload.action != "update" and any(seen.get(*key) is _NONE for key in keys):
        where = next(pointer for pointer, value in payload.identifiers("idfa") if is_usable(value))
        yield Problem(where, "the device sent no usable IDFA before, and no update came between")
    for key in keys:
        if known:
            seen.note(*key, value=_KNOWN)
        elif seen.get(*key) is None:
            seen.note(*key, value=_NONE)
