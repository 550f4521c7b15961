"""
The guard: nothing leaves the machine for Kochava where an observer does not allow it.

It listens to Python's audit events, which tell of names that are looked up and addresses that are connected to. What
does that in C is stopped where it is called: see `clients`.
"""

from __future__ import annotations

import sys
from typing import Any, Final

from kochava_lint.observe.exchange import current, open_to
from kochava_lint.observe.observer import Blocked, observers
from kochava_lint.observe.sender import sent_from

__all__ = ["KochavaRequestBlocked", "check_exchange", "check_host", "install"]

_LOOKUPS: Final = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_CONNECTS: Final = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_ADVICE: Final = "answer it by a mock, or allow it: @pytest.mark.kochava(allow_network=True)"
_LOOPBACK: Final = frozenset({"", "localhost", "::1", "0.0.0.0"})  # noqa: S104 - a server of this machine answers there
_is_installed = False


class KochavaRequestBlocked(RuntimeError):  # noqa: N818 - it is no error of anybody, and reads so in a traceback
    """
    A request was kept from leaving the machine for Kochava.

    It is a `RuntimeError`, so that clients neither translate it nor try again.
    """


def install() -> None:
    """Begin to listen, once for the process: an audit hook cannot be taken away."""
    global _is_installed  # noqa: PLW0603 - as the hook itself, which is the process's
    if not _is_installed:
        _is_installed = True
        sys.addaudithook(_listen)


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    __tracebackhide__ = True  # of pytest's tracebacks, which show who was stopped and not how
    if not event.startswith("socket."):
        return
    if event in _LOOKUPS:
        check_host(arguments[0])
    elif event in _CONNECTS and isinstance(arguments[1], tuple):
        check_host(arguments[1][0])  # users name some by their addresses
        check_exchange(arguments[1][0])


def check_host(host: object) -> None:
    """
    Stop what looks up *host* where that is Kochava's.

    Raises: `KochavaRequestBlocked`.
    """
    __tracebackhide__ = True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not isinstance(name, str) or _is_loopback(name):
        return
    name = name.rstrip(".").lower()
    exchange = current()
    # The user's own may be guarded at one port only, which only the request tells.
    target = exchange.sighting.target if exchange is not None and exchange.sighting.target.host == name else None
    for observer in observers():
        is_guarded = observer.targets.holds(name) or (target is not None and observer.targets.guards(target))
        if is_guarded and not observer.allow_network:
            _block(name)


def check_exchange(address: object = None) -> None:
    """
    Stop the request that is under way, where it would leave the machine.

    An *address* on the way there may be that of a proxy, or one that was looked up out of sight.

    Raises: `KochavaRequestBlocked`.
    """
    __tracebackhide__ = True
    exchange = current()
    if exchange is None or (isinstance(address, str) and _is_loopback(address)):
        return
    target = exchange.sighting.target
    if not _is_loopback(target.host) and any(
        not observer.allow_network and observer.targets.guards(target) for observer in observers()
    ):
        _block(target.host)


def _is_loopback(host: str) -> bool:
    name = host.strip("[]").lower()
    return name in _LOOPBACK or name.startswith("127.") or name.endswith(".localhost")


def _block(host: str) -> None:
    __tracebackhide__ = True
    message = f"a request to {host} was kept from leaving this machine; {_ADVICE}"
    exchange = current() or open_to(host)
    if exchange is not None:
        exchange.sighting.blocked = host
    else:
        blocked = Blocked(host, sent_from())
        for observer in observers():
            observer.see_blocked(blocked)
    raise KochavaRequestBlocked(message)
