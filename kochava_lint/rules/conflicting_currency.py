from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import CURRENCIES, WITHDRAWN_CURRENCIES, Context, Payload, Problem, Severity, payload_rule

_NO_CURRENCY: Final = {"properties": {"currency": False}}
_NONE_INSIDE: Final = {
    "properties": {
        # A text may hold an object.
        "event_data": {**_NO_CURRENCY, "not": {"type": "string", "pattern": r"currency|\\"}},
    }
}
_NOT_BOTH: Final = {
    "anyOf": [{**each, "properties": {**each["properties"], "data": each}} for each in (_NO_CURRENCY, _NONE_INSIDE)]
}


@payload_rule(
    "event",
    severity=Severity.WARNING,
    quiet={"": _NOT_BOTH},
    together=("currency", "event_data/currency"),
)
def conflicting_currency(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `data.currency` and `event_data.currency` differ.

    Kochava's samples put the currency in `data`, its page on events into `event_data`. Where both are sent,
    which one counts is not told.

    Help: Send one of them, or the same in both.
    Source: https://support.kochava.com/reference-information/post-install-event-examples
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua

    ```json bad /data/currency
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "currency": "EUR", "event_data": {"sum": 20, "currency": "USD"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "currency": "EUR", "event_data": {"sum": 20, "currency": "EUR"}}}
    ```
    """
    outer, inner = payload.context("currency"), payload.event_data.get("currency")
    if not isinstance(outer, str) or not isinstance(inner, str) or outer.upper() == inner.upper():
        return
    if {outer.upper(), inner.upper()} <= CURRENCIES | WITHDRAWN_CURRENCIES:
        yield Problem(payload.where("currency"), "currency is not that of event_data")
