"""Observers: who is told of the requests that are seen, and says whether they may leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from kochava_lint.observe.sender import Frame
from kochava_lint.observe.sighting import Sighting
from kochava_lint.observe.target import Target, Targets

__all__ = ["Blocked", "Observer", "observe", "observers", "target_of"]

_ACTIVE: Final[list[Observer]] = []


class Blocked(NamedTuple):
    """A connection to *host* that was stopped, and the places in the user's code that it came from."""

    host: str
    sent_from: tuple[Frame, ...]


class Observer:
    """
    Collects the *sightings* of requests to Kochava, and to *hosts* that pass payloads on, in sending order.

    Where it does not *allow_network*, nothing leaves the machine for these. One that *isolates* keeps what it sees from
    those that were there before it. *blocked* is what was stopped on its way to Kochava without a request that could be
    seen. *diagnostics* tell of what went wrong in observing, which never disturbs what is observed. *behalf* is on
    whose behalf things are done now, for `Sighting.behalf`.
    """

    def __init__(self, hosts: Iterable[str] = (), *, allow_network: bool = True, isolates: bool = False) -> None:
        self.targets = Targets(hosts)
        self.allow_network = allow_network
        self.isolates = isolates
        self.sightings: list[Sighting] = []
        self.blocked: list[Blocked] = []
        self.diagnostics: list[str] = []
        self.behalf: object = None

    def see(self, sighting: Sighting) -> None:
        """Take note of one more request."""
        self.sightings.append(sighting)

    def see_blocked(self, blocked: Blocked) -> None:
        """Take note of a connection that was stopped, where no request could be seen."""
        self.blocked.append(blocked)

    def over(self, sighting: Sighting) -> None:
        """Take note that a request is over: what is known of it now is all that will be."""

    def start(self) -> None:
        """Begin to observe."""
        from kochava_lint.observe import guard, seams  # noqa: PLC0415 - they are installed by whoever needs them

        seams.install()
        guard.install()
        _ACTIVE.append(self)

    def stop(self) -> None:
        """End to observe; what is patched stays, and passes everything on."""
        _ACTIVE.remove(self)


@contextmanager
def observe(hosts: Iterable[str] = (), *, allow_network: bool = True) -> Iterator[Observer]:
    """
    Watch the requests of this process to Kochava, from any thread.

    Where it does not *allow_network*, a request that would leave the machine for Kochava, or for *hosts*, raises
    `KochavaRequestBlocked`.
    """
    observer = Observer(hosts, allow_network=allow_network)
    observer.start()
    try:
        yield observer
    finally:
        observer.stop()


def observers() -> Iterator[Observer]:
    """Those that observe now, the last first, down to the first that isolates."""
    for observer in reversed(_ACTIVE):
        yield observer
        if observer.isolates:
            return


def target_of(url: str) -> Target | None:
    """Where a request to *url* goes; None where that is no concern of anybody who observes."""
    for observer in observers():
        target = observer.targets.of(url)
        if target is not None:
            return target
    return None
