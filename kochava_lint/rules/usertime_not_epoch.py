from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Fix, Payload, Problem, SetValue, Severity, epoch_of, number_of, payload_rule

_EPOCH: Final = {"type": ["integer", "string"], "minimum": 0, "pattern": "^[0-9]{1,300}$"}


@payload_rule("event", "install", severity=Severity.ERROR, quiet={"usertime": _EPOCH}, together=())
def usertime_not_epoch(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `usertime` is no epoch time.

    The page says epoch format: seconds since 1970, as a number or as its digits. Dates in words or in ISO 8601,
    negative numbers and booleans are none, and the event is put at no time or at a wrong one.

    Help: Send whole epoch seconds, or leave the key out.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/usertime
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "usertime": "2024-03-09T16:00:00Z"}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "usertime": "1710000000"}}
    ```
    """
    value = payload.context("usertime")
    where = payload.where("usertime")
    if isinstance(value, bool):
        yield Problem(where, "usertime is a boolean, where epoch seconds belong")
    elif isinstance(value, str) and number_of(value) is None:
        seconds = epoch_of(value)
        fix = (
            None if seconds is None or seconds < 0 else Fix("write the time in epoch seconds", SetValue(where, seconds))
        )
        yield Problem(where, "usertime is text, where epoch seconds belong", fix=fix)
    elif (number_of(value) or 0) < 0:
        yield Problem(where, "usertime is negative: no epoch time")
