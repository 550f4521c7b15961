from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import (
    UUID_KEYS,
    UUID_OR_NOTHING,
    Context,
    Payload,
    Problem,
    Severity,
    expression,
    is_android_id,
    is_hash,
    is_placeholder,
    is_test,
    is_uuid,
    is_zero,
    payload_rule,
)

_KEYS: Final = (*UUID_KEYS, "android_id")
_KOCHAVA_DEVICE_ID: Final = expression(r"K[A-Z][0-9]+t[0-9a-f]+|K[A-Z][0-9a-zA-Z]{8,}")


def _is_reported_otherwise(payload: Payload, key: str, value: str) -> bool:
    """Whether a rule of its own speaks of the value, or an identityLink takes it."""
    if is_zero(value):
        return key in {"idfa", "adid"}
    takes_no_hash = payload.action in {"event", "install", "update"} and key in {"idfa", "idfv", "adid"}
    return is_hash(value) and (takes_no_hash or payload.action == "identityLink")


@payload_rule(
    severity=Severity.WARNING,
    quiet={
        **dict.fromkeys((f"device_ids/{key}" for key in UUID_KEYS), UUID_OR_NOTHING),
        "device_ids/android_id": {"pattern": "^([0-9a-fA-F]{13,16})?$"},
    },
    together=(),
)
def malformed_identifier(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An identifier does not have the form that its name promises.

    `idfa`, `idfv`, `adid`, `asid`, `rida` and `fire_adid` are UUIDs; an `android_id` has 13 to 16 hex digits.
    Something else in their place, such as a Kochava device id in `idfa`, matches no click and no install.
    Identifiers of your own belong under `custom`, or a name of your own; made-up ones for tests may begin with
    `kochava-test-`.

    Help: Send the identifier as the device gives it, or put it under the name that it belongs to.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua
    Source: https://developer.apple.com/documentation/adsupport/asidentifiermanager/advertisingidentifier

    ```json bad /data/device_ids/idfv
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "idfv": "7A20-93C4"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json bad /data/device_ids/android_id
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f", "android_id": "none"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "idfv": "kochava-test-phone-1"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    for pointer, value in payload.identifiers(*_KEYS):
        key = str(pointer[-1])
        if not value or is_test(value) or is_placeholder(value) or _is_reported_otherwise(payload, key, value):
            continue
        if key == "android_id":
            if not is_android_id(value):
                yield Problem(pointer, "android_id has not the 13 to 16 hex digits that it should have")
        elif not is_uuid(value):
            kochava_id = key == "idfa" and _KOCHAVA_DEVICE_ID.fullmatch(value)
            yield Problem(
                pointer, f"{key} is {'a Kochava device id, ' if kochava_id else ''}not the UUID that it should be"
            )
