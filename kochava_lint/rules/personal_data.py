from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import (
    NOTHING_PERSONAL,
    Context,
    Payload,
    Problem,
    Severity,
    is_test,
    payload_rule,
    personal_kind,
    strings,
)


@payload_rule(
    "event",
    "install",
    "update",
    "identityLink",
    severity=Severity.WARNING,
    quiet={
        "device_ids": NOTHING_PERSONAL,
        "event_data": NOTHING_PERSONAL,
        "": {"properties": {"device_id": NOTHING_PERSONAL}},
    },
    together=(),
)
def personal_data(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An e-mail address or a phone number is sent in clear.

    Kochava ties identities to devices through IdentityLink; in `event_data` and `device_ids` they are visible to
    everybody who sees reports and postbacks.

    Help: Leave it out, send an id of your own, or use an identityLink.
    Source: https://support.kochava.com/server-to-server-integration/identitylink-setup

    ```json bad /data/event_data/user
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}, "event_data": {"user": "ada@example.org"}}}
    ```

    ```json good
    {"kochava_app_id": "kodemo-ios-4ea1", "device_id": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "data": {
      "email": "ada@example.org"}}
    ```
    """
    places = [(payload.ids_pointer, payload.ids)]
    if payload.action != "identityLink":
        places.append((payload.where("event_data"), payload.context("event_data")))
    for place, value in places:
        for pointer, text in strings(value, place):
            kind = personal_kind(text)
            if kind is not None and not is_test(text):
                yield Problem(pointer, f"{kind} in clear")
