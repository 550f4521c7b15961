from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import (
    DEVICE_FIELDS,
    Context,
    Payload,
    Problem,
    Severity,
    payload_rule,
    read_device_ver,
    read_user_agent,
)


@payload_rule(
    "event",
    "install",
    severity=Severity.INFO,
    unless=("incomplete-body",),
    together=DEVICE_FIELDS,
)
def reduced_user_agent(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    The user agent is reduced: it tells neither version nor model.

    Since Chrome 107, and in web views since Android 16, user agents say `Android 10; K` whatever the device.

    Help: Send a `device_ver` such as `Pixel 8-Android-14`.
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua
    Source: https://developer.chrome.com/docs/privacy-security/user-agent

    ```json bad /data/device_ua
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "",
      "device_ua": "Mozilla%2F5.0%20(Linux%3B%20Android%2010%3B%20K)%20AppleWebKit%2F537.36",
      "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "Mozilla%2F5.0%20(Linux%3B%20Android%2010%3B%20K)%20AppleWebKit%2F537.36",
      "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    agent, version = payload.context("device_ua"), payload.context("device_ver")
    if not isinstance(agent, str) or "Android" not in agent or (isinstance(version, str) and read_device_ver(version)):
        return
    if read_user_agent(agent).reduced:
        yield Problem(payload.where("device_ua"), "device_ua is reduced to Android 10; K: version and model are frozen")
