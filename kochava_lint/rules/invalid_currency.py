from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import (
    CURRENCIES,
    WITHDRAWN_CURRENCIES,
    Context,
    Fix,
    Payload,
    Pointer,
    Problem,
    SetValue,
    Severity,
    payload_rule,
)

_KNOWN: Final = CURRENCIES | WITHDRAWN_CURRENCIES
_CODES: Final = {"enum": sorted(_KNOWN)}
_CODES_INSIDE: Final = {"type": "object", "properties": {"currency": _CODES}}


def _fix(where: Pointer, code: str | None) -> Fix | None:
    """Write the *code* in upper case, where it is a value of its own and not inside a text."""
    if code is None or where[-1] != "currency":
        return None
    return Fix("write the currency in upper case", SetValue(where, code), safe=True)


@payload_rule("event", severity=Severity.WARNING, quiet={"currency": _CODES, "event_data": _CODES_INSIDE}, together=())
def invalid_currency(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A currency is no ISO 4217 code.

    It is three letters in upper case, such as `EUR`; signs, names and `usd` are none. Codes that were withdrawn
    since 2008, such as `HRK`, are left alone: old versions of an app send them on.

    Help: Send the ISO 4217 code in upper case.
    Source: https://support.kochava.com/reference-information/post-install-event-examples
    Source: https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html

    ```json bad /data/currency
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "currency": "usd", "event_data": {"sum": 20}}}
    ```

    ```json bad /data/event_data/currency
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"},
      "event_data": {"sum": 20, "currency": "€"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "currency": "USD", "event_data": {"sum": 20}}}
    ```
    """
    found = (
        (payload.where("currency"), payload.context("currency")),
        (payload.event_data_pointer("currency"), payload.event_data.get("currency")),
    )
    for where, value in found:
        if isinstance(value, str) and value and value not in _KNOWN:
            code = value.upper() if value.upper() in _KNOWN else None
            hint = f"; {code} is probably meant" if code else ""
            yield Problem(where, f"currency is no ISO 4217 code{hint}", fix=_fix(where, code))
    inside = payload.event_data.get("currency")
    if isinstance(inside, int | float):
        yield Problem(payload.event_data_pointer("currency"), "currency is no text: send its ISO 4217 code")
