from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, is_test, is_usable, payload_rule

_ADVERTISING_IDS: Final = ("idfa", "adid", "fire_adid", "rida", "oaid")
_NO_ADVERTISING_ID: Final = {
    "type": "object",
    "properties": {key: {"type": "string", "pattern": "^[0-]*$"} for key in _ADVERTISING_IDS},
}
_UNTRACKED: Final = {
    "properties": {
        "device_limit_tracking": False,
        "device_ids": False,
        "data": {
            "anyOf": [
                {"properties": {"device_limit_tracking": {"enum": [False, "false"]}}},
                {"properties": {"device_ids": _NO_ADVERTISING_ID}},
            ]
        },
    }
}


@payload_rule(
    "event",
    "install",
    severity=Severity.WARNING,
    quiet={"": _UNTRACKED},
    together=("device_limit_tracking", "device_ids", "idfa"),
)
def tracking_limited_with_advertising_id(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    Tracking is said to be limited, and an advertising id is sent.

    `device_limit_tracking` says that the user does not want to be tracked; an advertising id is what tracks.
    One of the two is wrong: some integrations send the flag with its meaning turned around.

    Help: Leave the advertising id empty, or send the true `device_limit_tracking`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/destinations/kochava

    ```json bad /data/device_limit_tracking
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"},
      "device_limit_tracking": true}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"},
      "device_limit_tracking": false}}
    ```
    """
    limited = payload.context("device_limit_tracking")
    if limited is not True and limited != "true":
        return
    if any(is_usable(value) and not is_test(value) for _, value in payload.identifiers(*_ADVERTISING_IDS)):
        yield Problem(payload.where("device_limit_tracking"), "tracking is limited, and an advertising id is sent")
