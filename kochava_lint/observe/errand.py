"""
Errands: work that is given to a thread of a pool, which may do it when whoever gave it is long gone.

An observer says on whose behalf things are done now; a request that is sent on an errand belongs to whom that was then.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final

__all__ = ["errand", "sent_on_behalf_of", "set_out_for"]

# Each thread has its own, and so does each greenlet, where a local of threads would be one for all of them.
_BEHALF: Final[ContextVar[object]] = ContextVar("kochava_lint_behalf", default=None)


def sent_on_behalf_of() -> object:
    """On whose behalf this thread does what it does; None where that is not known."""
    return _BEHALF.get()


def set_out_for(behalf: object) -> None:
    """Have what this thread does from now on be done on *behalf* of somebody, until it sets out for another."""
    _BEHALF.set(behalf)


def errand(work: Callable[..., Any], behalf: object) -> Callable[..., Any]:
    """The *work*, to be done on *behalf* of somebody, in whatever thread."""

    def do(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        before = sent_on_behalf_of()
        set_out_for(behalf)
        try:
            return work(*args, **kwargs)
        finally:
            set_out_for(before)

    return do
