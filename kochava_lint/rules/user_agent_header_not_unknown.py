from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Request, Severity, request_rule


@request_rule(
    "event",
    "install",
    severity=Severity.WARNING,
    unless=(
        "incomplete-body",
        "sdk-payload",
    ),
)
def user_agent_header_not_unknown(payload: Payload, request: Request, context: Context) -> Iterator[Problem]:
    """
    `device_ua` is empty, and the request does not say `User-Agent: Unknown`.

    Without a `device_ua`, Kochava makes one of `device_ver`, but only where the request itself says that its
    user agent is unknown. Else it takes the request's, which is that of the server.

    Help: Send the header `User-Agent: Unknown` with payloads that have no `device_ua`.
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua

    ```http bad
    POST https://control.kochava.com/track/json HTTP/1.1
    Content-Type: application/json
    User-Agent: python-requests/2.32.3

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
    if request.headers is None or payload.context("device_ua"):
        return
    told = request.header("User-Agent")
    if told is None:
        yield Problem((), "device_ua is empty, and the request has no User-Agent, where Unknown belongs", part="url")
    elif told.strip() != "Unknown":
        yield Problem((), "device_ua is empty, and the request's own User-Agent is not Unknown", part="user-agent")
