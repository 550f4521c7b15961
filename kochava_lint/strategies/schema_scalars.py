"""Numbers and texts that a JSON Schema allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

__all__ = ["TEXT", "integers", "numbers", "texts"]

TEXT: Final = st.characters(codec="utf-8", exclude_characters="\x00")
"""The characters of texts: all that can be sent, but NUL."""
_LARGEST: Final = 2**53
"""Beyond it, parsers do not agree on whole numbers."""
_FORMATS: Final[dict[str, SearchStrategy[str]]] = {
    "date": st.dates().map(str),
    "date-time": st.datetimes(timezones=st.just(None)).map(lambda moment: f"{moment.isoformat()}Z"),
    "email": st.emails(),
    "ipv4": st.ip_addresses(v=4).map(str),
    "ipv6": st.ip_addresses(v=6).map(str),
    "time": st.times().map(lambda time: f"{time.isoformat()}Z"),
    "uri": st.from_regex(r"https://[a-z]{1,10}\.example/[a-z0-9]{0,10}", fullmatch=True),
    "uuid": st.uuids().map(str),
}


def _bounds(schema: Mapping[str, Any]) -> tuple[Any, bool, Any, bool]:
    """The least number, and whether that is excluded, and the greatest likewise; before draft 6 that is a flag."""
    bounds: list[Any] = []
    for name, flag, narrower in (("minimum", "exclusiveMinimum", max), ("maximum", "exclusiveMaximum", min)):
        bound, excluded = schema.get(name), schema.get(flag)
        if isinstance(excluded, bool) or excluded is None:
            bounds += [bound, bool(excluded)]
        else:
            strict = bound is None or narrower(bound, excluded) == excluded
            bounds += [excluded if strict else bound, strict]
    return bounds[0], bounds[1], bounds[2], bounds[3]


def integers(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    """Whole numbers that *schema* allows."""
    least, is_above, greatest, is_below = _bounds(schema)
    low = -_LARGEST if least is None else _ceiling(least) + (is_above and _ceiling(least) == least)
    high = _LARGEST if greatest is None else _floor(greatest) - (is_below and _floor(greatest) == greatest)
    step = schema.get("multipleOf", 1)
    if isinstance(step, int) and step > 1:
        return st.integers(-(-low // step), high // step).map(lambda count: count * step)
    return st.integers(low, high)


def _ceiling(number: float) -> int:
    return -int(-number // 1)


def _floor(number: float) -> int:
    return int(number // 1)


def numbers(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    """Numbers that *schema* allows."""
    least, is_above, greatest, is_below = _bounds(schema)
    if "multipleOf" in schema:
        step = Decimal(str(schema["multipleOf"]))
        low = -_LARGEST if least is None else _ceiling(float(Decimal(str(least)) / step))
        high = _LARGEST if greatest is None else _floor(float(Decimal(str(greatest)) / step))
        return st.integers(low, high).map(lambda count: float(count * step))
    return st.floats(
        None if least is None else float(least),
        None if greatest is None else float(greatest),
        exclude_min=is_above,
        exclude_max=is_below,
        allow_nan=False,
        allow_infinity=False,
    )


def texts(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    """
    Texts that *schema* allows; of its formats, those that are drawn from are known.

    Raises: `InvalidArgument` where it has a pattern that Python does not read.
    """
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if "pattern" in schema:
        try:
            # What other languages take for a digit or a letter of a word is of ASCII.
            pattern = re.compile(schema["pattern"], re.ASCII)
        except re.error as error:
            raise InvalidArgument(f"the pattern {schema['pattern']!r} is none that Python reads: {error}") from error
        return st.from_regex(pattern, alphabet=TEXT).filter(
            lambda text: least <= len(text) and (most is None or len(text) <= most)
        )
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    return st.text(TEXT, min_size=least, max_size=most)
