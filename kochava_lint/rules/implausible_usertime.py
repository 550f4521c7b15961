from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import FIRST_USERTIME, MISSING, Context, Payload, Problem, Severity, number_of, payload_rule

_DAY: Final = 24 * 60 * 60


@payload_rule("event", "install", severity=Severity.WARNING, unless=("usertime-in-milliseconds",), together=())
def implausible_usertime(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `usertime` is a time at which nothing can have happened.

    There were no apps in the stores before July 2008, and what lies more than a day ahead has not happened yet:
    a clock is wrong, or a number of days or minutes was taken for one of seconds.

    Help: Send the epoch seconds at which the user did it, or leave the key out.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/usertime
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "usertime": 19791}}
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
    if value is MISSING:
        return
    seconds = number_of(value)
    if seconds is None or seconds < 0 or (isinstance(value, float) and not value.is_integer()):
        return  # other rules, and the schema, speak of these
    if seconds < FIRST_USERTIME:
        yield Problem(payload.where("usertime"), "usertime is before July 2008, when there were no apps yet")
    elif seconds > context.now + _DAY:
        yield Problem(payload.where("usertime"), "usertime is more than a day in the future")
