from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, payload_rule, shown_key

_FLAT: Final = {"type": "object", "additionalProperties": {"not": {"type": ["object", "array"]}}}


@payload_rule("event", severity=Severity.WARNING, quiet={"event_data": _FLAT}, together=())
def nested_event_data(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An object or array stands inside `event_data`.

    Kochava stores the root level of `event_data` only: what is nested in it is lost.

    Help: Send single values at the root of `event_data`: `item_1_id` instead of `items[0].id`.
    Source: https://github.com/Kochava/kochava-tracker-ios-sdk-cocoapod
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/event_data/item
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "currency": "EUR", "event_data": {"sum": 20, "item": {"id": "123", "name": "Skis"}}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "currency": "EUR", "event_data": {"sum": 20, "item_id": "123", "item_name": "Skis"}}}
    ```
    """
    for key, value in payload.event_data.items():
        if isinstance(value, dict | list):
            kind = "an object" if isinstance(value, dict) else "an array"
            yield Problem(
                payload.event_data_pointer(key), f"{shown_key(key)} holds {kind}, which Kochava does not store"
            )
