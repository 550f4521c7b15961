"""What a thread takes from a queue, it does for whoever put it there."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

import pytest

from kochava_lint.observe import observe
from kochava_lint.observe.errand import sent_on_behalf_of

QUEUES = [queue.Queue, queue.LifoQueue, queue.PriorityQueue]


def in_a_thread(work: Callable[[], Any]) -> Any:
    """What *work* comes to in a thread of its own."""
    told: list[Any] = []
    thread = threading.Thread(target=lambda: told.append(work()))
    thread.start()
    thread.join()
    return told[0]


@pytest.mark.parametrize("kind", QUEUES, ids=lambda kind: kind.__name__)
def test_each_item_is_of_whoever_put_it(kind: type[queue.Queue[int]]) -> None:
    items = [1000, 7, 1000, 3000]
    with observe() as seen:
        wanted = kind()
        for behalf, item in enumerate(items):
            seen.behalf = f"{behalf}"
            wanted.put(item)
        seen.behalf = None
        wanted.put(5000)
        seen.behalf = "whoever comes later"
        taken = in_a_thread(lambda: [(wanted.get(), sent_on_behalf_of()) for _ in range(5)])
    told = sorted(taken, key=str)
    assert told == [(1000, "0"), (1000, "2"), (3000, "3"), (5000, None), (7, "1")]
    assert wanted.empty()


def test_what_does_not_get_in_leaves_nothing() -> None:
    item = object()
    with observe() as seen:
        wanted: queue.Queue[object] = queue.Queue(1)
        seen.behalf = "first"
        wanted.put("something")
        seen.behalf = "second"
        with pytest.raises(queue.Full):
            wanted.put_nowait(item)
        assert in_a_thread(lambda: (wanted.get(timeout=1), sent_on_behalf_of())) == ("something", "first")
        seen.behalf = "third"
        wanted.put(item)
        assert in_a_thread(lambda: (wanted.get_nowait(), sent_on_behalf_of())) == (item, "third")
    with pytest.raises(queue.Empty):
        wanted.get(block=False)


def test_the_main_thread_is_on_no_errand() -> None:
    with observe() as seen:
        wanted: queue.Queue[int] = queue.Queue()
        seen.behalf = "somebody"
        wanted.put(1)
        assert (wanted.get(), sent_on_behalf_of()) == (1, None)
