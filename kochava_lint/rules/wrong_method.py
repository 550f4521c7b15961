from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Request, Severity, request_rule


@request_rule(severity=Severity.ERROR)
def wrong_method(payload: Payload, request: Request, context: Context) -> Iterator[Problem]:
    """
    The payload is not sent by POST.

    Kochava takes payloads as the body of a POST request. With another method the body is not looked at.

    Help: Send a POST request.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```http bad
    PUT https://control.kochava.com/track/json HTTP/1.1
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
    if request.method is not None and request.method.upper() != "POST" and not payload.batched:
        yield Problem((), "the payload is not sent by POST", part="method")
