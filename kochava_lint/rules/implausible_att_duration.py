from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, expression, payload_rule

_DAY: Final = 24 * 60 * 60
_PLAUSIBLE: Final = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": _DAY},
        {"type": "string", "pattern": r"^[0-9]{1,4}(\.[0-9]+)?$"},
    ]
}
_NUMBER: Final = expression(r"-?[0-9]+(?:\.[0-9]+)?")


@payload_rule(
    severity=Severity.WARNING,
    quiet={"app_tracking_transparency/att_duration": _PLAUSIBLE},
    together=(),
)
def implausible_att_duration(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `att_duration` is no time that a user takes to answer.

    It is the time in seconds from the prompt to the answer: not negative, and not over a day.

    Help: Send seconds, or leave the key out.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/app_tracking_transparency/att_duration
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true, "att_duration": -1}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true, "att_duration": 4.2}}}
    ```
    """
    value = payload.att("att_duration")
    if isinstance(value, str):
        seconds = float(value) if _NUMBER.fullmatch(value) else None
        if seconds is None:
            yield Problem(payload.att_pointer("att_duration"), "att_duration is no number")
            return
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return
    else:
        seconds = value
    if seconds < 0:
        yield Problem(payload.att_pointer("att_duration"), "att_duration is negative")
    elif seconds > _DAY:
        yield Problem(payload.att_pointer("att_duration"), "att_duration is more than a day; it is counted in seconds")
