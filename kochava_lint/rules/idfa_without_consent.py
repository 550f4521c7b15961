from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import (
    ATT_FIELDS,
    DEVICE_FIELDS,
    Context,
    Fix,
    Payload,
    Problem,
    SetValue,
    Severity,
    is_test,
    is_usable,
    payload_rule,
)


@payload_rule("event", "install", severity=Severity.ERROR, together=(*DEVICE_FIELDS, *ATT_FIELDS))
def idfa_without_consent(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An IDFA is sent although tracking was refused.

    From iOS 14.5 on, an app gets the IDFA only of users who allowed tracking. Here `att` is false: either it is
    wrong (some integrations send false where they do not know), or an IDFA is used that the user has not given.

    Help: Send an empty `idfa`, or the true `att`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://developer.apple.com/documentation/apptrackingtransparency/attrackingmanager

    ```json bad /data/device_ids/idfa
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": false}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "", "idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"},
      "app_tracking_transparency": {"att": false}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone12,1-iOS-14.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": false}}}
    ```
    """
    if payload.att() is not False or not payload.device.takes_att or not payload.device.is_at_least(14, 5):
        return
    for pointer, value in payload.identifiers("idfa"):
        if is_usable(value) and not is_test(value):
            fix = Fix("send an empty IDFA", SetValue(pointer, ""))
            yield Problem(pointer, f"{payload.device}, att is false, and an IDFA is sent", fix=fix)
