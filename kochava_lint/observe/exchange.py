"""
Exchanges: a request from the call that sends it to the answer, however many layers it goes through.

Clients call each other: `requests` calls `urllib3`, that calls `http.client`. The outermost call opens the exchange,
and those inside it say more of the same request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar, Token
from itertools import count
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from kochava_lint.observe.body import Body
from kochava_lint.observe.observer import observers
from kochava_lint.observe.sender import sent_from
from kochava_lint.observe.sighting import Headers, Sighting
from kochava_lint.observe.target import Target

__all__ = [
    "Exchange",
    "Outgoing",
    "apart",
    "begun",
    "current",
    "exchanging",
    "joined_or_begun",
    "open_to",
    "resumed",
    "within",
]


class Outgoing(NamedTuple):
    """
    A request as a *client* is given it to send.

    *seam* tells which of its functions was called, and *key* is the object that the call is about: a retry is another
    call about the same one.
    """

    client: str
    seam: str
    method: str
    url: str
    headers: Headers
    body: Body
    target: Target
    key: object = None


_OPEN: Final[WeakValueDictionary[int, Exchange]] = WeakValueDictionary()
"""Those that are open, in the order in which they were begun; one that everybody has forgotten is not."""
_NUMBERS: Final = count()


class Exchange:
    """A request that is under way: *sighting* is what is known of it."""

    def __init__(self, outgoing: Outgoing) -> None:
        self.sighting = Sighting(
            outgoing.client,
            method=outgoing.method,
            url=outgoing.url,
            headers=outgoing.headers,
            body=outgoing.body,
            target=outgoing.target,
            sent_from=sent_from(),
        )
        self.is_open = True
        self._number = next(_NUMBERS)
        _OPEN[self._number] = self
        self._keys = {outgoing[:2]: outgoing.key}

    def close(self) -> None:
        """Note that the request is over."""
        if self.is_open:
            self.is_open = False
            _OPEN.pop(self._number, None)
            for observer in observers():
                try:
                    observer.over(self.sighting)
                except Exception as error:  # noqa: BLE001 - as in `begun`
                    observer.diagnostics.append(f"a request to Kochava: {type(error).__name__}")

    def joins(self, outgoing: Outgoing) -> bool:
        """Whether *outgoing* is a part of it; then it takes over what that says."""
        sighting = self.sighting
        if (outgoing.method.upper(), outgoing.target) != (sighting.method, sighting.target):
            return False
        is_same_client = outgoing.client == sighting.client
        is_alike = sighting.has_body_like(outgoing.body)
        seam = outgoing[:2]
        if seam not in self._keys:
            if not is_alike and not is_same_client:
                return False
        elif outgoing.key is None or self._keys[seam] is not outgoing.key:
            # A redirect may be to the same place with something to look for.
            if not is_alike or urlsplit(outgoing.url).query != urlsplit(sighting.url).query:
                return False
            sighting.attempts += 1
        self._keys[seam] = outgoing.key
        sighting.refine(outgoing.url, outgoing.headers, outgoing.body)
        return True


_CURRENT: Final[ContextVar[Exchange | None]] = ContextVar("kochava_exchange", default=None)


def open_to(host: str) -> Exchange | None:
    """The exchange with *host* that was begun last and is open: names are looked up in threads that know of none."""
    return next((exchange for exchange in reversed(_opened()) if exchange.sighting.target.host == host), None)


def _opened() -> list[Exchange]:
    """Those that are open: other threads open and close some meanwhile."""
    held = (reference() for reference in _OPEN.valuerefs())
    return [exchange for exchange in held if exchange is not None]


def current() -> Exchange | None:
    """The exchange that this code is a part of, while it is open."""
    exchange = _CURRENT.get()
    return exchange if exchange is not None and exchange.is_open else None


@contextmanager
def exchanging(outgoing: Outgoing) -> Iterator[Exchange]:
    """While *outgoing* is sent: as a new exchange, or as a part of the one that is open."""
    exchange, is_new = joined_or_begun(outgoing)
    try:
        with within(exchange):
            yield exchange
    finally:
        if is_new:
            exchange.close()


@contextmanager
def within(exchange: Exchange) -> Iterator[None]:
    """While something is done for *exchange*."""
    token = _CURRENT.set(exchange)
    try:
        yield
    finally:
        _reset(token)


@contextmanager
def apart() -> Iterator[None]:
    """While something is done that is no part of any exchange."""
    if _CURRENT.get() is None:
        yield
        return
    token = _CURRENT.set(None)
    try:
        yield
    finally:
        _reset(token)


def _reset(token: Token[Exchange | None]) -> None:
    with suppress(ValueError):  # of a task that is thrown away with its loop, what is left is done in another context
        _CURRENT.reset(token)


def begun(outgoing: Outgoing) -> Exchange:
    """A new exchange, which everybody who observes is told of."""
    exchange = Exchange(outgoing)
    for observer in observers():
        try:
            observer.see(exchange.sighting)
        except Exception as error:  # noqa: BLE001 - who sends has nothing to do with it
            observer.diagnostics.append(f"a request to Kochava: {type(error).__name__}")
    return exchange


def joined_or_begun(outgoing: Outgoing) -> tuple[Exchange, bool]:
    """The exchange that *outgoing* is a part of, and whether it is a new one, which is to be closed when it is over."""
    exchange = current()
    if exchange is not None and exchange.joins(outgoing):
        return exchange, False
    return begun(outgoing), True


async def resumed(awaitable: Awaitable[Any], exchange: Exchange, *, is_last: bool) -> Any:  # noqa: ANN401 - as it answers
    """Await what goes on with *exchange*, which is over then where this *is the last* of it."""
    try:
        with within(exchange):
            return await awaitable
    finally:
        if is_last:
            exchange.close()
