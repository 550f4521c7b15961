from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import NO_ZEROS, Context, Fix, Payload, Problem, SetValue, Severity, is_zero, payload_rule


@payload_rule(
    severity=Severity.WARNING,
    unless=("no-device-identifier", "empty-device-ids", "update-without-idfa", "zero-idfa-with-consent"),
    quiet={"device_ids/idfa": NO_ZEROS, "device_ids/adid": NO_ZEROS},
    together=(),
)
def zero_advertising_id(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An advertising id is all zeros.

    iOS and Android hand out zeros to apps that may not track. Sent on, they make one device of all users who opted
    out.

    Help: Send an empty string instead, and an identifier that is allowed, such as the IDFV.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://developer.apple.com/documentation/adsupport/asidentifiermanager/advertisingidentifier
    Source: https://support.google.com/googleplay/android-developer/answer/6048248

    ```json bad /data/device_ids/idfa
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "",
      "device_ids": {"idfa": "00000000-0000-0000-0000-000000000000", "idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"},
      "app_tracking_transparency": {"att": false}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "", "idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"},
      "app_tracking_transparency": {"att": false}}}
    ```
    """
    for pointer, value in payload.identifiers("idfa", "adid"):
        if is_zero(value):
            fix = Fix("send an empty string instead of zeros", SetValue(pointer, ""), safe=True)
            message = f"{pointer[-1]} is all zeros: every user who opted out becomes this one device"
            yield Problem(pointer, message, fix=fix)
