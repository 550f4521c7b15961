"""
Tells when a run begins to have to do with HTTP: a client is imported, or a host of Kochava's is looked up.

Most runs of pytest on a machine never do, and pay for nothing but this module.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from importlib.machinery import PathFinder
from typing import Any

__all__ = ["CLIENTS", "Tripwire", "install"]

CLIENTS = frozenset(
    {"aiodns", "aiohttp", "curl_cffi", "httpcore", "httpx", "httpx2", "mock", "niquests", "pook", "pycurl"}
    | {"pytest_recording.network", "requests", "requests_mock", "tornado", "treq", "twisted", "urllib3", "uvloop"}
    | {"vcr"}
    # Of the standard library it is these modules that send, and others of their packages are imported by everybody.
    | {"http.client", "unittest.mock", "urllib.request"}
)
"""The modules whose import tells that something may be sent."""
_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_OURS = frozenset({"pytest_kochava", "kochava_lint"})
_LAID: list[Tripwire] = []
"""The wires of the runs that go on: one of pytest may be begun inside a test of another."""
_is_listening = False


class Tripwire:
    """Calls *begin* once, at the latest before the first request to Kochava, or to *hosts*, can be sent."""

    def __init__(self, hosts: Iterable[str], begin: Callable[[], None]) -> None:
        self.is_waiting = False
        self.marks = ("kochava.com", *(host.partition(":")[0].lower() for host in hosts))
        self._begin = begin

    def lay(self) -> None:
        """Begin to wait."""
        self.is_waiting = True
        _LAID.append(self)
        _listen()
        self.check()

    def check(self) -> None:
        """
        Look whether a client was imported behind our back, and wait on where none was.

        What a test does to `sys.modules` and `sys.meta_path`, and what pytester undoes there, goes unseen.
        """
        if self is not _waiting():
            return
        if not sys.modules.keys().isdisjoint(CLIENTS):
            self.trip()
        else:
            install()

    def trip(self) -> None:
        """Have what waits begin."""
        self.is_waiting = False
        self._begin()

    def take_up(self) -> None:
        """Be done with it: the run is over."""
        _LAID.remove(self)


def _waiting() -> Tripwire | None:
    """The wire that waits: that of the run that was begun last, inside the others, to which what happens belongs."""
    return _LAID[-1] if _LAID and _LAID[-1].is_waiting else None


class _Finder:
    """
    Is asked for every module that is imported, and finds none by itself but ours.

    pytest rewrites the assertions in all that is installed with a plugin, which takes longer than to import it, and we
    have none.
    """

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> Any:  # noqa: ANN401 - as importlib has it
        if name.partition(".")[0] in _OURS:
            return PathFinder.find_spec(name, path, target)
        wire = _waiting() if name in CLIENTS else None
        if wire is None:
            return None
        known = list(sys.meta_path)
        wire.trip()
        # Whoever has come to be asked since then, in front of us, would be passed over for this module.
        for finder in [finder for finder in sys.meta_path if finder not in known]:
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                return spec
        return None


_FINDER: Any = _Finder()


def install() -> None:
    """Be asked for modules from now on."""
    if _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)


def _listen() -> None:
    """Listen to audit events, once for the process: such a hook cannot be taken away."""
    global _is_listening  # noqa: PLW0603 - as the hook itself, which is the process's
    if not _is_listening:
        _is_listening = True
        sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    wire = _waiting() if event in _LOOKUPS else None
    if wire is None:
        return
    host = arguments[0]
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if isinstance(name, str) and any(mark in name.lower() for mark in wire.marks):
        wire.trip()
        from kochava_lint.observe.guard import check_host  # noqa: PLC0415 - only where something is sent

        # The guard listens from now on, and has missed this.
        check_host(host)
