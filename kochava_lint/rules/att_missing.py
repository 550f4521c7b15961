from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import ATT_FIELDS, DEVICE_FIELDS, MISSING, Context, Payload, Problem, Severity, payload_rule


@payload_rule(
    "event",
    "install",
    severity=Severity.ERROR,
    unless=(
        "incomplete-body",
        "sdk-payload",
    ),
    together=(*DEVICE_FIELDS, *ATT_FIELDS),
)
def att_missing(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A payload from iOS 14 or later does not say whether tracking was allowed.

    From iOS, iPadOS and tvOS 14 on, Kochava wants the answer to the App Tracking Transparency prompt with every
    event. Where it is missing, Kochava assumes that tracking was refused and drops the IDFA, says the page on
    events; the page on privacy profiles says that it goes by whether there is an IDFA. So the IDFA may be dropped,
    and attribution with it. With `assume-ios14`, an Apple device of unknown version is taken for one of these.

    Help: Send `data.app_tracking_transparency.att`: true if the user allowed tracking, false if not or not asked.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://support.kochava.com/articles/create-manage-apps/32768-creating-and-editing-privacy-profiles

    ```json bad /data
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}}}
    ```

    ```json bad /data/app_tracking_transparency
    {"action": "install", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att_duration": 4}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    device = payload.device
    is_assumed = context.assume_ios14 and device.version is None
    if not device.takes_att or payload.att() is not MISSING or not (is_assumed or device.is_at_least(14)):
        return
    # A block of another type is reported as such.
    is_block = isinstance(payload.context("app_tracking_transparency"), dict)
    if is_block or not payload.has("app_tracking_transparency"):
        name = f"it is or may be {device}, taken for 14 or later" if is_assumed else device
        yield Problem(payload.att_pointer(), f"{name}, and att is missing: the IDFA may be dropped")
