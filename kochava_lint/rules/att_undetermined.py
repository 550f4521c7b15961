from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import ATT_FIELDS, DEVICE_FIELDS, MISSING, Context, Payload, Problem, Severity, payload_rule


@payload_rule(
    "event",
    "install",
    severity=Severity.WARNING,
    unless=(
        "incomplete-body",
        "sdk-payload",
    ),
    together=(*DEVICE_FIELDS, *ATT_FIELDS),
)
def att_undetermined(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A payload from an Apple device of unknown version does not say whether tracking was allowed.

    If the device runs iOS, iPadOS or tvOS 14 or later, as nearly all do, Kochava may drop the IDFA without `att`.
    No version can be read from this payload, so that cannot be told. With `assume-ios14`, `att-missing` tells of it.

    Help: Send `data.app_tracking_transparency.att`, and a `device_ver` that tells the version.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/articles/create-manage-apps/32768-creating-and-editing-privacy-profiles

    ```json bad /data also ambiguous-apple-user-agent /data/device_ua
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "",
      "device_ua": "Mozilla%2F5.0%20(Macintosh%3B%20Intel%20Mac%20OS%20X%2010_15_7)%20AppleWebKit%2F605.1.15",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    device = payload.device
    if context.assume_ios14 or not device.takes_att or device.version is not None or payload.att() is not MISSING:
        return
    # A block of another type is reported as such.
    is_block = isinstance(payload.context("app_tracking_transparency"), dict)
    if is_block or not payload.has("app_tracking_transparency"):
        yield Problem(payload.att_pointer(), f"it is or may be {device}, of unknown version, and att is missing")
