from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, payload_rule


@payload_rule("update", severity=Severity.ERROR, quiet={"app_tracking_transparency/att": {"const": True}}, together=())
def update_without_consent(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An update says that tracking was refused.

    An IDFA becomes known later because the user allowed tracking later. An update with `att` false contradicts
    itself, and an IDFA without consent is not to be used.

    Help: Send no update where the user refused; send `att` as true only where the user allowed tracking.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
    Source: https://developer.apple.com/documentation/apptrackingtransparency/attrackingmanager

    ```json bad /data/app_tracking_transparency/att
    {"action": "update", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "app_tracking_transparency": {"att": false}}}
    ```

    ```json good
    {"action": "update", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D", "app_tracking_transparency": {"att": true}}}
    ```
    """
    if payload.att() is False:
        yield Problem(payload.att_pointer(), "att is false in an update, which brings an IDFA that was allowed")
