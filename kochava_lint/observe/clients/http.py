"""http.client of the standard library: https://docs.python.org/3/library/http.client.html"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from kochava_lint.observe.body import Written, body_of
from kochava_lint.observe.clients.requests import headers_of
from kochava_lint.observe.exchange import Exchange, Outgoing, begun, current, within
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, described, is_in_place, replace, wrap
from kochava_lint.observe.target import address

__all__ = ["SEAMS", "url_of"]

_CLIENT: Final = "http.client"
_STATE: Final = "_kochava_request"


def url_of(connection: Any, url: str) -> str:  # noqa: ANN401 - an HTTPConnection
    """The address of what is asked of a *connection* as *url*, which is a path as a rule."""
    if "://" in url:
        return url
    scheme = "https" if connection.default_port == 443 else "http"  # noqa: PLR2004 - as it tells itself
    tunnel = getattr(connection, "_tunnel_host", None)
    host, port = (tunnel, connection._tunnel_port) if tunnel else (connection.host, connection.port)  # noqa: SLF001 - it has no other place
    return address(scheme, host, port, url)


def _to_request(call: Call) -> Outgoing | None:
    url = url_of(call.args[0], call.get(2, "url"))
    target = target_of(url)
    if target is None:
        return None
    body = body_of(call.get(3, "body"))
    call.put(3, "body", body.stand_in)
    headers = headers_of(call.get(4, "headers") or {})
    return Outgoing(_CLIENT, "request", call.get(1, "method"), url, headers, body, target, call.args[0])


class _Request(NamedTuple):
    """A request that is written piece by piece: `putrequest`, `putheader`, `endheaders`, `send`."""

    exchange: Exchange
    body: Written


def _put_request(connection: Any) -> None:  # noqa: ANN401 - the class
    original = connection.putrequest

    def putrequest(self: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        setattr(self, _STATE, None)
        call, outgoing = described(_to_request, "HTTPConnection.putrequest", (self, method, url), {})
        exchange = current()
        if outgoing is not None and (exchange is None or exchange.sighting.target != outgoing.target):
            # The connection keeps the exchange, which is over when nobody has the connection any more.
            setattr(self, _STATE, _Request(begun(outgoing._replace(key=None)), Written()))
        return original(*call.args, *args, **kwargs)

    replace(connection, "putrequest", putrequest)


def _put_header(connection: Any) -> None:  # noqa: ANN401 - the class
    original = connection.putheader

    def putheader(self: Any, header: Any, *values: Any) -> Any:  # noqa: ANN401 - as it is called
        written = getattr(self, _STATE, None)
        if written is not None:
            written.exchange.sighting.headers += headers_of([(header, value) for value in values])
        return original(self, header, *values)

    replace(connection, "putheader", putheader)


def _while_written(connection: Any, name: str, *, is_last: bool = False) -> None:  # noqa: ANN401 - the class
    """Have what a function sends taken for a part of what is written; the *last* one waits for the answer."""
    original = getattr(connection, name)

    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        written = getattr(self, _STATE, None)
        if written is None:
            return original(self, *args, **kwargs)
        # `endheaders` calls `send` itself.
        is_outermost = current() is not written.exchange
        call = Call(args, kwargs)
        data = call.get(0, "message_body" if name == "endheaders" else "data")
        if is_outermost and data is not None:
            stand_in = written.body.write(data)
            call.put(0, "message_body" if name == "endheaders" else "data", stand_in)
            sighting = written.exchange.sighting
            sighting.refine("", sighting.headers, written.body)
        is_over = True
        try:
            with within(written.exchange):
                result = original(self, *call.args, **call.kwargs)
            is_over = is_last
            return result
        finally:
            if is_over:
                written.exchange.close()
                setattr(self, _STATE, None)

    replace(connection, name, wrapper)


def _patch(client: Any) -> None:  # noqa: ANN401 - the module
    connection = client.HTTPConnection
    if is_in_place(connection, "request"):
        return
    wrap(connection, "request", _to_request)
    _put_request(connection)
    _put_header(connection)
    _while_written(connection, "endheaders")
    _while_written(connection, "send")
    _while_written(connection, "getresponse", is_last=True)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"http.client": _patch}
