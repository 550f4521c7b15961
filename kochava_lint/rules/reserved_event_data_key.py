from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, payload_rule

_RESERVED: Final = (
    "network",
    "source",
    "fb_campaign",
    "campaign",
    "site",
    "creative",
    "attribution_type",
    "integration_type",
    "integration_version",
    "cracked",
    "jailbroken",
)
_FREE: Final = {"type": "object", "properties": dict.fromkeys(_RESERVED, False)}


@payload_rule("event", severity=Severity.ERROR, quiet={"event_data": _FREE}, together=())
def reserved_event_data_key(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `event_data` has a key that Kochava keeps for itself.

    Kochava's page on events warns that `network`, `source`, `campaign` and a few more are reserved for what it
    knows about the attribution, and cannot be used. `source` is right in `_Deeplink`, where the SDK sends it.

    Help: Give the key another name, such as `store_campaign`.
    Source: https://support.kochava.com/reference-information/post-install-event-examples

    ```json bad /data/event_data/campaign
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "event_data": {"campaign": "spring"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "event_data": {"store_campaign": "spring"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "_Deeplink", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "event_data": {"uri": "shop://skis", "source": "push"}}}
    ```
    """
    for key in payload.event_data:
        if key in _RESERVED and not (key == "source" and payload.context("event_name") == "_Deeplink"):
            yield Problem(payload.event_data_pointer(key), f"{key} is reserved: it cannot be used in event_data")
