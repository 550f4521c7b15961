from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import DEVICE_FIELDS, Context, Payload, Problem, Severity, is_usable, payload_rule


@payload_rule(
    "event",
    "install",
    severity=Severity.WARNING,
    unless=("incomplete-body", "no-device-identifier", "empty-device-ids"),
    together=DEVICE_FIELDS,
)
def missing_platform_identifier(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A television is not identified as Kochava asks for.

    A Roku is identified by `GetDeviceUniqueId()` as `udid`, or by its advertising id as `rida`; an LG television by
    its id as `device_id`, `custom` or `lgudid`.

    Help: Send the identifier under the name that the message gives.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/reference-information/over-the-top-tv-and-connected-tv/

    ```json bad /data/device_ids
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "4640X-Roku-11.5", "device_ua": "",
      "device_ids": {"custom": "8831"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "4640X-Roku-11.5", "device_ua": "",
      "device_ids": {"rida": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    device = payload.device
    if not device.sure or not (device.platform == "roku" or device.is_lg_tv):
        return
    names = ("udid", "rida") if device.platform == "roku" else ("device_id", "custom", "lgudid")
    present = {
        key.lower() for key, value in payload.ids.items() if is_usable(value) or not isinstance(value, str | None)
    }
    if payload.ids and present.isdisjoint(names):
        yield Problem(payload.ids_pointer, f"the device is {device}; Kochava asks for {' or '.join(names)}")
