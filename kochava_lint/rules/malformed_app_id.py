from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, expression, payload_rule

_GUID: Final = expression(r"ko[a-z0-9-]+")


@payload_rule(severity=Severity.INFO, quiet={"kochava_app_id": {"pattern": "^ko[a-z0-9-]+$"}}, together=())
def malformed_app_id(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    The App GUID does not look like one.

    Every App GUID that is publicly known begins with `ko` and consists of lower-case letters, digits and hyphens.
    It is neither the bundle id nor the package name nor the store's id, and differs between the iOS and the Android
    app.

    Help: Copy the App GUID from the app's page in Kochava.
    Source: https://support.kochava.com/server-to-server-integration/identitylink-setup

    ```json bad /kochava_app_id
    {"action": "event", "kochava_app_id": "com.example.shop", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    app_id = payload.get("kochava_app_id")
    if isinstance(app_id, str) and app_id and not _GUID.fullmatch(app_id):
        yield Problem(("kochava_app_id",), "kochava_app_id does not look like an App GUID (ko…, lower case)")
