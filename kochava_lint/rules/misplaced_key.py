from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import ATT_KEYS, CONTEXT_KEYS, ROOT_KEYS, Context, Payload, Problem, Severity, payload_rule

_CONTEXT_KEYS: Final = frozenset(CONTEXT_KEYS)
_ATT_KEYS: Final = frozenset(ATT_KEYS)
_OUTER_KEYS: Final = frozenset(ROOT_KEYS) - {"data"}

_ALL_IN_PLACE: Final = {
    "properties": {
        **dict.fromkeys((*CONTEXT_KEYS, *ATT_KEYS), False),
        "data": {"properties": dict.fromkeys((*_OUTER_KEYS, *ATT_KEYS), False)},
    }
}


@payload_rule("event", "install", "update", severity=Severity.WARNING, quiet={"": _ALL_IN_PLACE}, judges_key=True)
def misplaced_key(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A key stands where Kochava's samples do not put it.

    Kochava's field table is flat, its samples and every known client nest: the four root keys at the root,
    everything else inside `data`, the ATT keys inside `data.app_tracking_transparency`. Whether Kochava reads a key
    elsewhere is not told.

    Help: Move the key to the place that the message names.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua

    ```json bad /currency
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "currency": "EUR", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json bad /data/att
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "att": true}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}, "currency": "EUR"}}
    ```
    """
    for key in payload.root:
        if key in _CONTEXT_KEYS:
            yield Problem((key,), f"{key} belongs inside data")
        elif key in _ATT_KEYS:
            yield Problem((key,), f"{key} belongs inside data.app_tracking_transparency")
    for key in payload.inner:
        if key in _OUTER_KEYS:
            yield Problem(("data", key), f"{key} belongs at the root, beside data")
        elif key in _ATT_KEYS:
            yield Problem(("data", key), f"{key} belongs inside data.app_tracking_transparency")
