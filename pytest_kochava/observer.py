"""Observing the process that runs tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from kochava_lint.observe.body import Body
from kochava_lint.observe.observer import Blocked, Observer
from kochava_lint.observe.sighting import Sighting
from kochava_lint.observe.target import Target
from pytest_kochava.child import write_spool

__all__ = ["ChildObserver", "RunObserver", "hosts_of_project"]


class RunObserver(Observer):
    """
    Has whatever is seen taken note of by *take*, and keeps it from those that observe the run around this one.

    In a process that was forked, *take_in_child* is called instead, when a request is over.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        take: Callable[[Sighting], None],
        take_in_child: Callable[[Sighting], None],
        *,
        allow_network: bool,
    ) -> None:
        super().__init__(hosts, allow_network=allow_network, isolates=True)
        self._take = take
        self._take_in_child = take_in_child
        self._process = os.getpid()

    def see(self, sighting: Sighting) -> None:
        """Take note of a request."""
        if os.getpid() == self._process:
            self._take(sighting)

    def over(self, sighting: Sighting) -> None:
        """Take note that a request is over."""
        if os.getpid() != self._process:
            self._take_in_child(sighting)

    def see_blocked(self, blocked: Blocked) -> None:
        """Take note of a connection that was stopped."""
        sighting = sighting_of(blocked)
        self.see(sighting)
        self.over(sighting)


class ChildObserver(Observer):
    """Writes what a child process sends to the file *spool*, with files from *root* on."""

    def __init__(self, hosts: Iterable[str], spool: Path, root: Path, *, allow_network: bool) -> None:
        super().__init__(hosts, allow_network=allow_network)
        self._spool = spool
        self._root = root

    def see(self, sighting: Sighting) -> None:
        """Wait until all is known of a request."""

    def over(self, sighting: Sighting) -> None:
        """Write a request, of which all is known now."""
        write_spool(self._spool, sighting, self._root)

    def see_blocked(self, blocked: Blocked) -> None:
        """Write a connection that was stopped."""
        self.over(sighting_of(blocked))


def sighting_of(blocked: Blocked) -> Sighting:
    """A connection that was stopped, as a request of which no more is known."""
    host = blocked.host
    sighting = Sighting(
        "socket",
        method="CONNECT",
        url=f"https://{host}/",
        headers=[],
        body=Body(),
        target=Target("https", host, None, "/"),
        sent_from=blocked.sent_from,
    )
    sighting.blocked = host
    return sighting


def hosts_of_project(root: Path) -> tuple[str, ...]:
    """
    The hosts that the options of the project in *root* name: where no file speaks of any, none is understood.

    Raises: `OptionError` where these cannot be used.
    """
    for folder in (root, *root.parents):
        for name, table in (("kochava-lint.toml", "hosts"), ("pyproject.toml", "tool.kochava-lint")):
            try:
                text = (folder / name).read_text("utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            if table in text:
                return _hosts_in(folder) if "hosts" in text else ()
    return ()


def _hosts_in(folder: Path) -> tuple[str, ...]:
    from kochava_lint.options_file import find_options  # noqa: PLC0415 - see above

    return find_options(folder).hosts
