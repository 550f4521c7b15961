"""Faults of the envelope: keys, types and values that the schema of the action asks for."""

from __future__ import annotations

from typing import Final

from kochava_lint.payload import MISSING
from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.faults.operator import (
    ANDROID,
    EVENT,
    IDS,
    PHONE,
    UPDATE,
    WITH_DEVICE,
    Base,
    Operator,
    adid,
    android_id,
    drops,
    sets,
)
from kochava_lint.synthetic.identifiers import kochava_device_id

__all__ = ["OPERATORS"]

_ANY: Final = Base(("event", "install", "update"))
_LINK: Final = Base(("identityLink",), allowed=True).with_given(
    {"action": "identityLink", "kochava_device_id": MISSING, "device_id": {"custom": "crm-7"}}
)
_BOTH: Final = PHONE._replace(actions=("event",))


def _wrapped(before: object, _: Choices) -> list[object]:
    return [before]


OPERATORS: Final[tuple[Operator, ...]] = (
    *(
        drops("missing-required-key", key, _BOTH, f"data/{key}")
        for key in ("origination_ip", "device_ver", "device_ua", "event_name")
    ),
    drops("missing-required-key", "device_ids", _BOTH.with_given({"kochava_device_id": kochava_device_id}), IDS),
    drops("missing-required-key", "kochava_device_id", _BOTH, "kochava_device_id"),
    drops("missing-required-key", "kochava_app_id", _ANY, "kochava_app_id"),
    drops("missing-required-key", "action", _BOTH, "action"),
    drops("missing-required-key", "device_id", _LINK, "device_id"),
    sets("empty-value", "app", _ANY, "kochava_app_id", ""),
    sets("empty-value", "address", WITH_DEVICE, "data/origination_ip", ""),
    sets("empty-value", "event", EVENT, "data/event_name", ""),
    sets("null-value", "device-id", EVENT, "kochava_device_id", None),
    sets("null-value", "version", WITH_DEVICE._replace(told="ua"), "data/device_ver", None),
    sets("null-value", "user-agent", WITH_DEVICE._replace(told="ver"), "data/device_ua", None),
    sets("null-value", "identifier", PHONE.with_given({f"{IDS}/custom": ""}), f"{IDS}/custom", None),
    sets("wrong-type", "list", _ANY, "kochava_app_id", _wrapped),
    sets("wrong-type", "number", WITH_DEVICE.having(app_version="3"), "data/app_version", 3, 3.2),
    sets("wrong-type", "boolean", _ANY, "kochava_device_id", True, False),
    sets("wrong-type", "text", EVENT, "data/gdpr_privacy_consent", "yes"),
    sets("wrong-type", "fraction", WITH_DEVICE.having(usertime=1_720_000_000), "data/usertime", 1_720_000_000.25),
    sets("invalid-value", "word", WITH_DEVICE, "data/device_limit_tracking", "no", "0", "False"),
    sets("unknown-action", "case", EVENT, "action", "Event", "EVENT"),
    sets("unknown-action", "word", EVENT, "action", "start", "purchase"),
    sets("sdk-payload", "version", _ANY, "sdk_version", "AndroidTracker 3.6.0", at=""),
    sets("sdk-payload", "action", EVENT, "action", "session", at=""),
    sets("malformed-app-id", "bundle", _ANY, "kochava_app_id", "com.example.shop", "1234567890", "KODEMO-IOS-4EA1"),
    sets("misplaced-key", "root", WITH_DEVICE.having(app_version=MISSING), "app_version", "3.2.0"),
    sets("misplaced-key", "data", _ANY, "data/action", "event"),
    sets("misplaced-key", "att", Base(platforms=("ios",), least=(14, 5)), "data/att_duration", 4),
    sets("misspelled-key", "word", EVENT.having(usertime=MISSING), "data/user_time", 1_720_000_000),
    sets("misspelled-key", "case", EVENT.having(app_version=MISSING), "data/appVersion", "3.2.0"),
    sets("misspelled-key", "letter", EVENT.having(currency=MISSING, event_data=MISSING), "data/curency", "EUR"),
    sets(
        "misspelled-key",
        "identifier",
        ANDROID._replace(allowed=True).with_given({f"{IDS}/android_id": android_id, f"{IDS}/adid": MISSING}),
        f"{IDS}/gaid",
        lambda _, choices: adid(choices),
    ),
    sets("unresolved-placeholder", "braces", EVENT, "data/event_name", "{{event}}", "${event}"),
    sets("unresolved-placeholder", "word", WITH_DEVICE, "data/app_version", "undefined", "null", "[object Object]"),
    sets("unresolved-placeholder", "app", _ANY, "kochava_app_id", "<APP GUID HERE>", "{app}"),
    sets("unresolved-placeholder", "macro", PHONE, f"{IDS}/custom", "%CUSTOM_ID%"),
    sets("unresolved-placeholder", "update", UPDATE, "kochava_device_id", "{{device_id}}"),
    sets(
        "personal-data",
        "event",
        EVENT.having(event_data={"sum": 0}),
        "data/event_data/note",
        "ann@example.com",
        "+49 30 901820",
    ),
    sets("personal-data", "identifier", WITH_DEVICE, f"{IDS}/custom", "ann@example.com"),
)
