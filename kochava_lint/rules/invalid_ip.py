from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import SURELY_PUBLIC, Context, Payload, Problem, Severity, is_address, payload_rule


def _hint(address: str) -> str:
    if "," in address:
        return ", but a list"
    return ", but an address with spaces around it" if is_address(address.strip()) else ""


@payload_rule("event", "install", severity=Severity.ERROR, quiet={"origination_ip": SURELY_PUBLIC}, together=())
def invalid_ip(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `origination_ip` is no IP address.

    Kochava matches clicks by address and user agent, and tells the country by it. A list of addresses, an address
    with a port and a host name are none.

    Help: Send one IPv4 or IPv6 address: the first of `X-Forwarded-For` that your own proxies did not add.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/origination_ip
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7, 198.51.100.2", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "2001:db8::7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    address = payload.context("origination_ip")
    if isinstance(address, str) and address and not is_address(address):
        yield Problem(payload.where("origination_ip"), f"origination_ip is not an IP address{_hint(address)}")
