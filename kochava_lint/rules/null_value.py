from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Fix, Payload, Pointer, Problem, SetValue, Severity, payload_rule, shown_key

_NO_NULL: Final = {"not": {"type": "null"}}
_NO_NULLS: Final = {"additionalProperties": _NO_NULL}


def _problem(pointer: Pointer) -> Problem:
    fix = Fix("send an empty string instead of null", SetValue(pointer, ""), safe=True)
    return Problem(pointer, f"{shown_key(str(pointer[-1]))} is null", fix=fix)


@payload_rule(
    severity=Severity.WARNING,
    quiet={
        "kochava_device_id": _NO_NULL,
        "device_ver": _NO_NULL,
        "device_ua": _NO_NULL,
        "device_ids": _NO_NULLS,
        "": {"properties": {"device_id": _NO_NULLS}},
    },
    together=(),
)
def null_value(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A null stands where Kochava's page today wants an empty string.

    Older copies of the page said null for `kochava_device_id` and `device_ver`; today's says an empty string.
    Whether null is read as one is not told. Identifiers that a device does not have are empty strings in Kochava's
    samples.

    Help: Send `""` instead of null; an identifier in `device_ids` may be left out.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua

    ```json bad /data/device_ua
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": null, "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json bad /data/device_ids/idfv
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "idfv": null},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "idfv": ""},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    if "kochava_device_id" in payload.root and payload.root["kochava_device_id"] is None:
        yield _problem(("kochava_device_id",))
    for holder, members in (("data",), payload.inner), ((), payload.root):
        for key in ("device_ver", "device_ua"):
            if key in members and members[key] is None:
                yield _problem((*holder, key))
    for key, value in payload.ids.items():
        if value is None:
            yield _problem((*payload.ids_pointer, key))
