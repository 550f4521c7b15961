from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, payload_rule


@payload_rule("install", severity=Severity.WARNING, quiet={"event_name": {"maxLength": 0}}, together=())
def install_with_event_name(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An install has an `event_name`.

    An install is reported once, with no name; what has one is an event. Either `action` should say `event`, or
    the name is left over from one.

    Help: Send `"action": "event"`, or leave `event_name` out.
    Source: https://support.kochava.com/server-to-server-integration/install-notification-setup
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/event_name
    {"action": "install", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true},
      "event_name": "Purchase"}}
    ```

    ```json good
    {"action": "install", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```
    """
    name = payload.context("event_name")
    if isinstance(name, str) and name:
        yield Problem(payload.where("event_name"), "event_name in an install: only events have one")
