from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Fix, Payload, Problem, SetValue, Severity, in_seconds, payload_rule, unit_of

_SECONDS: Final = {"type": ["integer", "string"], "maximum": 999_999_999_999, "pattern": "^[0-9]{1,12}$"}


@payload_rule("event", "install", severity=Severity.WARNING, quiet={"usertime": _SECONDS}, together=())
def usertime_in_milliseconds(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `usertime` is in milliseconds, where seconds belong.

    Kochava's samples and its SDK use epoch seconds, which have ten digits until the year 2286. Thirteen digits,
    read as seconds, are some fifty thousand years away. JavaScript's `Date.now()` and Java's
    `currentTimeMillis()` give milliseconds; at least one integration sends them on.

    Help: Divide by 1,000, without a remainder.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua
    Source: https://github.com/rudderlabs/rudder-transformer

    ```json bad /data/usertime
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "usertime": 1710000000000}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "usertime": 1710000000}}
    ```
    """
    value = payload.context("usertime")
    unit = unit_of(value)
    if unit is not None:
        where = payload.where("usertime")
        fix = Fix("cut usertime down to seconds", SetValue(where, in_seconds(value)), safe=True)
        yield Problem(where, f"usertime is in {unit}, where seconds belong", fix=fix)
