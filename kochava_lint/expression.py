"""Regular expressions that are compiled when they are first used: most runs use few of those that there are."""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast

__all__ = ["expression"]


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The regular expression *pattern*, as `re.compile` makes it; what is wrong with it is told when it is used."""
    return cast("re.Pattern[AnyStr]", _Expression(pattern, flags))


class _Expression(Generic[AnyStr]):
    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        # Kept, so that only the first use of a method comes here.
        value: object = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, value)
        return value
