"""
Marking what builds payloads, in the application itself, so that the pytest plugin tries it with events.

>>> from kochava_lint.builder import payload_builder
>>> @payload_builder(raises=ValueError)
... def build_purchase(amount: float) -> dict[str, object]:
...     return {"action": "event"}

The function stays what it is, and importing this brings nothing else along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, overload

__all__ = ["MARK", "payload_builder"]

MARK = "__kochava_builder__"
"""The attribute of a marked function that holds what it was marked with, by keyword."""

_Builder = TypeVar("_Builder", bound=Callable[..., Any])


@overload
def payload_builder(builder: _Builder, /) -> _Builder: ...


@overload
def payload_builder(
    *,
    events: Any = ...,  # noqa: ANN401 - strategies, which the application does not know
    examples: Iterable[Any] = ...,
    raises: type[Exception] | tuple[type[Exception], ...] = ...,
    ignore: str | Iterable[str] = ...,
    expect: str | Iterable[str] = ...,
) -> Callable[[_Builder], _Builder]: ...


def payload_builder(builder: Callable[..., Any] | None = None, /, **wanted: Any) -> Any:
    """
    Mark a function as one that builds payloads, or sends them.

    In a module or class of tests it becomes a test, and so it does in a module that the ini value `kochava_builders`
    names, unless it is a method that needs an instance. The keywords are those of `pytest_kochava.fuzz_builder`;
    *events* may be a function that returns them, so that the application need not import Hypothesis.

    Raises: `TypeError` for another keyword, and where *raises* are no types of exceptions.
    """
    unknown = wanted.keys() - {"events", "examples", "raises", "ignore", "expect"}
    if unknown:
        raise TypeError(f"payload_builder() has no keyword {min(unknown)}")
    exception_types(wanted.get("raises", ()))

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        setattr(
            getattr(function, "__func__", function), MARK, wanted
        )  # of a staticmethod or classmethod, what it is of
        return function

    return mark if builder is None else mark(builder)


def exception_types(raises: object) -> tuple[type[Exception], ...]:
    """
    The types of exceptions that *raises* names, one or several.

    Raises: `TypeError` where it is something else.
    """
    types = raises if isinstance(raises, tuple) else (raises,)
    for each in types:
        if not (isinstance(each, type) and issubclass(each, Exception)):
            raise TypeError(f"raises= takes a type of exceptions, such as ValueError, or a tuple of them: not {each!r}")
    return types
