"""Twisted's agents: https://docs.twisted.org/en/stable/web/howto/client.html"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.body import Body, Written, body_of
from kochava_lint.observe.exchange import Outgoing, joined_or_begun, within
from kochava_lint.observe.guard import KochavaRequestBlocked, check_exchange
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, Describe, described, is_in_place, replace
from kochava_lint.observe.sighting import Headers

__all__ = ["SEAMS", "deferring", "headers_of_twisted"]


def deferring(
    owner: Any,  # noqa: ANN401 - a class
    name: str,
    describe: Describe,
    *,
    is_out_of_sight: Callable[[Call], bool] = lambda _: False,
) -> None:
    """
    Wrap a function that returns a `Deferred`.

    Twisted looks names up in a thread that tells of nothing but of names that there are not: a request that is stopped
    there would be waited for. Where a call *is out of sight* so, it is stopped here.
    """
    if is_in_place(owner, name):
        return
    original = getattr(owner, name)

    def wrapper(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        call, outgoing = described(describe, f"{owner.__name__}.{name}", args, kwargs)
        if outgoing is None:
            return original(*args, **kwargs)
        exchange, is_new = joined_or_begun(outgoing)

        def close(result: Any) -> Any:  # noqa: ANN401 - whatever it is
            if is_new:
                exchange.close()
            return result

        with within(exchange):
            try:
                if is_out_of_sight(call):
                    check_exchange()
            except KochavaRequestBlocked:
                from twisted.internet.defer import fail  # noqa: PLC0415 - it is imported by then

                return fail().addBoth(close)
            return original(*call.args, **call.kwargs).addBoth(close)

    replace(owner, name, wrapper)


def headers_of_twisted(headers: Any) -> Headers:  # noqa: ANN401 - its Headers, or a mapping
    """The *headers* as pairs of text."""
    if headers is None:
        return []
    pairs = headers.getAllRawHeaders() if hasattr(headers, "getAllRawHeaders") else headers.items()
    told = ((name, value if isinstance(value, list | tuple) else [value]) for name, value in pairs)
    return [(_text(name), _text(value)) for name, values in told for value in values]


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _describe(call: Call) -> Outgoing | None:
    url = _text(call.get(2, "uri"))
    target = target_of(url)
    if target is None:
        return None
    body = _body(call.get(4, "bodyProducer"))
    headers = headers_of_twisted(call.get(3, "headers"))
    return Outgoing("twisted", "request", _text(call.get(1, "method")), url, headers, body, target)


def _body(producer: Any) -> Body:  # noqa: ANN401 - an IBodyProducer
    """What a *producer* has at hand, as those of files do; else what it writes when it is sent."""
    body = body_of(getattr(producer, "_inputFile", getattr(producer, "body", None)))
    if producer is None or body.content_known:
        return body
    start, written = producer.startProducing, Written()

    def start_kept(consumer: Any) -> Any:  # noqa: ANN401 - an IConsumer
        written.clear()
        return start(_Consumer(consumer, written))

    producer.startProducing = start_kept
    return written


class _Consumer:
    """Stands in for what a body is written to, and keeps it."""

    def __init__(self, consumer: Any, written: Written) -> None:  # noqa: ANN401 - an IConsumer
        self._consumer = consumer
        self._written = written

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the consumer has it
        return getattr(self._consumer, name)

    def write(self, data: bytes) -> Any:  # noqa: ANN401 - as the consumer has it
        return self._consumer.write(self._written.write(data))


def _connects(call: Call) -> bool:
    """Whether an agent has the reactor of the process, and not one that answers in memory, as treq's stub has."""
    reactor = getattr(call.args[0], "_reactor", None)
    return reactor is None or reactor is sys.modules.get("twisted.internet.reactor")


def _patch(client: Any) -> None:  # noqa: ANN401 - the module
    deferring(client.Agent, "request", _describe, is_out_of_sight=_connects)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"twisted.web.client": _patch}
