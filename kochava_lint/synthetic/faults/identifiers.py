"""Faults of identifiers."""

from __future__ import annotations

from typing import Final

from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.faults.fault import Fault
from kochava_lint.synthetic.faults.operator import (
    ANDROID,
    APPLE_14,
    DEVICE_IDS,
    IDS,
    PHONE,
    WITH_DEVICE,
    Base,
    Operator,
    adid,
    android_id,
    idfa,
    idfv,
    sets,
)
from kochava_lint.synthetic.identifiers import kochava_device_id

__all__ = ["OPERATORS"]

_ZERO: Final = "00000000-0000-0000-0000-000000000000"
_ALLOWED: Final = APPLE_14._replace(allowed=True).with_given({f"{IDS}/idfa": idfa, f"{IDS}/idfv": idfv})
_ANDROID: Final = ANDROID._replace(allowed=True).with_given({f"{IDS}/adid": adid, f"{IDS}/android_id": android_id})
_WITH_ID: Final = PHONE.with_given({"kochava_device_id": kochava_device_id})
_WITHOUT_ID: Final = PHONE.with_given({"kochava_device_id": ""})
_ROKU: Final = Base(platforms=("roku",)).with_given({IDS: lambda choices: {"udid": adid(choices)}})
_LG: Final = Base(platforms=("webos",)).with_given({IDS: lambda choices: {"lgudid": adid(choices)}})


def _lower(before: str, _: Choices) -> str:
    return before.lower()


def _short(_: object, choices: Choices) -> str:
    return choices.digits(8)


def _hash(length: int) -> Operator:
    def digest(_: object, choices: Choices) -> str:
        return "d" + choices.digits(length - 1)

    return sets("hashed-identifier", f"{length}-digits", _ANDROID, f"{IDS}/adid", digest)


def _copied(choices: Choices) -> Fault:
    made = _ALLOWED.make(choices)
    ids = made["data"]["device_ids"]
    before, ids["idfa"] = ids["idfa"], ids["idfv"]
    return Fault("copied-identifier", "idfv", (*DEVICE_IDS, "idfa"), before, ids["idfv"], made)


OPERATORS: Final[tuple[Operator, ...]] = (
    sets("no-device-identifier", "none", _WITHOUT_ID, IDS, {}),
    sets("no-device-identifier", "blank", _WITHOUT_ID, IDS, {"custom": ""}, {"custom": " "}),
    sets("empty-device-ids", "none", _WITH_ID, IDS, {}),
    sets("empty-device-ids", "zeros", _WITH_ID, IDS, {"adid": _ZERO, "idfa": ""}),
    sets("zero-advertising-id", "adid", _ANDROID, f"{IDS}/adid", _ZERO),
    sets(
        "zero-advertising-id",
        "idfa",
        APPLE_14._replace(allowed=False).with_given({f"{IDS}/idfa": "", f"{IDS}/idfv": idfv}),
        f"{IDS}/idfa",
        _ZERO,
    ),
    sets("malformed-identifier", "idfv", _ALLOWED, f"{IDS}/idfv", "7A20-93C4", "KA310012t8f"),
    sets(
        "malformed-identifier", "adid", _ANDROID, f"{IDS}/adid", lambda before, _: before.replace("-", "")[1:], "none"
    ),
    sets("malformed-identifier", "android-id", _ANDROID, f"{IDS}/android_id", _short),
    sets("malformed-identifier", "kochava-device-id", _ALLOWED, f"{IDS}/idfa", "KA3100121621012t8f4a"),
    sets("lowercase-idfa", "idfa", _ALLOWED, f"{IDS}/idfa", _lower),
    sets("lowercase-idfa", "idfv", _ALLOWED, f"{IDS}/idfv", _lower),
    sets(
        "wrong-platform-identifier",
        "idfa",
        ANDROID._replace(allowed=True),
        f"{IDS}/idfa",
        lambda _, choices: idfa(choices),
    ),
    sets(
        "wrong-platform-identifier",
        "adid",
        APPLE_14._replace(allowed=True),
        f"{IDS}/adid",
        lambda _, choices: adid(choices),
    ),
    _hash(32),
    _hash(40),
    _hash(64),
    Operator("copied-identifier", "idfv", _copied),
    sets("missing-platform-identifier", "roku", _ROKU, IDS, lambda _, choices: {"crm": android_id(choices)}),
    sets("missing-platform-identifier", "lg", _LG, IDS, lambda _, choices: {"udid": android_id(choices)}),
    sets("hardware-identifier", "imei", WITH_DEVICE, f"{IDS}/imei", "356938035643809"),
    sets("hardware-identifier", "mac", WITH_DEVICE, f"{IDS}/mac", "00-00-5E-00-53-01"),
)
