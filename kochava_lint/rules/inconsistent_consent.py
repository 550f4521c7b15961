from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kochava_lint.rule import CONSENT_STRING, Context, Payload, Problem, Severity, consent_string_defect, payload_rule

_FLAGS: Final = ("gdpr_applies", "ad_user_data", "ad_personalization")
_BOTH: Final = ["ad_user_data", "ad_personalization"]
_COMPLETE: Final = {
    "type": "object",
    "properties": {**{key: {"enum": [0, 1, False, True]} for key in _FLAGS}, "tc_string": CONSENT_STRING},
    "anyOf": [
        {"required": ["tc_string"]},
        {"required": _BOTH},
        {"required": ["gdpr_applies"], "properties": {"gdpr_applies": {"enum": [0, False]}}, "maxProperties": 1},
    ],
}


def _is_enough(consent: Mapping[str, object]) -> bool:
    """Whether it can do without a `tc_string`."""
    told = {key for key, value in consent.items() if value is not None}
    return told.issuperset(_BOTH) or (told == {"gdpr_applies"} and consent["gdpr_applies"] != 1)


@payload_rule(
    "event",
    "install",
    severity=Severity.WARNING,
    quiet={"gdpr_privacy_consent": _COMPLETE},
    unless=("incomplete-body",),
    together=("gdpr_privacy_consent",),
)
def inconsistent_consent(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `gdpr_privacy_consent` does not say what Google's consent policy asks for.

    Kochava's page wants 0 or 1 for `gdpr_applies`, `ad_user_data` and `ad_personalization`; and either
    `tc_string`, the consent string of the IAB's framework (TCF version 2), or both of the other two. Where it
    cannot be read, the user counts as one without consent. `gdpr_applies: 0` alone is enough.

    Help: Send a `tc_string` as the consent platform gives it, or both `ad_user_data` and `ad_personalization`; flags are 0 or 1.
    Source: https://support.kochava.com/reference-information/googles-digital-markets-act-consent-policy/
    Source: https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework

    ```json bad /data/gdpr_privacy_consent
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "gdpr_privacy_consent": {"gdpr_applies": 1, "ad_user_data": 1}}}
    ```

    ```json bad /data/gdpr_privacy_consent/tc_string
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "gdpr_privacy_consent": {"gdpr_applies": 1, "tc_string": "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "gdpr_privacy_consent": {"gdpr_applies": 1, "ad_user_data": 1, "ad_personalization": 0}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true},
      "gdpr_privacy_consent": {"gdpr_applies": 1,
        "tc_string": "COxSKBCOxSKCCBcABCENAgCMAPzAAEPAAAqIDaQBQAMgAgABqAR0A2gDaQAwAMgAgANoAAA"}}}
    ```
    """
    consent = payload.context("gdpr_privacy_consent")
    if not isinstance(consent, dict):
        return
    where = payload.where("gdpr_privacy_consent")
    for key in _FLAGS:
        value = consent.get(key)
        if isinstance(value, int) and value not in {0, 1}:
            yield Problem((*where, key), f"{key} is neither 0 nor 1")
    text = consent.get("tc_string")
    if isinstance(text, str):
        defect = consent_string_defect(text)
        if defect is not None:
            yield Problem((*where, "tc_string"), f"tc_string is no consent string of TCF version 2: {defect}")
    elif text is None and not _is_enough(consent):
        yield Problem(where, "there is neither tc_string nor both ad_user_data and ad_personalization")
