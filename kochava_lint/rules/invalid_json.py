from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, Span, payload_rule


@payload_rule(severity=Severity.ERROR, unless=("form-encoded-body",), quiet={"": {"type": "object"}}, together=())
def invalid_json(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    The text is not JSON, or is JSON on whose reading parsers do not agree.

    Kochava cannot read a body that is broken, and answers as if it had. What some parsers accept and others do not
    is no safer: NaN and Infinity, which Python writes by itself, nesting of more than 1,000 levels, halves of
    surrogate pairs, numbers beyond a double.

    A Python value that cannot be written as JSON is reported too.

    Help: Write the body with a JSON library, and let it refuse what is not JSON (`json.dumps(payload, allow_nan=False)`).
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://www.rfc-editor.org/rfc/rfc8259

    ```text bad
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "data": {"event_data": {"sum": NaN}}}
    ```

    ```text bad
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1",}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    defect = payload.defect
    if defect is None:
        return
    at = None if defect.offset is None else Span(defect.offset, defect.offset)
    yield Problem(defect.pointer, f"not JSON: {defect.message}", at)
