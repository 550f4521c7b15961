from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import ATT_FIELDS, DEVICE_FIELDS, Context, Payload, Problem, Severity, payload_rule


@payload_rule("event", "install", severity=Severity.INFO, together=(*DEVICE_FIELDS, *ATT_FIELDS))
def att_on_other_platform(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An ATT block is sent from a device that has no such prompt.

    App Tracking Transparency is Apple's. On other platforms the block says nothing; some integrations send it
    everywhere, with false.

    Help: Leave `app_tracking_transparency` out where the device is not Apple's.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://github.com/rudderlabs/rudder-transformer

    ```json bad /data/app_tracking_transparency
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"},
      "app_tracking_transparency": {"att": false}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    device = payload.device
    if device.sure and not device.is_apple and isinstance(payload.context("app_tracking_transparency"), dict):
        yield Problem(payload.where("app_tracking_transparency"), f"the device runs {device}, which has no such prompt")
