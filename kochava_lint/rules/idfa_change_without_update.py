from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, Window, capture_rule, is_uuid

_NOT_SENT = "no IDFA"
"""
What stands beside the keys under which it is noted that no IDFA was sent.

Under the keys themselves it is that Kochava has an IDFA of the device, or an update with which one may have come.
"""


@capture_rule("event", "install", "update", severity=Severity.WARNING, lookback=10_000, per_device=True)
def idfa_change_without_update(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
    """
    A device that sent no IDFA sends one, and no update told Kochava of it.

    Where a user allows tracking after the install, Kochava wants an update with the IDFA. Without it, the IDFA
    that Kochava has of the device is not replaced, whatever the events say.

    Looks back over 10,000 payloads.

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
    own = payload.device_keys.get("kochava_device_id", "")
    idfa = payload.device_keys.get("idfa")
    others = [key for name, key in payload.device_keys.items() if name != "idfa"]
    if idfa is not None and payload.action == "event":
        sent_by = seen.last(idfa)
        is_known = sent_by in {own, ""} or (sent_by is not None and not own)
        is_known = is_known or any(seen.last(key) is not None for key in others)
        if not is_known and any(seen.last((key, _NOT_SENT)) is not None for key in others):
            pointer = next(pointer for pointer, value in payload.identifiers("idfa") if is_uuid(value))
            yield Problem(pointer, "the device sent no usable IDFA before, and no update came between")
    if idfa is not None or payload.action == "update":
        for key in payload.device_keys.values():
            seen.note(key, own)
    elif payload.has("device_ids") and not payload.has_usable("idfa"):
        for key in others:
            seen.note((key, _NOT_SENT), own)
