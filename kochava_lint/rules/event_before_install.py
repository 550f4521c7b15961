from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from kochava_lint.rule import Context, Kept, Payload, Problem, Severity, Window, capture_rule

_INSTALL = "install"
"""What stands beside the keys under which installs are noted: most payloads are events."""


class _Event(NamedTuple):
    """
    An event, which *number* it was, and its *own* `kochava_device_id`: two of these are two installations.

    An install that was sent before is *known_by* this, or by the other identifiers of an event that tells no such id.
    """

    number: int
    own: str | None
    known_by: tuple[str, ...]
    kept: Kept


@capture_rule("event", "install", severity=Severity.WARNING, lookback=5_000, per_device=True)
def event_before_install(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
    """
    An event comes before the install of its device.

    Kochava ties events to an install that it knows. What comes earlier is not attributed, and no reengagement
    window applies. Here the install of the same device stands later in the same capture.

    Looks back over 5,000 payloads.

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
    keys = tuple(payload.device_keys.values())
    own = payload.device_keys.get("kochava_device_id")
    if payload.action == "event":
        event = _Event(seen.number, own, keys if own is None else (own,), Kept(payload))
        for key in keys:
            seen.note(key, event)
        return
    early: list[_Event] = []
    for key in keys:
        first: _Event | None = seen.first(key)
        if first is None:
            continue
        # Of one that tells no id of Kochava's, those before it that share anything with it may tell whose it is.
        owners = {first.own, *(seen.first(known).own for known in first.known_by)}
        if own is not None and not owners <= {None, own}:
            continue
        if all(seen.last((known, _INSTALL)) is None for known in (key, *first.known_by)):
            early.append(first)
    if early:
        event = min(early, key=attrgetter("number"))
        yield Problem((), f"the install of its device comes later, in {payload.place}", payload=event.kept.payload())
    for key in keys:
        seen.note((key, _INSTALL), payload.place)
