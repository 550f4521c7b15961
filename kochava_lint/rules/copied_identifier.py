from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, is_test, is_usable, payload_rule


@payload_rule(severity=Severity.WARNING, together=("device_ids", "device_id", "idfa", "kochava_device_id"))
def copied_identifier(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    One value stands for two identifiers.

    The IDFA is neither the IDFV nor the Kochava device id; where they are equal, one was copied into the place of
    the other, and matches nothing there.

    Help: Send each identifier as the device gives it, or an empty string.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://developer.apple.com/documentation/adsupport/asidentifiermanager/advertisingidentifier

    ```json bad /data/device_ids/idfa
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "idfv": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    found = payload.identifiers("idfa")
    if not found:
        return
    others = (("idfv", payload.ids.get("idfv")), ("kochava_device_id", payload.root.get("kochava_device_id")))
    for pointer, idfa in found:
        for name, value in others:
            if not isinstance(value, str) or len(value) != len(idfa) or value.upper() != idfa.upper():
                continue
            if is_usable(idfa) and not is_test(idfa):
                yield Problem(pointer, f"idfa is the same value as {name}")
                break
