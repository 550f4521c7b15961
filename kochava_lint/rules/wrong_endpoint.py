from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Request, Severity, request_rule

_TRACK: Final = "/track/json"
_LINK: Final = "/v1/cpi/identityLink.php"


def _wanted(payload: Payload) -> str:
    return _LINK if payload.action == "identityLink" else _TRACK


def _is_link_of_the_sdk(payload: Payload) -> bool:
    """Whether it is an identityLink that says so itself, which the SDK sends where it sends all else."""
    return payload.action == "identityLink" and bool(payload.root.get("action"))


@request_rule(severity=Severity.ERROR, unless=("sdk-payload",))
def wrong_endpoint(payload: Payload, request: Request, context: Context) -> Iterator[Problem]:
    """
    The payload goes to an address of Kochava's that takes none of its kind.

    Installs, events and updates go to `/track/json`; an identityLink without an `action` to
    `/v1/cpi/identityLink.php`. `/track/event`, which one catalogue of APIs names, is no address of Kochava's.

    Help: Send to the address that the message names.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/identitylink-setup

    ```http bad
    POST https://control.kochava.com/track/event HTTP/1.1
    Content-Type: application/json
    User-Agent: Unknown

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```http bad
    POST https://control.kochava.com/v1/cpi/identityLink.php HTTP/1.1
    Content-Type: application/json
    User-Agent: Unknown

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```http good
    POST https://control.kochava.com/track/json HTTP/1.1
    Content-Type: application/json
    User-Agent: Unknown

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```http good
    POST https://control.kochava.com/track/json/ HTTP/1.1
    Content-Type: application/json
    User-Agent: Unknown

    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    if not request.is_to_kochava:
        return
    if request.path not in {_TRACK, _LINK}:
        if not payload.batched:
            yield Problem((), f"the address takes no payloads; send them to {_wanted(payload)}", part="url")
    elif isinstance(payload.data, dict) and request.path != _wanted(payload) and not _is_link_of_the_sdk(payload):
        yield Problem(
            (), f"the address takes payloads of another kind; send this one to {_wanted(payload)}", part="url"
        )
