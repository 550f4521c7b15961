"""
Kinds of values, all of which are alike for every rule that says so: see `PayloadRule.together`.

Most of what differs between the payloads of one sender is of a kind: identifiers, times, addresses, amounts. Such
a rule may ask of a value of a kind where it stands and of which kind it is; of two identifiers, whether they are the
same. What else differs, such as user agents, is of no kind.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kochava_lint.address import PUBLIC_IPV4
from kochava_lint.identifier import UUID_KEYS

__all__ = ["FIRST_MOMENT", "MOMENT", "TELLING_APART", "Kind", "is_identifier", "kind_of", "may_be_moment"]


class Kind(NamedTuple):
    """
    A kind of values: the *pattern* is of a whole value as JSON writes it, without quotation marks.

    Of one with *is_text* the values are texts, of others numbers, be they written as texts.
    """

    name: str
    pattern: str
    is_text: bool = True


_HEX = "[0-9{0}]{{8}}-[0-9{0}]{{4}}-[0-9{0}]{{4}}-[0-9{0}]{{4}}-[0-9{0}]{{12}}"

_UPPER_UUID: Final = Kind("UUID in upper case", "(?!00000000-)" + _HEX.format("A-F"))
_LOWER_UUID: Final = Kind("UUID in lower case", "(?!00000000-)" + _HEX.format("a-f"))
_ANDROID_ID: Final = Kind("Android ID", "(?!00000000)[0-9a-f]{13,16}")
_ADDRESS: Final = Kind("public address", PUBLIC_IPV4)
_AMOUNT: Final = Kind(
    "positive amount", r"(?:[1-9][0-9]{0,8}(?:\.[0-9]{1,16})?|0\.[0-9]{0,8}[1-9][0-9]{0,8})", is_text=False
)
# A digit in it tells that it is no word such as null, and no crosses in the place of what nobody should see.
_CODE: Final = Kind("code", "(?=[0 -]*[A-Za-z1-9])[A-Za-z_ .:/-]{0,40}[0-9][A-Za-z0-9_ .:/-]{0,60}")

TELLING_APART: Final = frozenset({_UPPER_UUID, _LOWER_UUID, _ANDROID_ID})
"""The kinds of values that surely are of one device."""

MOMENT: Final = Kind("moment", "[1-9][0-9]{9}", is_text=False)
"""Epoch seconds from `FIRST_MOMENT` until now, no answer later than its event: the pattern does not tell that."""

FIRST_MOMENT: Final = 1_590_969_600
"""June 2020, in epoch seconds: before, there was no answer to App Tracking Transparency."""

_IDENTIFIERS: Final = ("device_ids", "device_id")
_LOOSE: Final = ("idfa", "idfv")  # as in an update
_BY_FIELD: Final[dict[str, tuple[Kind, ...]]] = {
    "kochava_device_id": (_UPPER_UUID, _LOWER_UUID, _CODE),
    "usertime": (MOMENT,),
    "att_time": (MOMENT,),
    "app_tracking_transparency/att_time": (MOMENT,),
    "origination_ip": (_ADDRESS,),
    "event_data": (_UPPER_UUID, _LOWER_UUID, _AMOUNT, _CODE),
    # What these are is asked for.
    "event_data/currency": (),
    **dict.fromkeys(("event_data/sum", "event_data/price", "event_data/quantity", "event_data/duration"), (_AMOUNT,)),
    **dict.fromkeys(_LOOSE, (_UPPER_UUID, _LOWER_UUID)),
    **{f"{holder}/{key}": (_UPPER_UUID, _LOWER_UUID) for holder in _IDENTIFIERS for key in UUID_KEYS},
    **{f"{holder}/android_id": (_ANDROID_ID,) for holder in _IDENTIFIERS},
    **{f"{holder}/custom": (_UPPER_UUID, _LOWER_UUID, _CODE) for holder in _IDENTIFIERS},
}
"""Which kinds there are where: under a key of the payload or of its `data`, and under a key of what stands there."""


def is_identifier(field: str) -> bool:
    """Whether what stands in *field* identifies a device."""
    return field.partition("/")[0] in (*_IDENTIFIERS, *_LOOSE, "kochava_device_id")


def may_be_moment(field: str) -> bool:
    """Whether a moment belongs in *field*, however it is written there."""
    return MOMENT in _BY_FIELD.get(field, ())


def kind_of(field: str, written: str) -> Kind | None:
    """The kind of a value that stands in *field*, as JSON has *written* it; None where it is of none."""
    holder, _, _ = field.partition("/")
    is_text = written.startswith('"')
    for kind in _BY_FIELD.get(field, _BY_FIELD.get(holder, ())):
        if (is_text or not kind.is_text) and re.fullmatch(kind.pattern, written.strip('"')):
            return kind
    return None
