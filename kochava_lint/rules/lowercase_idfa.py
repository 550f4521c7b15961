from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Fix, Payload, Problem, SetValue, Severity, is_uuid, payload_rule

_NOT_LOWER: Final = {"not": {"type": "string", "pattern": "[a-f]"}}


@payload_rule(
    severity=Severity.WARNING,
    unless=("wrong-platform-identifier",),
    quiet={"device_ids/idfa": _NOT_LOWER, "device_ids/idfv": _NOT_LOWER},
    together=(),
)
def lowercase_idfa(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An IDFA or IDFV is in lower case.

    Apple's identifiers are upper case (`uuidString`), and the SDK sends them so. In lower case they may not match;
    some client libraries lower them on the way.

    Help: Send the identifier in upper case.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://developer.apple.com/documentation/adsupport/asidentifiermanager/advertisingidentifier

    ```json bad /data/device_ids/idfa
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8c6cbce3-4b0e-4b5a-9d5f-3f0a7c1b2e4d"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    for pointer, value in payload.identifiers("idfa", "idfv"):
        if value != value.upper() and is_uuid(value):
            fix = Fix("write it in upper case", SetValue(pointer, value.upper()), safe=True)
            yield Problem(pointer, f"{pointer[-1]} is in lower case; Apple writes it in upper case", fix=fix)
