from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import DEVICE_FIELDS, Context, Payload, Problem, Severity, is_test, is_usable, payload_rule


@payload_rule("event", "install", severity=Severity.ERROR, together=DEVICE_FIELDS)
def wrong_platform_identifier(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An identifier belongs to another platform than the device.

    An Android advertising id under `idfa`, or an IDFA from an Android phone, matches nothing and may be attributed
    to somebody else's device. Some integrations put the advertising id of every platform under `idfa`.

    Help: Send `idfa` and `idfv` from Apple's devices, `adid` and `android_id` from Android's.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/destinations/kochava

    ```json bad /data/device_ids/idfa
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"idfa": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```

    ```json bad /data/device_ids/adid
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    device = payload.device
    if not device.sure:
        return
    foreign = ("idfa", "idfv") if device.runs_android else ("adid", "android_id") if device.is_apple else ()
    for pointer, value in payload.identifiers(*foreign):
        if is_usable(value) and not is_test(value):
            yield Problem(pointer, f"the device runs {device}, which has no {pointer[-1]}")
