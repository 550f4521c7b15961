"""Times as payloads write them: epoch seconds, or something that was meant as such."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kochava_lint.expression import expression

__all__ = ["FIRST_USERTIME", "epoch_of", "in_seconds", "number_of", "unit_of"]

FIRST_USERTIME: Final = 1_214_870_400
"""July 2008, in epoch seconds: there were no apps in the stores before."""

_NUMBER: Final = expression(r"-?[0-9]{1,300}(?:\.[0-9]{1,300})?")
_INTEGER: Final = expression("[0-9]+")
_UNITS: Final = {13: ("milliseconds", 10**3), 16: ("microseconds", 10**6), 19: ("nanoseconds", 10**9)}
# A time of day and a zone: without either it is no point in time.
_ISO: Final = expression(
    r"(?P<date>\d{4}-\d{2}-\d{2})[Tt ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?P<fraction>[.,]\d+)?"
    r"(?P<zone>[Zz]|[+-]\d{2}:?\d{2})"
)


def number_of(value: object) -> float | None:
    """The number that *value* is, or that its text writes; None for anything else, such as a boolean."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def unit_of(value: object) -> str | None:
    """`milliseconds` for 13 digits, `microseconds` for 16, `nanoseconds` for 19; None otherwise."""
    unit = _UNITS.get(len(_digits(value)))
    return unit[0] if unit else None


def in_seconds(value: float | str) -> int | str:
    """Cut *value*, which has a `unit_of`, down to whole seconds; a text stays a text."""
    digits = _digits(value)
    seconds = int(digits) // _UNITS[len(digits)][1]
    return str(seconds) if isinstance(value, str) else seconds


def epoch_of(text: str) -> int | None:
    """The epoch seconds of a time that ISO 8601 writes with its zone; None for anything else."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    zone = "+00:00" if match["zone"] in "zZ" else match["zone"]
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        return int(datetime.fromisoformat(f"{match['date']}T{match['time']}{zone}").timestamp())
    except ValueError:  # a month that no year has
        return None


def _digits(value: object) -> str:
    """The digits of a whole number that is not negative, or of a text that writes one; else none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return text.lstrip("0") if _INTEGER.fullmatch(text) else ""
