from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import MISSING, Context, Fix, Payload, Problem, SetValue, Severity, payload_rule

_MEANT: Final = {
    "true": "true",
    "True": "true",
    "1": "true",
    "3": "true",
    "authorized": "true",
    "false": "false",
    "False": "false",
    "0": "false",
    "2": "false",
    "denied": "false",
    "restricted": "false",
    "notDetermined": "false",
}
_AMBIGUOUS: Final = "1"
"""True to most, and restricted by Apple's numbers."""


@payload_rule(severity=Severity.ERROR, quiet={"app_tracking_transparency/att": {"type": "boolean"}}, together=())
def att_not_boolean(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `att` is not true or false.

    The page says boolean. Text such as `"true"` and Apple's numbers (3 is authorized) are not; what Kochava makes
    of them is not told.

    Help: Send true if tracking was authorized, else false.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://developer.apple.com/documentation/apptrackingtransparency/attrackingmanager

    ```json bad /data/app_tracking_transparency/att
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": "true"}}}
    ```

    ```json bad /data/app_tracking_transparency/att
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": 3}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"},
      "app_tracking_transparency": {"att": false}}}
    ```
    """
    value = payload.att()
    if value is MISSING or isinstance(value, bool):
        return
    word = str(value) if isinstance(value, str | int) else ""
    meant = _MEANT.get(word)
    hint = f"; {meant} is probably meant" if meant else ""
    if word == _AMBIGUOUS:
        meant, hint = None, "; 1 is true to most, and restricted by Apple's numbers"
    where = payload.att_pointer()
    fix = Fix(f"send {meant}", SetValue(where, meant == "true"), safe=True) if meant else None
    yield Problem(where, f"att has to be true or false{hint}", fix=fix)
