"""The encoders that people URL-encode user agents with; they differ in what they leave as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import quote, quote_plus

__all__ = ["ENCODERS"]

_ESCAPE: Final = re.compile("%[0-9A-F]{2}")


def _in_lower_case(text: str) -> str:
    return _ESCAPE.sub(lambda match: match[0].lower(), quote_plus(text, safe="!*()"))


ENCODERS: Final[tuple[Callable[[str], str], ...]] = (
    partial(quote, safe=""),  # rawurlencode of PHP, ERB::Util.url_encode of Ruby
    quote,  # Python
    quote_plus,  # Python, url.QueryEscape of Go
    partial(quote, safe="!*'()~"),  # encodeURIComponent
    partial(quote, safe="!*'()~;,/?:@&=+$#"),  # encodeURI
    _in_lower_case,  # HttpUtility.UrlEncode of .NET
)
"""Each takes a text and returns it encoded."""
