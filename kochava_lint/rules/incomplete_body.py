from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import (
    NO_PLACEHOLDER,
    Context,
    Payload,
    Problem,
    Severity,
    Span,
    is_free_text,
    payload_rule,
    strings,
)


@payload_rule(severity=Severity.INFO, explains_value=True, quiet={"": NO_PLACEHOLDER}, together=())
def incomplete_body(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    The capture does not hold the body as it was sent: it is cut off, or values in it are redacted.

    Proxies and logs cut long bodies off, and recorders put marks such as `[REDACTED]` or `***` in the place of what
    nobody should see. What is there is linted; what may only be missing from the capture is not reported. A mark in a
    payload that comes from no capture is what Kochava would get: see `unresolved-placeholder`.

    Help: Nothing is wrong with the payload; capture whole bodies to have them linted whole.
    Source: https://vcrpy.readthedocs.io/en/latest/advanced.html#filter-sensitive-data-from-the-request
    Source: https://docs.mitmproxy.org/stable/concepts/options/#body_size_limit

    ```http bad /data/origination_ip
    POST https://control.kochava.com/track/json HTTP/1.1
    Content-Type: application/json
    User-Agent: Unknown

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "[REDACTED]", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}}}
    ```

    ```http bad
    POST https://control.kochava.com/track/json HTTP/1.1
    Content-Type: application/json
    Content-Length: 398
    User-Agent: Unknown

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS
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
    recording = payload.recording
    if recording is None:
        return
    if recording.lost is not None and not payload.batched:
        end = len(payload.source.text) if payload.source else 0
        yield Problem((), recording.lost, Span(end, end))
    for pointer, value in strings(payload.root):
        if recording.hides(value, free_text=is_free_text(pointer)):
            yield Problem(pointer, "the capture holds a mark in place of this value")
