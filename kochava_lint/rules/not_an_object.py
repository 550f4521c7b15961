from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import MISSING, Context, Payload, Problem, Severity, payload_rule

_KINDS: Final = {
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    type(None): "null",
    list: "an array without a payload in it",
}


@payload_rule(severity=Severity.ERROR, quiet={"": {"type": "object"}}, together=())
def not_an_object(payload: Payload, context: Context) -> Iterator[Problem]:
    r"""
    A payload is a string, a number or something else that is no object.

    Kochava reads a JSON object. JSON that was encoded twice is a frequent cause: the body is then one long string.

    Help: Send one JSON object; if the body was encoded twice, encode it once.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad
    "{\"action\": \"event\"}"
    ```

    ```json bad
    []
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    data = payload.data
    if data is MISSING or isinstance(data, dict) or (isinstance(data, list) and data and not payload.batched):
        return
    yield Problem((), f"the payload is {_KINDS[type(data)]}; Kochava reads a JSON object")
