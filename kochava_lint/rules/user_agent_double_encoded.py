from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_plus

from kochava_lint.rule import (
    Context,
    Fix,
    Payload,
    Problem,
    SetValue,
    Severity,
    decode_user_agent,
    expression,
    payload_rule,
)

_TWICE: Final = expression("%25([0-9A-Fa-f]{2})")
_ENCODED: Final = expression(r"%[0-9A-Fa-f]{2}")


@payload_rule("event", "install", severity=Severity.ERROR, together=())
def user_agent_double_encoded(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `device_ua` is URL-encoded twice.

    Decoded once, as Kochava does, it is still encoded, and no system can be read from it. Usually one layer of the
    sender encodes what another has encoded already.

    An app name that holds an encoded space of its own, as iOS writes it (`My%20App/1 CFNetwork/…`), is no double
    encoding.

    Help: Encode it once.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/device_ua
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "",
      "device_ua": "Mozilla%252F5.0%2520(iPhone%253B%2520CPU%2520iPhone%2520OS%252017_4%2520like%2520Mac%2520OS%2520X)",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "",
      "device_ua": "My%2520App%2F1%20CFNetwork%2F1494%20Darwin%2F23.4.0",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```
    """
    agent = payload.context("device_ua")
    if not isinstance(agent, str) or "%25" not in agent:
        return
    once = unquote_plus(agent)
    if " " not in once and _ENCODED.search(once) and " " in decode_user_agent(once):
        where = payload.where("device_ua")
        fix = Fix("decode device_ua once", SetValue(where, _TWICE.sub(r"%\1", agent)), safe=True)
        yield Problem(where, "device_ua is URL-encoded twice: decoding it once leaves it encoded", fix=fix)
