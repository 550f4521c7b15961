from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import (
    Context,
    Payload,
    Problem,
    Severity,
    decode_user_agent,
    expression,
    payload_rule,
    read_user_agent,
)

# okhttp, Dalvik and CFNetwork are not here: apps on devices send them, and Apache-HttpClient/UNAVAILABLE too.
_PRODUCT: Final = expression(
    r"\s*(python-requests|python-httpx|python-urllib3?|python|aiohttp|httpx|urllib3|go-http-client|curl|wget|axios"
    r"|node-fetch|undici|node|got|guzzlehttp|guzzle|java|apache-httpclient(?!/unavailable)|postmanruntime|insomnia"
    r"|libwww-perl|ruby|faraday|restsharp|httpie|php)(?:/|$)",
    re.IGNORECASE,
)
_SERVERS: Final = frozenset({None, "linux", "macos", "windows"})


@payload_rule("event", "install", severity=Severity.ERROR, together=())
def server_user_agent(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `device_ua` is the user agent of the sender's own library.

    It names the program that sent the request, not the device. Kochava then reads no system from it and matches by
    the wrong user agent.

    Help: Send the user agent that the device sent to you; if there is none, an empty `device_ua`, a `device_ver`, and the request header `User-Agent: Unknown`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua

    ```json bad /data/device_ua
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "python-requests/2.31.0", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "okhttp/4.9.3", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    agent = payload.context("device_ua")
    if isinstance(agent, str):
        product = _PRODUCT.match(decode_user_agent(agent))
        # An app may be called like a library; then the rest tells of a device.
        if product and read_user_agent(agent).platform in _SERVERS:
            yield Problem(payload.where("device_ua"), f"{product[1]} is the sender's library, not the device")
