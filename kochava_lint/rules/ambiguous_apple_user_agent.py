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
    severity=Severity.WARNING,
    quiet={"device_ua": {"not": {"type": "string", "pattern": "Macintosh"}}},
    unless=("incomplete-body",),
    together=DEVICE_FIELDS,
)
def ambiguous_apple_user_agent(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    The user agent says Macintosh, the identifiers iPhone or iPad.

    iPads ask for desktop pages, with a Mac's user agent, and that names no version that could be trusted. Whether
    it is an iPad (where App Tracking Transparency matters) or a Mac only `device_ver` can tell.

    Help: Send a `device_ver` such as `iPad13,4-iPadOS-17.4`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua

    ```json bad /data/device_ua
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "",
      "device_ua": "Mozilla%2F5.0%20(Macintosh%3B%20Intel%20Mac%20OS%20X%2010_15_7)%20AppleWebKit%2F605.1.15",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPad13,4-iPadOS-17.4",
      "device_ua": "Mozilla%2F5.0%20(Macintosh%3B%20Intel%20Mac%20OS%20X%2010_15_7)%20AppleWebKit%2F605.1.15",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```
    """
    agent, version = payload.context("device_ua"), payload.context("device_ver")
    if (
        not isinstance(agent, str)
        or "Macintosh" not in agent
        or (isinstance(version, str) and read_device_ver(version))
    ):
        return
    if read_user_agent(agent).platform == "macos" and payload.has_usable("idfa", "idfv"):
        yield Problem(payload.where("device_ua"), "device_ua may be an iPad's or a Mac's, and tells no version")
