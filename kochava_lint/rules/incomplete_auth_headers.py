from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Request, Severity, request_rule


@request_rule(severity=Severity.ERROR)
def incomplete_auth_headers(payload: Payload, request: Request, context: Context) -> Iterator[Problem]:
    """
    A request has one of the two headers that authenticate it, without the other.

    Strict authentication takes `Kochava-Api-Key` and `Kochava-Auth-Token` together. With one of them the
    request counts as not authenticated.

    Help: Send both headers, or none.
    Source: https://support.kochava.com/server-to-server-integration/kochava-install-authentication-integration

    ```http bad
    POST https://control.kochava.com/track/json HTTP/1.1
    Content-Type: application/json
    User-Agent: Unknown
    Kochava-Api-Key: 0f1e2d3c4b5a

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```http good
    POST https://control.kochava.com/track/json HTTP/1.1
    Content-Type: application/json
    User-Agent: Unknown
    Kochava-Api-Key: 0f1e2d3c4b5a
    Kochava-Auth-Token: 9b7c1e5d2f3a4b6c8d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    if request.headers is None or payload.batched:
        return
    key, token = "Kochava-Api-Key", "Kochava-Auth-Token"
    has_key, has_token = request.header(key) is not None, request.header(token) is not None
    if has_key != has_token:
        there, missing = (key, token) if has_key else (token, key)
        yield Problem((), f"the request has {there}, and {missing} is missing", part="url")
