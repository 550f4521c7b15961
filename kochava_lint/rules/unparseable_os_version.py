from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import (
    DEVICE_FIELDS,
    MISSING,
    Context,
    Payload,
    Problem,
    Severity,
    is_placeholder,
    payload_rule,
    read_device_ver,
    read_user_agent,
)

_ASKED_FOR_A_VERSION: Final = frozenset({None, "ios", "ipados", "tvos", "android"})


@payload_rule(
    "event",
    "install",
    severity=Severity.ERROR,
    unless=(
        "incomplete-body",
        "user-agent-not-url-encoded",
        "user-agent-double-encoded",
        "user-agent-broken-encoding",
        "server-user-agent",
        "ambiguous-apple-user-agent",
        "reduced-user-agent",
        "sdk-payload",
    ),
    together=DEVICE_FIELDS,
)
def unparseable_os_version(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    No OS version can be read, neither from `device_ua` nor from `device_ver`.

    The page warns that payloads be formatted so that Kochava can parse the OS version, by sending the full user
    agent or a `device_ver`. Without it Kochava cannot tell whether iOS 14's rules apply, nor match by user agent.
    Both may be empty strings, but not at once.

    What else is reported about the two explains it. Systems of which Kochava asks no version (televisions,
    desktops) are left alone.

    Help: Send the device's full user agent, URL-encoded, or a `device_ver` of the form `<model>-<os>-<version>`, such as `iPhone14,5-iOS-17.4`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua

    ```json bad /data/device_ua also att-undetermined /data
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "", "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}}}
    ```

    ```json bad /data/device_ver
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "14", "device_ua": "",
      "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "",
      "device_ua": "Roku%2FDVP-9.10%20(519.10E04111A)",
      "device_ids": {"rida": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    agent, version = payload.context("device_ua"), payload.context("device_ver")
    # A missing or mistyped key, and a placeholder, are reported as such.
    if payload.action == "event" and not (payload.has("device_ua") and payload.has("device_ver")):
        return
    if agent is MISSING and version is MISSING and not (payload.has("device_ua") or payload.has("device_ver")):
        return
    texts = [value for value in (agent, version) if value is not MISSING]
    if not all(isinstance(text, str) and not is_placeholder(text) for text in texts):
        return
    if read_device_ver(version or "") is not None:
        return
    read = read_user_agent(agent or "")
    if read.version is None and read.platform in _ASKED_FOR_A_VERSION:
        pointer = payload.where("device_ver" if version or not payload.has("device_ua") else "device_ua")
        yield Problem(pointer, "no OS version can be read from device_ua or device_ver")
