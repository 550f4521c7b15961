from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import SURELY_USABLE, Context, Payload, Problem, Severity, is_usable, payload_rule


@payload_rule(
    "event",
    "install",
    severity=Severity.WARNING,
    unless=(
        "incomplete-body",
        "sdk-payload",
    ),
    quiet={"device_ids": SURELY_USABLE},
    together=("device_ids", "kochava_device_id"),
)
def empty_device_ids(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    There is no usable identifier in `device_ids`.

    The page asks for at least one identifier in `device_ids`. With `kochava_device_id` alone, an event is tied to
    an install only where that was sent with the very same value.

    Help: Send at least one identifier of the device in `device_ids`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/device_ids
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    ids = payload.context("device_ids")
    if isinstance(ids, dict) and is_usable(payload.get("kochava_device_id")) and not payload.is_identified:
        yield Problem(payload.ids_pointer, "only kochava_device_id identifies the device")
