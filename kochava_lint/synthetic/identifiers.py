"""Identifiers of devices, as their platforms hand them out."""

from __future__ import annotations

from typing import Final

from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.device_kind import APPLE

__all__ = ["identifiers", "kochava_device_id", "uuid"]

# A UUID of version 4 has one of four digits in this place: by its own, no identifier is equal to another.
_IDFA, _IDFV, _ADID, _OTHER = "a", "b", "8", "9"
_OF_OTHERS: Final = {True: ("adid", "android_id"), False: ("idfa", "idfv")}
_FIRST_DIGIT: Final = "9"
"""So that what shrinks to zeros is no identifier of zeros, which Kochava could not use."""


def uuid(choices: Choices, variant: str = _OTHER) -> str:
    """A UUID of version 4 in lower case, whose *variant* is one of 8, 9, a and b."""
    digits = choices.digits(30)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-{variant}{digits[15:18]}-{digits[18:]}"


def kochava_device_id(choices: Choices) -> str:
    """The id that Kochava's SDK makes for an installation of an app, or that a server makes up in its place."""
    form = choices.choose(("K{}", "KI{}t{}", "{}-own"))
    return form.format(choices.digits(12), choices.digits(24))


def identifiers(choices: Choices, platform: str, *, tracked: bool) -> dict[str, str]:
    """
    The identifiers of a device of *platform*, one at least that could identify it.

    *tracked*: with an advertising id where there may be one; without, none.
    """
    ids = _of_platform(choices, platform, tracked=tracked)
    if choices.maybe():
        ids["custom"] = choices.choose(("crm-{}", "{}", "kochava-test-{}")).format(_FIRST_DIGIT + choices.digits(11))
    if choices.maybe():  # an identifier that the platform does not have may be there, and empty
        ids[choices.choose(_OF_OTHERS[platform in APPLE])] = ""
    return ids


def _of_platform(choices: Choices, platform: str, *, tracked: bool) -> dict[str, str]:
    # Whatever the platform, as many choices are made: an example shrinks to the first platform, not to the one that
    # takes the fewest.
    has_both = choices.maybe()
    if platform in APPLE:
        advertising, vendor = {"idfa": uuid(choices, _IDFA).upper()}, {"idfv": uuid(choices, _IDFV).upper()}
        if tracked:
            return {**advertising, **vendor} if has_both else advertising
        return {"idfa": "", **vendor} if has_both else vendor
    is_unusual = choices.maybe()
    if platform == "roku":
        advertising, device = {"rida": uuid(choices)}, {"UDID" if is_unusual else "udid": uuid(choices)}
        return {**(advertising if tracked else {}), **device} if has_both or not tracked else advertising
    if platform == "webos":
        device, own = {"lgudid" if is_unusual else "device_id": uuid(choices)}, {"custom": uuid(choices)}
        return {**device, **own} if has_both else device
    key = "fire_adid" if platform == "fire-os" else "adid"
    advertising, device = {key: uuid(choices, _ADID)}, {"android_id": _FIRST_DIGIT + choices.digits(15)}
    if is_unusual:
        device["asid"] = uuid(choices)
    if tracked:
        return {**advertising, **device} if has_both else advertising
    return {key: "", **device} if has_both else device
