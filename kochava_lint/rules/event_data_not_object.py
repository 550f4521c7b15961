from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, payload_rule


@payload_rule(
    "event",
    severity=Severity.INFO,
    unless=("long-event-data-text",),
    quiet={"event_data": {"type": "object"}},
    together=(),
)
def event_data_not_object(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `event_data` is text.

    Kochava takes text, and adds up what is a number by itself; its page recommends a JSON object, of which each
    key can be reported by itself.

    Help: Send an object: `{"name": "Skis", "sum": 150}`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://github.com/Kochava/kochava-tracker-ios-sdk-cocoapod

    ```json bad /data/event_data
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "event_data": "Skis"}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "event_data": {"name": "Skis"}}}
    ```
    """
    if isinstance(payload.context("event_data"), str):
        yield Problem(payload.where("event_data"), "event_data is text; an object is recommended")
