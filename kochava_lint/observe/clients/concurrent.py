"""Pools of threads of the standard library, which send for others: https://docs.python.org/3/library/concurrent.futures.html"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.errand import errand
from kochava_lint.observe.observer import observers
from kochava_lint.observe.seams import is_in_place, replace

__all__ = ["SEAMS"]


def _patch(thread: Any) -> None:  # noqa: ANN401 - the module
    owner = thread.ThreadPoolExecutor
    if is_in_place(owner, "submit"):
        return
    original = owner.submit

    def submit(self: Any, fn: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        behalf = next((observer.behalf for observer in observers()), None)
        return original(self, fn if behalf is None else errand(fn, behalf), *args, **kwargs)

    replace(owner, "submit", submit)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"concurrent.futures.thread": _patch}
