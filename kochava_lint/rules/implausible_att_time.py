from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import (
    ATT_FIELDS,
    MISSING,
    Context,
    Fix,
    Payload,
    Pointer,
    Problem,
    SetValue,
    Severity,
    in_seconds,
    number_of,
    payload_rule,
    unit_of,
)

_FIRST: Final = 1_590_969_600  # 2020-06-01T00:00:00Z
_DAY: Final = 24 * 60 * 60
_CLOCK_SKEW: Final = 5 * 60


def _fix(where: Pointer, value: float | str) -> Fix | None:
    if unit_of(value) != "milliseconds":
        return None
    return Fix("cut att_time down to seconds", SetValue(where, in_seconds(value)), safe=True)


@payload_rule(severity=Severity.WARNING, together=(*ATT_FIELDS, "usertime"))
def implausible_att_time(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `att_time` is no time at which the user can have answered.

    It is the time of the answer in epoch seconds. The prompt exists since iOS 14, which developers got in June
    2020; milliseconds, ISO text, zero and the future are none of its times.

    Help: Send whole epoch seconds, or leave the key out.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/destinations/kochava

    ```json bad /data/app_tracking_transparency/att_time
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true, "att_time": 1710000000000}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true, "att_time": 1710000000}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"},
      "app_tracking_transparency": {"att": false, "att_time": 0, "att_detail": "notDetermined"}}}
    ```
    """
    value = payload.att("att_time")
    if value is MISSING or isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return
    if isinstance(value, float) and not value.is_integer():
        return  # the schema says so: it is not whole
    seconds = number_of(value)
    if seconds is None:
        yield Problem(payload.att_pointer("att_time"), "att_time is no number of epoch seconds")
    elif seconds == 0 and payload.att("att_detail") == "notDetermined":
        return
    elif seconds >= _FIRST * 1000:
        where = payload.att_pointer("att_time")
        fix = _fix(where, value) if seconds / 1000 <= context.now + _CLOCK_SKEW else None
        yield Problem(where, "att_time is too large: milliseconds, where seconds belong", fix=fix)
    elif seconds <= 0:
        yield Problem(payload.att_pointer("att_time"), "att_time is zero or less: no time of an answer")
    elif seconds < _FIRST:
        yield Problem(payload.att_pointer("att_time"), "att_time is before June 2020, when there was no prompt yet")
    elif seconds > context.now + _CLOCK_SKEW:
        yield Problem(payload.att_pointer("att_time"), "att_time is in the future")
    else:
        usertime = number_of(payload.context("usertime"))
        if usertime is not None and _FIRST <= usertime < seconds - _DAY:
            yield Problem(payload.att_pointer("att_time"), "att_time is more than a day after usertime")
