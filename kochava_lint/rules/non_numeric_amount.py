from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, number_of, payload_rule

_AMOUNTS: Final = ("sum", "price", "quantity", "duration")
_NUMBER: Final = {"type": ["number", "string"], "pattern": "^-?[0-9]{1,300}(\\.[0-9]{1,300})?$"}
_NUMBERS: Final = {"type": "object", "properties": dict.fromkeys(_AMOUNTS, _NUMBER)}


@payload_rule("event", severity=Severity.WARNING, quiet={"event_data": _NUMBERS}, together=())
def non_numeric_amount(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An amount in `event_data` is no number.

    `sum`, `price`, `quantity` and `duration` are added up. A text is added up only where it is nothing but a
    number with a decimal point: `"19.99"`, not `"19,99"`, `"EUR 19.99"` or `"1,999"`. Negative amounts are
    refunds.

    Help: Send a number, without currency signs or thousands separators.
    Source: https://github.com/Kochava/kochava-tracker-ios-sdk-cocoapod
    Source: https://support.kochava.com/reference-information/post-install-event-examples

    ```json bad /data/event_data/sum
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "currency": "EUR", "event_data": {"sum": "19,99"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "currency": "EUR", "event_data": {"sum": "19.99", "quantity": -1}}}
    ```
    """
    for key in _AMOUNTS:
        value = payload.event_data.get(key)
        if isinstance(value, str | bool) and number_of(value) is None:
            yield Problem(payload.event_data_pointer(key), f"{key} is no number")
