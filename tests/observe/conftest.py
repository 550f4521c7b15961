"""What the tests of observing share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from observe.loopback import Loopback, loopback

from kochava_lint.observe import Observer
from kochava_lint.observe.exchange import open_to


@pytest.fixture
def observer() -> Iterator[Observer]:
    """Observes what the test sends, which nobody else is told of; nothing may leave for Kochava."""
    observer = Observer(allow_network=False, isolates=True)
    observer.start()
    yield observer
    observer.stop()
    assert observer.diagnostics == []
    assert open_to("control.kochava.com") is None, "a request is over when the test is"


@pytest.fixture
def server() -> Iterator[Loopback]:
    """A server on this machine that keeps what it is sent."""
    with loopback() as started:
        yield started
