"""Faults of consent, beyond App Tracking Transparency."""

from __future__ import annotations

from typing import Final

from kochava_lint.synthetic.faults.operator import APPLE_14, IDS, WITH_DEVICE, Base, Operator, adid, drops, idfa, sets

__all__ = ["OPERATORS"]

_CONSENT: Final = "data/gdpr_privacy_consent"
_FLAGS: Final = WITH_DEVICE.with_given({_CONSENT: {"ad_user_data": 1, "ad_personalization": 0}})
_STRING: Final = WITH_DEVICE.with_given(
    {_CONSENT: {"tc_string": "COxSKBCOxSKCCBcABCENAgCMAPzAAEPAAAqIDaQBQAMgAgABqAR0A2gDaQAwAMgAgANoAAA"}}
)
_LIMIT: Final = "data/device_limit_tracking"
_LIMITED: Final = (True, "true")

OPERATORS: Final[tuple[Operator, ...]] = (
    drops("inconsistent-consent", "half", _FLAGS, f"{_CONSENT}/ad_personalization"),
    sets("inconsistent-consent", "flag", _FLAGS, f"{_CONSENT}/ad_user_data", 2, -1),
    sets("inconsistent-consent", "version-1", _STRING, f"{_CONSENT}/tc_string", "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA"),
    sets("inconsistent-consent", "cut-off", _STRING, f"{_CONSENT}/tc_string", lambda before, _: before[:20], ""),
    sets(
        "tracking-limited-with-advertising-id",
        "idfa",
        APPLE_14._replace(allowed=True).with_given({f"{IDS}/idfa": idfa}),
        _LIMIT,
        *_LIMITED,
    ),
    sets(
        "tracking-limited-with-advertising-id",
        "adid",
        Base(platforms=("android",), allowed=True).with_given({f"{IDS}/adid": adid}),
        _LIMIT,
        *_LIMITED,
    ),
)
