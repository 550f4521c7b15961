from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kochava_lint.rule import Context, Kept, Payload, Problem, Severity, Window, capture_rule


class _Note(NamedTuple):
    """The `kochava_device_id` of a device; its first event where no install has come, and which note that was."""

    own: str | None
    event: Kept | None
    number: int


@capture_rule("event", "install", severity=Severity.WARNING, lookback=10_000)
def event_before_install(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
    """
    An event comes before the install of its device.

    Kochava ties events to an install that it knows. What comes earlier is not attributed, and no reengagement
    window applies. Here the install of the same device stands later in the same capture.

    Looks back over 10,000 identifiers of devices.

    Help: Send the install first, and events when it has arrived.
    Source: https://support.kochava.com/server-to-server-integration/install-notification-setup
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```jsonl bad /0
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000100}}
    {"action": "install", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000000}}
    ```

    ```jsonl good
    {"action": "install", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000000}}
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000100}}
    ```
    """
    own = payload.device_keys.get("kochava_device_id")
    noted = [note for note in map(seen.get, payload.device_keys.values()) if note is not None]
    # Two ids of Kochava's are two installations, whatever else they share.
    same = [note for note in noted if own is None or note.own is None or note.own == own]
    note = min((note for note in same if note.event), key=lambda note: note.number, default=_Note(own, None, seen.made))
    if payload.action == "install":
        if note.event is not None:
            yield Problem(
                (), f"the install of its device comes later, in {payload.place}", payload=note.event.payload()
            )
        note = _Note(own, None, seen.made)
    elif len(same) == len(payload.device_keys):
        return
    elif not same:
        note = _Note(own, Kept(payload), seen.made)
    for key in payload.device_keys.values():
        seen.note(key, note)
