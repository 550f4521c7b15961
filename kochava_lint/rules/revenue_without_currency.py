from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import MISSING, Context, Payload, Problem, Severity, number_of, payload_rule

_NONE: Final = (MISSING, None, "")
_NO_REVENUE_OR_CURRENCY: Final = {
    "not": {"required": ["event_data"]},
    "properties": {
        "data": {
            "anyOf": [
                {"properties": {"event_data": {"type": "object", "properties": {"sum": False, "price": False}}}},
                {"required": ["currency"], "properties": {"currency": {"type": "string", "minLength": 1}}},
                {
                    "properties": {
                        "event_data": {
                            "type": "object",
                            "required": ["currency"],
                            "properties": {"currency": {"type": "string", "minLength": 1}},
                        }
                    }
                },
            ]
        }
    },
}


@payload_rule(
    "event",
    severity=Severity.WARNING,
    quiet={"": _NO_REVENUE_OR_CURRENCY},
    unless=("incomplete-body",),
    together=("currency", "event_data/currency", "event_data/sum", "event_data/price"),
)
def revenue_without_currency(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An event has an amount of money and no currency.

    Kochava's samples send the currency beside `sum` or `price`, in `data` or in `event_data`. Without it, the
    amount is read as the app's own currency, whatever was paid. Zero needs none.

    Help: Send `currency` with its ISO 4217 code, in `data` or in `event_data`.
    Source: https://support.kochava.com/reference-information/post-install-event-examples
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua

    ```json bad /data/event_data/sum
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "event_data": {"name": "Skis", "sum": 150}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "event_data": {"name": "Skis", "sum": 150, "currency": "EUR"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "event_data": {"name": "Brochure", "sum": 0}}}
    ```
    """
    if payload.context("currency") not in _NONE or payload.event_data.get("currency") not in _NONE:
        return
    for key in ("sum", "price"):
        if number_of(payload.event_data.get(key)):
            yield Problem(payload.event_data_pointer(key), f"{key} has no currency, neither in data nor in event_data")
            return
