from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, Span, expression, payload_rule

_FORM: Final = expression(r"\s*[A-Za-z_][\w.%+\[\]-]{0,200}=[^\s\"{}\[\]]*(?:\s*\Z|&)")


@payload_rule(severity=Severity.ERROR, quiet={"": {"type": "object"}}, together=())
def form_encoded_body(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    The body is a URL-encoded form where JSON belongs.

    `/track/json` takes a JSON body. PHP's `http_build_query`, `requests.post(url, data=payload)` and many HTTP
    clients write a form by default.

    Help: Send the payload as JSON (`json=payload` in Python's clients, `json_encode` in PHP).
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```text bad
    action=event&kochava_app_id=kodemo-ios-4ea1&data%5Bevent_name%5D=Purchase
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    if payload.defect is None or payload.source is None:
        return
    if _FORM.match(payload.source.text):
        yield Problem((), "the body is a URL-encoded form, not JSON", Span(0, 0))
