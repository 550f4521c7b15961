from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import (
    DEVICE_FIELDS,
    Certainty,
    Context,
    Device,
    Payload,
    Problem,
    Reading,
    Severity,
    conflict,
    is_placeholder,
    payload_rule,
    read_device_ver,
    read_user_agent,
)


def _spoken(reading: Reading) -> str:
    return str(Device(reading.platform, reading.version, Certainty.EXACT, sure=True))


@payload_rule("event", "install", severity=Severity.WARNING, together=DEVICE_FIELDS)
def conflicting_os(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `device_ver` and `device_ua` speak of different systems.

    They name different platforms, or different major versions; at least one of them is not of this device.
    Differences that real devices show are left alone: user agents that are frozen or reduced, iPads that ask for
    desktop pages, an app's CFNetwork, makers' systems made of Android or Linux.

    Help: Send both of the same device, or one of them as an empty string.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua

    ```json bad /data/device_ver
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "Mozilla%2F5.0%20(iPhone%3B%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)%20AppleWebKit%2F605.1.15",
      "device_ids": {"custom": "7"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "Mozilla%2F5.0%20(iPhone%3B%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)%20AppleWebKit%2F605.1.15",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```
    """
    version, agent = payload.context("device_ver"), payload.context("device_ua")
    if not isinstance(version, str) or not isinstance(agent, str) or not version or not agent or is_placeholder(agent):
        return
    told, seen = read_device_ver(version), read_user_agent(agent)
    if told is not None:
        differing = conflict(told, seen)
        if differing is not None:
            yield Problem(payload.where("device_ver"), f"device_ver says {_spoken(told)}, device_ua {_spoken(seen)}")
