from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import ATT_FIELDS, DEVICE_FIELDS, Context, Payload, Problem, Severity, payload_rule

_WANTED: Final = {"pattern": "has to be a number, or its digits as text"}


@payload_rule(severity=Severity.ERROR, quiet={}, together=(*DEVICE_FIELDS, *ATT_FIELDS))
def invalid_value(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A value is one that the schema forbids.

    The type may be right, the value is none that Kochava's page allows. Where a rule of its own speaks of the
    value, that one reports it.

    Help: Send one of the values that Kochava's page allows.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/device_limit_tracking
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}, "device_limit_tracking": "yes"}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}, "device_limit_tracking": false}}
    ```
    """
    for violation in context.violations:
        if violation.keyword in {"required", "type", "minLength"}:
            continue
        allowed = violation.expected
        if violation.keyword == "enum" and isinstance(allowed, list):
            wanted = f"has to be one of {', '.join(json.dumps(value) for value in allowed)}"
        else:
            wanted = _WANTED.get(violation.keyword, "is not allowed")
        yield Problem(violation.pointer, f"{violation.subject} {wanted}")
