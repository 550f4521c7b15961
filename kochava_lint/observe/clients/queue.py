"""Queues of the standard library, which threads take work from: https://docs.python.org/3/library/queue.html"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final
from weakref import WeakKeyDictionary

from kochava_lint.observe.errand import set_out_for
from kochava_lint.observe.observer import observers
from kochava_lint.observe.seams import is_in_place, replace

__all__ = ["SEAMS"]

_GIVEN: Final[WeakKeyDictionary[Any, dict[int, deque[object]]]] = WeakKeyDictionary()
"""On whose behalf there is what in a queue. What is in one is alive there, so that its `id` is nobody else's."""


def _patch(module: Any) -> None:  # noqa: ANN401 - the module
    owner = module.Queue
    if is_in_place(owner, "put") or is_in_place(owner, "get"):
        return
    original_put, original_get = owner.put, owner.get

    def put(self: Any, item: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        behalf = next((observer.behalf for observer in observers()), None)
        if behalf is None:
            return original_put(self, item, *args, **kwargs)
        given = _GIVEN.setdefault(self, {}).setdefault(id(item), deque())
        given.append(behalf)
        try:
            return original_put(self, item, *args, **kwargs)
        except BaseException:
            if given:  # of the same item there may have been more, and others take them
                given.pop()
            raise

    def get(self: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        item = original_get(self, *args, **kwargs)
        # The main thread does what it does for whoever has begun it, whatever it is handed for that.
        if threading.current_thread() is not threading.main_thread():
            set_out_for(_taken(self, item))
        return item

    replace(owner, "put", put)
    replace(owner, "get", get)


def _taken(queue: Any, item: object) -> object:  # noqa: ANN401 - a queue
    """On whose behalf *item*, which was taken from a *queue*, was put there; None where that is not known."""
    given = _GIVEN.get(queue, {})
    behalves = given.get(id(item))
    if not behalves:
        return None
    behalf = behalves.popleft()
    if not behalves:
        given.pop(id(item), None)
    return behalf


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"queue": _patch}
