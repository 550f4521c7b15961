from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import ATT_FIELDS, MISSING, Context, Payload, Problem, Severity, payload_rule

_MEANS: Final = {"authorized": True, "denied": False, "notDetermined": False, "restricted": False}
_AGREED: Final = {
    "type": "object",
    "anyOf": [
        {"properties": {"att_detail": False}},
        {"properties": {"att": {"const": True}, "att_detail": {"enum": ["authorized", "unknown"]}}},
        {"properties": {"att": {"const": False}, "att_detail": {"not": {"const": "authorized"}}}},
    ],
}


@payload_rule(
    severity=Severity.ERROR,
    quiet={"app_tracking_transparency": _AGREED, "att": False, "att_detail": False},
    together=ATT_FIELDS,
)
def att_contradicts_detail(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `att` and `att_detail` contradict each other.

    Tracking is allowed when the status is authorized, and only then. One of the two is wrong: either the IDFA of
    somebody who refused is used, or that of somebody who allowed it is lost.

    Help: Send `att: true` with authorized, and `att: false` with denied, restricted and notDetermined.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://developer.apple.com/documentation/apptrackingtransparency/attrackingmanager

    ```json bad /data/app_tracking_transparency/att
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true, "att_detail": "denied"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true, "att_detail": "authorized"}}}
    ```
    """
    detail = payload.att("att_detail")
    allowed = payload.att() if isinstance(detail, str) else MISSING
    if isinstance(allowed, bool) and _MEANS.get(detail, allowed) is not allowed:
        yield Problem(payload.att_pointer(), f"att is {str(allowed).lower()}, att_detail {detail}")
