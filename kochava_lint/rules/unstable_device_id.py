from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, Window, capture_rule


@capture_rule("event", "install", "update", severity=Severity.WARNING, lookback=10_000, per_device=True)
def unstable_device_id(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
    """
    One device has several `kochava_device_id`.

    The id is unique and constant for the installation of an app on a device: by it Kochava finds the install
    that an event belongs to. Here one `idfa`, `idfv` or `adid` comes with another id than before, in the same
    app; some integrations send an id of their own, such as that of a session or of an anonymous user.

    Looks back over 10,000 payloads.

    Help: Send the id that the install was sent with.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://docs.mparticle.com/integrations/kochava/event/

    ```jsonl bad /1/data/device_ids/idfa
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000100}}
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI000001", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000200}}
    ```

    ```jsonl good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000100}}
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": { "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}, "usertime": 1710000200}}
    ```
    """
    own = payload.device_keys.get("kochava_device_id")
    if own is None:
        return
    told = False
    for name in ("idfa", "idfv", "adid"):
        key = payload.device_keys.get(name)
        if key is None:
            continue
        noted = seen.last(key)
        if noted is not None and noted[0] != own and not told:
            told = True  # its other identifiers say no more
            pointer = payload.identifiers(name)[0][0]
            yield Problem(pointer, f"{name} has had another kochava_device_id before, in {noted[1]}")
        seen.note(key, (own, payload.place))
