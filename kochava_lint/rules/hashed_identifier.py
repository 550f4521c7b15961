from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import UUID_OR_NOTHING, Context, Payload, Problem, Severity, is_hash, payload_rule


@payload_rule(
    "event",
    "install",
    "update",
    severity=Severity.WARNING,
    quiet=dict.fromkeys(("device_ids/idfa", "device_ids/idfv", "device_ids/adid"), UUID_OR_NOTHING),
    together=(),
)
def hashed_identifier(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An advertising id is sent as a hash.

    Events, installs and updates take identifiers in clear; there is no key that could say how they are hashed. Only
    an identityLink (`device_hash_method`) and clicks take hashes.

    Help: Send the identifier in clear.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/server-to-server-integration/identitylink-setup

    ```json bad /data/device_ids/adid
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "5d41402abc4b2a76b9719d911017c592"}}}
    ```

    ```json good
    {"kochava_app_id": "kodemo-ios-4ea1", "device_id": {"idfa": "5d41402abc4b2a76b9719d911017c592"},
      "device_hash_method": {"idfa": "md5"}, "data": {
      "app_userid": "2718281828"}}
    ```
    """
    for pointer, value in payload.identifiers("idfa", "idfv", "adid"):
        if is_hash(value):
            yield Problem(
                pointer, f"{pointer[-1]} has {len(value)} hex digits: a hash, where the identifier in clear belongs"
            )
