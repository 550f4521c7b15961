from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import ATT_FIELDS, NO_ZEROS, Context, Payload, Problem, Severity, is_zero, payload_rule


@payload_rule(
    "event",
    "install",
    "update",
    severity=Severity.WARNING,
    quiet={"device_ids/idfa": NO_ZEROS},
    together=(*ATT_FIELDS, "device_ids", "idfa"),
)
def zero_idfa_with_consent(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    The IDFA is all zeros although tracking was allowed.

    A device whose user allowed tracking has an IDFA. It was read too early, before the answer, or on a simulator;
    the SDK knows the case and logs it.

    Help: Read the IDFA after the user has answered.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://developer.apple.com/documentation/adsupport/asidentifiermanager/advertisingidentifier

    ```json bad /data/device_ids/idfa
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "",
      "device_ids": {"idfa": "00000000-0000-0000-0000-000000000000", "idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    if payload.att() is True:
        for pointer, value in payload.identifiers("idfa"):
            if is_zero(value):
                yield Problem(pointer, "att is true, and the IDFA all zeros")
