from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import SURELY_USABLE, Context, Payload, Problem, Severity, is_usable, payload_rule


@payload_rule(
    "event",
    "install",
    severity=Severity.ERROR,
    unless=(
        "incomplete-body",
        "sdk-payload",
    ),
    quiet={"device_ids": SURELY_USABLE},
    together=("device_ids", "kochava_device_id"),
)
def no_device_identifier(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A payload identifies no device.

    Neither `kochava_device_id` nor `device_ids` says whose event it is, so that it cannot be tied to an install.
    Empty strings, all-zero ids and placeholders identify nobody.

    Help: Send an identifier in `device_ids`, or the `kochava_device_id` that the install was sent with.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/device_ids
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "", "android_id": ""}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    ids = payload.context("device_ids")
    if isinstance(ids, dict) and not is_usable(payload.get("kochava_device_id")) and not payload.is_identified:
        yield Problem(payload.ids_pointer, "neither kochava_device_id nor device_ids identifies a device")
