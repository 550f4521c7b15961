from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, Window, capture_rule


@capture_rule("event", severity=Severity.WARNING, lookback=10_000, per_device=True)
def duplicate_event(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
    """
    The same event is sent twice, byte for byte.

    Kochava knows no key by which it could tell a repetition from a second event: a request that is sent again
    after a timeout counts twice, and so does its revenue.

    Looks back over 10,000 payloads.

    Help: Send each event once; give events that really happen twice their own `usertime`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://www.revenuecat.com/docs/integrations/attribution/kochava

    ```jsonl bad /1
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000100}}
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000100}}
    ```

    ```jsonl good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000100}}
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000160}}
    ```
    """
    fingerprint = payload.fingerprint
    if fingerprint is None:
        return
    before = seen.last(fingerprint)
    if before is not None:
        yield Problem((), f"the same event, byte for byte, was sent before, in {before}")
    seen.note(fingerprint, payload.place)
