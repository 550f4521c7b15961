from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import DEVICE_FIELDS, Context, Payload, Problem, Severity, payload_rule, read_device_ver


@payload_rule("update", severity=Severity.WARNING, together=DEVICE_FIELDS)
def update_on_other_platform(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An update comes from a device that has no IDFA to update.

    Updating the IDFA is for iOS (the iPad included) and tvOS. Other devices ask for no consent that could come
    later.

    Help: Send no update for this device.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/device_ver
    {"action": "update", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "device_ver": "Pixel 8-Android-14"}}
    ```

    ```json good
    {"action": "update", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "device_ver": "AppleTV11,1-tvOS-17.4"}}
    ```
    """
    device = payload.device
    if device.sure and device.platform is not None and not device.takes_att:
        told = read_device_ver(str(payload.context("device_ver")))
        key = "device_ver" if told is not None and told.platform is not None else "device_ua"
        yield Problem(payload.where(key), f"the device runs {device}, which has no IDFA to update")
