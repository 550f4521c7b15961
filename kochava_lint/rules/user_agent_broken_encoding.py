from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, broken_encoding, payload_rule


@payload_rule("event", "install", severity=Severity.ERROR, unless=("user-agent-not-url-encoded",), together=())
def user_agent_broken_encoding(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `device_ua` cannot be URL-decoded.

    A `%` that no two hex digits follow, or bytes that are not UTF-8 after decoding. A text that was cut to a length
    after it was encoded ends like this.

    Help: Encode the whole user agent as UTF-8, and shorten it, if you must, before that.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/device_ua
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "",
      "device_ua": "Mozilla%2F5.0%20(iPhone%3B%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)%20AppleWebKit%2F605.1.15%2",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "",
      "device_ua": "Mozilla%2F5.0%20(iPhone%3B%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)%20AppleWebKit%2F605.1.15",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```
    """
    agent = payload.context("device_ua")
    problem = broken_encoding(agent) if isinstance(agent, str) else None
    if problem is not None:
        yield Problem(payload.where("device_ua"), f"device_ua cannot be decoded: {problem}")
