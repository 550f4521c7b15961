from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import (
    MISSING,
    Context,
    Fix,
    Payload,
    Problem,
    SetValue,
    Severity,
    nearest,
    payload_rule,
    squeezed,
)

_DETAILS: Final = ("authorized", "denied", "notDetermined", "restricted", "unknown")
_NUMBERS: Final = {"0": "notDetermined", "1": "restricted", "2": "denied", "3": "authorized"}
_SLIPS: Final = {"granted": "authorized", "authorised": "authorized", "allowed": "authorized", "rejected": "denied"}


def _plain_meaning(detail: object) -> str | None:
    """What *detail* says beyond doubt, in another spelling or by Apple's number."""
    if isinstance(detail, int) and not isinstance(detail, bool):
        return _NUMBERS.get(str(detail))
    if not isinstance(detail, str):
        return None
    same = (known for known in _DETAILS if squeezed(known) == squeezed(detail))
    return _NUMBERS.get(detail) or _SLIPS.get(detail.lower()) or next(same, None)


@payload_rule(
    severity=Severity.WARNING, quiet={"app_tracking_transparency/att_detail": {"enum": list(_DETAILS)}}, together=()
)
def unknown_att_detail(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `att_detail` is none of the known statuses.

    It is the name of Apple's status: `authorized`, `denied`, `notDetermined`, `restricted`; the SDK also says
    `unknown`. Other spellings (`not_determined`, which one integration documents, `Authorized`, or Apple's numbers)
    may not be understood.

    Help: Send the status in the spelling that the message names.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://github.com/Kochava/kochava-tracker-ios-sdk-cocoapod

    ```json bad /data/app_tracking_transparency/att_detail
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true, "att_detail": "Authorized"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true, "att_detail": "authorized"}}}
    ```
    """
    detail = payload.att("att_detail")
    if detail is MISSING or detail in _DETAILS:
        return
    plain = _plain_meaning(detail)
    meant = plain or (nearest(detail, _DETAILS) if isinstance(detail, str) else None)
    hint = f"; {meant} is probably meant" if meant else f"; there are {', '.join(_DETAILS)}"
    where = payload.att_pointer("att_detail")
    fix = Fix(f"send {plain}", SetValue(where, plain), safe=True) if plain else None
    yield Problem(where, f"att_detail is no known status{hint}", fix=fix)
