from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import MISSING, Context, Payload, Problem, Severity, payload_rule

_LONGEST: Final = 75


@payload_rule("event", severity=Severity.WARNING, quiet={"event_data": {"type": "object"}}, together=())
def long_event_data_text(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `event_data` is a long text that is not JSON.

    Text that is not JSON is limited to 75 characters: what goes beyond is lost.

    Help: Send an object with the values by name.
    Source: https://github.com/Kochava/kochava-tracker-ios-sdk-cocoapod

    ```json bad /data/event_data
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "event_data": "A pair of skis of the spring collection, in blue, with bindings and poles, size 42"}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "event_data": {"name": "Skis", "size": 42}}}
    ```
    """
    text = payload.context("event_data")
    if isinstance(text, str) and len(text) > _LONGEST and payload.read_event_data is MISSING:
        yield Problem(
            payload.where("event_data"), f"event_data is text of {len(text):,} characters; Kochava stores {_LONGEST}"
        )
