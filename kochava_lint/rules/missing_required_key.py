from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import (
    ATT_FIELDS,
    CONTEXT_KEYS,
    DEVICE_FIELDS,
    Context,
    Fix,
    InsertMember,
    Payload,
    Problem,
    Severity,
    Violation,
    is_placeholder,
    is_usable,
    meant_key,
    payload_rule,
    read_device_ver,
    read_user_agent,
)


def _fix(payload: Payload, violation: Violation) -> Fix | None:
    """An empty string will do in an event, where the other of the pair carries the information."""
    keys = violation.expected
    if payload.action != "event" or not isinstance(keys, tuple) or len(keys) > 1:
        return None
    (key,) = keys
    there = (*payload.root, *payload.inner)
    if key in there or any(meant_key(other) == key for other in there):
        return None  # what is missing stands elsewhere, or under a misspelled name
    if key == "device_ver":
        agent = payload.context("device_ua")
        is_told = isinstance(agent, str) and not is_placeholder(agent) and read_user_agent(agent).platform is not None
    elif key == "device_ua":
        version = payload.context("device_ver")
        is_told = isinstance(version, str) and read_device_ver(version) is not None
    else:
        is_told = key == "kochava_device_id" and any(map(is_usable, payload.ids.values()))
    return Fix(f"send an empty {key}", InsertMember(violation.pointer, key, ""), safe=True) if is_told else None


@payload_rule(
    "event",
    "install",
    "update",
    "identityLink",
    severity=Severity.ERROR,
    unless=(
        "incomplete-body",
        "sdk-payload",
    ),
    quiet={},
    together=(*DEVICE_FIELDS, *ATT_FIELDS),
)
def missing_required_key(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A required key is missing.

    An event without one of its required keys is not properly associated with the install: no attribution, no
    reengagement window. `device_ver`, `device_ua` and `kochava_device_id` may be empty strings, but have to be
    there.

    An event needs `kochava_app_id`, `kochava_device_id`, `device_ids`, `action`, `origination_ip`, `device_ver`,
    `device_ua`, `data` and `event_name`; an install `kochava_app_id`, `action`, `data`, `device_ids`,
    `origination_ip`, and `device_ua` or `device_ver`; an update `kochava_app_id`, `kochava_device_id`, `action` and
    `data`; an identityLink `kochava_app_id`, `data`, and `device_id` or `kochava_device_id`.

    Help: Add the key; an empty string will do for `device_ver`, `device_ua` and `kochava_device_id` where the other of the pair carries the information.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/install-notification-setup
    Source: https://support.kochava.com/server-to-server-integration/identitylink-setup

    ```json bad /data
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```

    ```json bad
    {"action": "update", "kochava_device_id": "KI6F2E9A", "data": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"kochava_app_id": "kodemo-ios-4ea1", "device_id": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "data": {
      "app_userid": "2718281828"}}
    ```
    """
    inner_is_broken = "data" in payload.root and not isinstance(payload.root["data"], dict)
    for violation in context.violations:
        if violation.keyword != "required" or not isinstance(violation.expected, tuple):
            continue
        if inner_is_broken and violation.expected[0] in CONTEXT_KEYS:
            continue
        keys = " or ".join(violation.expected)
        yield Problem(violation.pointer, f"{keys} is missing", fix=_fix(payload, violation))
