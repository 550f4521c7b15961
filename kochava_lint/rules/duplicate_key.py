from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, payload_rule, shown_key


@payload_rule(severity=Severity.ERROR, judges_key=True, together=())
def duplicate_key(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A key stands twice in one object.

    JSON leaves open which of the two counts: most parsers keep the last, some the first, some refuse the text. What
    Kochava keeps is not told.

    Help: Keep one of the two.
    Source: https://www.rfc-editor.org/rfc/rfc8259

    ```json bad /data/event_name
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "View", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true},
      "event_name": "Purchase"}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    if isinstance(payload.data, list) and not payload.batched:
        return  # each of its elements is a payload, and told of by itself
    for duplicate in payload.duplicate_keys:
        first = payload.source.place(duplicate.first.start) if payload.source else None
        seen = f"; the first is at {first.line}:{first.column}" if first else ""
        yield Problem(duplicate.pointer, f"{shown_key(str(duplicate.pointer[-1]))} is given more than once{seen}")
