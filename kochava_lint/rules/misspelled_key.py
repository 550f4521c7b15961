from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import (
    ACTIONS,
    ATT_KEYS,
    IDENTIFIER_KEYS,
    MISSING,
    PAYLOAD_KEYS,
    Context,
    Fix,
    Payload,
    Pointer,
    Problem,
    RenameKey,
    Severity,
    meant_identifier,
    meant_key,
    meant_link_key,
    nearest,
    payload_rule,
    shown_key,
)


def _near_misses(payload: Payload) -> Iterator[tuple[Pointer, str, str]]:
    """The keys of the root and of `data` that are nearly known, and what is meant."""
    if payload.action == "identityLink" or _is_nearly_a_link(payload.root.get("action")):
        for key in payload.root:
            meant = meant_link_key(key)
            if meant is not None:
                yield (), key, meant
        return
    for pointer, members in ((), payload.root), (("data",), payload.inner):
        for key in members:
            meant = meant_key(key)
            if meant is not None:
                yield pointer, key, meant


def _is_nearly_a_link(action: object) -> bool:
    return isinstance(action, str) and action not in ACTIONS and nearest(action, ACTIONS) == "identityLink"


def _problem(pointer: Pointer, meant: str) -> Problem:
    key = shown_key(str(pointer[-1]))
    fix = Fix(f"call it {meant}", RenameKey(pointer, meant))
    return Problem(pointer, f"{key} is no key of Kochava's; {meant} is probably meant", fix=fix)


@payload_rule(severity=Severity.WARNING, judges_key=True, unless=("incomplete-body",), together=())
def misspelled_key(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A key is nearly one that Kochava knows, and that one is absent.

    Kochava does not complain about a key that it does not know; it does not find what it looks for. These slips are
    all from real integrations: `device_id` for `device_ids`, `originating_ip`, `user_agent`, `idvf`, `gaid`, `att-
    detail`, `kochavaAppId`.

    Shorter words of your own, such as the custom identifier `uid`, are not taken for misspelled ones.

    Help: Use the key that the message names.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://documentation.freshpaint.io/integrations/destinations/mobile-measurement-partners-mmp/kochava-early-access/kochava-reference
    Source: https://docs.mparticle.com/integrations/kochava/event/

    ```json bad /data/user_agent also missing-required-key /data
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true},
      "user_agent": ""}}
    ```

    ```json bad /data/device_ids/gaid
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"gaid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "uid": "7"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    if (
        payload.root.keys() <= PAYLOAD_KEYS
        and payload.inner.keys() <= PAYLOAD_KEYS
        and payload.ids.keys() <= IDENTIFIER_KEYS
        and payload.att_block.keys() <= PAYLOAD_KEYS
        and payload.action != "identityLink"
    ):
        return
    for pointer, key, meant in _near_misses(payload):
        if not payload.has(meant) and payload.att(meant) is MISSING:
            yield _problem((*pointer, key), meant)
    for key in payload.ids:
        name = meant_identifier(key)
        if name is not None and name not in payload.ids:
            yield _problem((*payload.ids_pointer, key), name)
    for key in payload.inner if payload.action == "update" else ():  # which carries the new IDFA in data itself
        name = meant_identifier(key)
        if name in {"idfa", "idfv"} and name not in payload.inner:
            yield _problem(("data", key), name)
    for key in payload.att_block:
        name = meant_key(key)
        if name in ATT_KEYS and payload.att(name) is MISSING:
            yield _problem((*payload.where("app_tracking_transparency"), key), name)
