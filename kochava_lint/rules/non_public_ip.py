from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import SURELY_PUBLIC, Context, Payload, Problem, Severity, non_public_kind, payload_rule


@payload_rule("event", "install", severity=Severity.WARNING, quiet={"origination_ip": SURELY_PUBLIC}, together=())
def non_public_ip(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `origination_ip` is an address that no device on the internet has.

    It is the address of a server or a proxy in your own network, not the device's. Matching by address then fails,
    or matches the wrong user.

    Help: Send the address from which the device reached you: behind a proxy, what the proxy says of it.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/origination_ip
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "10.0.3.17", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    address = payload.context("origination_ip")
    kind = non_public_kind(address) if isinstance(address, str) else None
    if kind is not None:
        yield Problem(payload.where("origination_ip"), f"origination_ip is {kind}, not the device's")
