from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import (
    NO_PLACEHOLDER,
    Context,
    Payload,
    Problem,
    Severity,
    is_free_text,
    is_placeholder,
    payload_rule,
    strings,
)


@payload_rule(severity=Severity.ERROR, explains_value=True, quiet={"": NO_PLACEHOLDER}, together=())
def unresolved_placeholder(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A value is a placeholder that was never filled in.

    A template, a macro or a missing variable left its name behind: `{idfa}`, `{{ua}}`, `${ip}`, `%ADID%`, `<APP
    GUID HERE>`, or the words `null`, `undefined`, `None`, `NaN`, `[object Object]` as text. All devices then share
    one value. Kochava's own sample holds such values to be replaced.

    What `event_name` and `event_data` say in your own words, such as `None` or `{x}`, is left alone.

    Help: Fill in the value; send an empty string where the device has none.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/device_ids/idfa also no-device-identifier /data/device_ids
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "{idfa}"}, "app_tracking_transparency": {"att": true}}}
    ```

    ```json bad /kochava_app_id
    {"action": "event", "kochava_app_id": "<APP GUID HERE>", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}, "event_data": {"colour": "None"}}}
    ```
    """
    recording = payload.recording
    for pointer, value in strings(payload.root):
        free_text = is_free_text(pointer)
        if not is_placeholder(value, free_text=free_text):
            continue
        # What a capture put there was not sent: incomplete-body tells of it.
        if recording is None or not recording.hides(value, free_text=free_text):
            yield Problem(pointer, "a placeholder that was never filled in")
