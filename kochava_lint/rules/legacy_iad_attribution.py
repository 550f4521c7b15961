from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import MISSING, Context, Payload, Problem, Severity, payload_rule

_NO_IAD: Final = {
    "properties": {"iad_attribution_details": False, "data": {"properties": {"iad_attribution_details": False}}}
}


@payload_rule("install", severity=Severity.INFO, quiet={"": _NO_IAD}, together=())
def legacy_iad_attribution(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    The install carries `iad_attribution_details`, which Apple no longer fills.

    Apple ended iAd attribution in February 2023; what is sent under this key is old or empty. Its successor is
    AdServices, whose token the app fetches from iOS 14.3 on.

    Help: Send `ad_services_token` instead.
    Source: https://support.kochava.com/server-to-server-integration/install-notification-setup
    Source: https://www.kochava.com/blog/kochava-adds-support-for-apple-adservices-framework/

    ```json bad /data/iad_attribution_details
    {"action": "install", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true},
      "iad_attribution_details": {"Version3.1": {"iad-attribution": "false"}}}}
    ```

    ```json good
    {"action": "install", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4", "device_ua": "",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true},
      "ad_services_token": "dG9rZW4="}}
    ```
    """
    if payload.context("iad_attribution_details") is not MISSING:
        yield Problem(payload.where("iad_attribution_details"), "iAd attribution ended in February 2023")
