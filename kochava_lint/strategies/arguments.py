"""What strategies may be asked for."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis.errors import InvalidArgument

from kochava_lint.spelling import hint

__all__ = ["check_bounds", "check_word"]


def check_word(name: str, value: str | None, known: Collection[str]) -> None:
    """
    Make sure that the argument called *name* is one of the words *known*, or None.

    Raises: `InvalidArgument` where it is not.
    """
    if value is not None and value not in known:
        raise InvalidArgument(f"there is no {name} {value!r}; {hint(str(value), tuple(known))}")


def check_bounds(least: int, most: int) -> None:
    """
    Make sure that there is a number from *least*, which is no less than 1, to *most*.

    Raises: `InvalidArgument` where there is none.
    """
    if not 1 <= least <= most:
        raise InvalidArgument(f"there is no number of installations from {least} to {most}, and above 0")
