from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Request, Severity, request_rule


@request_rule(severity=Severity.WARNING)
def insecure_endpoint(payload: Payload, request: Request, context: Context) -> Iterator[Problem]:
    """
    The payload goes to Kochava over plain HTTP.

    Kochava's pages print the address with `http://`; every client of today uses `https://`, and so does its
    SDK. Without it, everybody on the way reads identifiers and addresses of devices.

    Help: Send to `https://`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://github.com/Kochava/Apple-SwiftPackage-KochavaTracker

    ```http bad
    POST http://control.kochava.com/track/json HTTP/1.1
    Content-Type: application/json
    User-Agent: Unknown

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```http good
    POST https://control.kochava.com/track/json HTTP/1.1
    Content-Type: application/json
    User-Agent: Unknown

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    if request.is_to_kochava and request.scheme == "http" and not payload.batched:
        yield Problem((), "the payload goes to Kochava over plain HTTP", part="url")
