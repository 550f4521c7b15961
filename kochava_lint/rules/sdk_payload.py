from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import SDK_ACTIONS, Context, Payload, Problem, Severity, payload_rule

_SDK_KEYS: Final = frozenset({"sdk_version", "sdk_protocol", "nt_id"})


def _is_sdk(body: dict[str, object]) -> bool:
    return not _SDK_KEYS.isdisjoint(body) or body.get("action") in SDK_ACTIONS


@payload_rule(
    severity=Severity.INFO,
    quiet={"": {"properties": dict.fromkeys(sorted(_SDK_KEYS), False)}, "action": {"not": {"enum": list(SDK_ACTIONS)}}},
    together=(),
)
def sdk_payload(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    The body is one that the Kochava SDK sent.

    The SDK speaks a protocol of its own to the same endpoint: no `device_ids`, no `origination_ip`, no `device_ua`,
    since the server sees the device itself. What is required of server-to-server payloads is not asked of it.

    Help: Nothing is wrong; leave payloads of the SDK out of the capture if they are not yours to mend.
    Source: https://github.com/Kochava/Apple-SwiftPackage-KochavaTracker

    ```json bad
    {"action": "session", "sdk_version": "AndroidTracker 3.6.0", "sdk_protocol": "13", "kochava_app_id": "kodemo-android-7b2", "data": {"state": "resume"}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    bodies = payload.data if isinstance(payload.data, list) else [payload.data]
    if any(isinstance(body, dict) and _is_sdk(body) for body in bodies):
        yield Problem((), "sent by the Kochava SDK, not server to server")
