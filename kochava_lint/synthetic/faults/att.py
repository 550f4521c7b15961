"""Faults of App Tracking Transparency."""

from __future__ import annotations

from typing import Final

from kochava_lint.payload import MISSING
from kochava_lint.synthetic.faults.device import AGENT, MAC
from kochava_lint.synthetic.faults.operator import APPLE_14, IDS, WITH_DEVICE, Operator, drops, idfa, idfv, sets

__all__ = ["OPERATORS"]

_BLOCK: Final = "data/app_tracking_transparency"
_ALLOWED: Final = APPLE_14._replace(allowed=True).with_given({_BLOCK: {"att": True, "att_detail": "authorized"}})
_DENIED: Final = APPLE_14._replace(allowed=False).with_given({_BLOCK: {"att": False, "att_detail": "denied"}})
_REFUSED: Final = APPLE_14._replace(allowed=False).with_given({f"{IDS}/idfv": idfv, f"{IDS}/idfa": ""})
_ANSWERED: Final = _ALLOWED.having(usertime=1_720_000_000)
_MILLISECONDS: Final = 1_700_000_000_000


OPERATORS: Final[tuple[Operator, ...]] = (
    drops("att-missing", "block", APPLE_14, _BLOCK),
    drops(
        "att-missing",
        "answer",
        APPLE_14.with_given({_BLOCK: {"att": False, "att_duration": 4}})._replace(allowed=False),
        f"{_BLOCK}/att",
    ),
    sets(
        "att-undetermined",
        "mac",
        APPLE_14.with_given({"data/device_ver": "", AGENT: MAC, f"{IDS}/idfv": idfv}),
        _BLOCK,
        MISSING,
        at="data",
        implies=(("ambiguous-apple-user-agent", AGENT),),
    ),
    sets("att-not-boolean", "text", APPLE_14, f"{_BLOCK}/att", "true", "false", "authorized", ""),
    sets("att-not-boolean", "number", APPLE_14, f"{_BLOCK}/att", 3, 1, 0),
    sets(
        "att-contradicts-detail",
        "denied",
        _ALLOWED,
        f"{_BLOCK}/att_detail",
        "denied",
        "restricted",
        "notDetermined",
        at=f"{_BLOCK}/att",
    ),
    sets("att-contradicts-detail", "authorized", _DENIED, f"{_BLOCK}/att_detail", "authorized", at=f"{_BLOCK}/att"),
    sets("unknown-att-detail", "spelling", _DENIED, f"{_BLOCK}/att_detail", "not_determined", "Authorized", "granted"),
    sets("unknown-att-detail", "number", _DENIED, f"{_BLOCK}/att_detail", 3, "0"),
    sets("idfa-without-consent", "idfa", _REFUSED, f"{IDS}/idfa", lambda _, choices: idfa(choices)),
    sets(
        "zero-idfa-with-consent",
        "zeros",
        _ALLOWED.with_given({f"{IDS}/idfv": idfv}),
        f"{IDS}/idfa",
        "00000000-0000-0000-0000-000000000000",
    ),
    sets("implausible-att-time", "milliseconds", _ANSWERED, f"{_BLOCK}/att_time", _MILLISECONDS, str(_MILLISECONDS)),
    sets("implausible-att-time", "none", _ANSWERED, f"{_BLOCK}/att_time", 0, -1),
    sets("implausible-att-time", "early", _ANSWERED, f"{_BLOCK}/att_time", 1_500_000_000),
    sets("implausible-att-time", "future", _ANSWERED, f"{_BLOCK}/att_time", 4_102_444_800),
    sets("implausible-att-time", "after-usertime", _ANSWERED, f"{_BLOCK}/att_time", 1_720_200_000),
    sets("implausible-att-time", "date", _ANSWERED, f"{_BLOCK}/att_time", "2024-07-03T09:46:40Z"),
    sets("implausible-att-duration", "negative", APPLE_14, f"{_BLOCK}/att_duration", -1, "-0.5"),
    sets("implausible-att-duration", "long", APPLE_14, f"{_BLOCK}/att_duration", 86_401, 1e9),
    sets("implausible-att-duration", "word", APPLE_14, f"{_BLOCK}/att_duration", "soon", ""),
    sets(
        "att-on-other-platform",
        "refused",
        WITH_DEVICE._replace(platforms=("android", "fire-os", "roku", "webos")),
        _BLOCK,
        {"att": False},
    ),
)
