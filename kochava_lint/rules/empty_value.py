from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import ATT_FIELDS, DEVICE_FIELDS, Context, Payload, Problem, Severity, payload_rule


@payload_rule(
    "event",
    "install",
    "update",
    "identityLink",
    severity=Severity.ERROR,
    quiet={},
    together=(*DEVICE_FIELDS, *ATT_FIELDS),
)
def empty_value(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A key that has to say something is an empty string.

    `action`, `kochava_app_id`, `event_name` and `origination_ip` mean nothing when they are empty. (`device_ver`,
    `device_ua` and `kochava_device_id` may be.)

    Help: Send the value; a variable that was never set is the usual cause.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/event_name
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    for violation in context.violations:
        if violation.keyword == "minLength":
            yield Problem(violation.pointer, f"{violation.subject} is empty")
