from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, expression, payload_rule, read_device_ver

_BARE: Final = expression(r"[0-9]+(?:\.[0-9]+)*")


@payload_rule("event", "install", severity=Severity.WARNING, unless=("unparseable-os-version",), together=())
def malformed_device_ver(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `device_ver` does not have the form `<model>-<os>-<version>`.

    Kochava knows two forms: an empty string, and model, system and version with hyphens between them. A bare
    version (`14.4`), which some integrations send by default, says neither which system it is of nor whether it is
    the app's.

    Help: Send `<model>-<os>-<version>`, such as `iPhone14,5-iOS-17.4`, or an empty string.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua
    Source: https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/destinations/kochava

    ```json bad /data/device_ver
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "17.4",
      "device_ua": "Mozilla%2F5.0%20(iPhone%3B%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)%20AppleWebKit%2F605.1.15",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "AFTKA-Fire-OS-7.2", "device_ua": "",
      "device_ids": {"fire_adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    version = payload.context("device_ver")
    if isinstance(version, str) and version and read_device_ver(version) is None:
        bare = _BARE.fullmatch(version)
        problem = (
            "a bare version: it tells neither the model nor the system"
            if bare
            else "not of the form <model>-<os>-<version>"
        )
        yield Problem(payload.where("device_ver"), f"device_ver is {problem}")
