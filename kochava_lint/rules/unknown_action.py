from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import (
    ACTIONS,
    SDK_ACTIONS,
    Context,
    Fix,
    Payload,
    Problem,
    SetValue,
    Severity,
    nearest,
    payload_rule,
)


@payload_rule(severity=Severity.ERROR, quiet={"action": {"enum": ["", *ACTIONS, *SDK_ACTIONS]}}, together=())
def unknown_action(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    The payload's `action` is none that Kochava knows.

    Kochava decides by `action` what a payload is. It is `event`, `install`, `update` or `identityLink`, in just
    this spelling. (`session`, `init` and a few more are the SDK's.)

    Help: Send one of event, install, update, identityLink.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/install-notification-setup
    Source: https://support.kochava.com/server-to-server-integration/identitylink-setup

    ```json bad /action
    {"action": "Event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    action = payload.get("action")
    if not isinstance(action, str) or not action or action in ACTIONS or action in SDK_ACTIONS:
        return
    meant = nearest(action, ACTIONS)
    hint = f"; {meant} is probably meant" if meant else f"; there are {', '.join(ACTIONS)}"
    is_right_but_for_case = meant is not None and meant.lower() == action.lower()
    fix = Fix(f"send {meant}", SetValue(("action",), str(meant))) if is_right_but_for_case else None
    yield Problem(("action",), f"action is none that Kochava knows{hint}", fix=fix)
