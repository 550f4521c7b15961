from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, is_test, is_usable, payload_rule

_KEYS: Final = ("imei", "mac", "IMEI", "MAC", "Imei", "Mac")


@payload_rule(severity=Severity.INFO, quiet=dict.fromkeys((f"device_ids/{key}" for key in _KEYS), False), together=())
def hardware_identifier(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A hardware address is sent as an identifier.

    The IMEI and the MAC address are named by old copies of the page only. Both stores forbid to use them for
    advertising.

    Help: Send the advertising id, or an identifier of your own.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.google.com/googleplay/android-developer/answer/10144311

    ```json bad /data/device_ids/imei
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f", "imei": "490154203237518"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    for pointer, value in payload.identifiers(*_KEYS):
        if is_usable(value) and not is_test(value):
            yield Problem(pointer, f"{pointer[-1]} identifies the hardware")
