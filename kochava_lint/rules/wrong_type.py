from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import ATT_FIELDS, DEVICE_FIELDS, Context, Payload, Problem, Severity, payload_rule

_NAMES: Final = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "object": "an object",
    "array": "an array",
}


@payload_rule(severity=Severity.ERROR, quiet={}, together=(*DEVICE_FIELDS, *ATT_FIELDS))
def wrong_type(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A value is of another JSON type than Kochava's page gives.

    A number where text belongs, a list where an object belongs, and the like. Where a rule of its own speaks of the
    value (`att-not-boolean`), that one reports it.

    Help: Send the value in the type that the message names.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /kochava_app_id
    {"action": "event", "kochava_app_id": true, "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json bad /data/device_ids
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": ["8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"],
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    for violation in context.violations:
        if violation.keyword == "type":
            expected = violation.expected if isinstance(violation.expected, list) else [violation.expected]
            names = " or ".join(_NAMES[name] for name in expected if name in _NAMES)
            yield Problem(violation.pointer, f"{violation.subject} has to be {names}")
