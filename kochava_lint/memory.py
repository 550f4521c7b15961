"""Remembering what a pure function said of a text: payloads come by the thousand from a few kinds of devices."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Final, Generic, TypeVar, overload

__all__ = ["LONGEST_REMEMBERED", "REMEMBERED", "once", "remembered"]

REMEMBERED: Final = 4096
"""How many texts are remembered: far more than there are kinds of devices in one capture."""

LONGEST_REMEMBERED: Final = 1024
"""The longest text that is remembered, in characters: captures are untrusted, and must not fill the memory."""

_T = TypeVar("_T")


def remembered(function: Callable[[str], _T]) -> Callable[[str], _T]:
    """Let *function* remember its answers to texts of ordinary length."""
    cached = lru_cache(maxsize=REMEMBERED)(function)

    @wraps(function)
    def answer(text: str) -> _T:
        return cached(text) if len(text) <= LONGEST_REMEMBERED else function(text)

    return answer


class once(Generic[_T]):  # noqa: N801 - it is used as `property` is
    """
    A property that is worked out when first asked for, and kept.

    What `functools.cached_property` is from Python 3.12 on; before, that takes a lock each time, which costs more
    than most of what is kept here.
    """

    def __init__(self, function: Callable[[Any], _T]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> once[_T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> _T: ...
    def __get__(self, instance: object, owner: type) -> once[_T] | _T:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._function(instance)
        return value
