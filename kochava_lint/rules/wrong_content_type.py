from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import MISSING, Context, Payload, Problem, Request, Severity, expression, request_rule

_JSON: Final = expression(r"\s*[a-z]+/(?:[\w.-]+\+)?json\s*(?:;.*)?", re.IGNORECASE | re.DOTALL)


@request_rule(severity=Severity.WARNING)
def wrong_content_type(payload: Payload, request: Request, context: Context) -> Iterator[Problem]:
    """
    A JSON body is sent without saying that it is JSON.

    No page tells what Kochava does with a body of another content type. All clients that are known to work say
    `application/json`; many HTTP libraries say `application/x-www-form-urlencoded` or nothing where they are
    not told.

    Help: Send the header `Content-Type: application/json`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/destinations/kochava

    ```http bad
    POST https://control.kochava.com/track/json HTTP/1.1
    Content-Type: application/x-www-form-urlencoded
    User-Agent: Unknown

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```http good
    POST https://control.kochava.com/track/json HTTP/1.1
    Content-Type: application/json; charset=utf-8
    User-Agent: Unknown

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    if request.headers is None or payload.data is MISSING or payload.batched:
        return
    told = request.header("Content-Type")
    if told is None:
        yield Problem((), "the request has no Content-Type, where application/json belongs", part="url")
    elif not _JSON.fullmatch(told):
        yield Problem((), "the request's Content-Type is not JSON", part="content-type")
