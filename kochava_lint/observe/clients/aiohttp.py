"""
aiohttp: https://docs.aiohttp.org

Its verbs are called at once, and sent when they are awaited. What is sent is known when it is written; before that,
and where a mock answers, the body is made of the arguments as aiohttp makes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from kochava_lint.observe.body import Body, Written, body_of
from kochava_lint.observe.clients.requests import headers_of
from kochava_lint.observe.exchange import Outgoing, exchanging, joined_or_begun, resumed, within
from kochava_lint.observe.guard import check_host
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, Describe, described, is_in_place, replace, tell
from kochava_lint.observe.sighting import Headers

__all__ = ["SEAMS"]

_CLIENT: Final = "aiohttp"
_STATE: Final = "_kochava_exchange"
_VERBS: Final = ("get", "post", "put", "patch", "delete", "head", "options")


def _describing(verb: str | None) -> Describe:
    """What tells of a call of a session's *verb*; of `request`, which is given the verb, where that is None."""

    def describe(call: Call) -> Outgoing | None:
        session = call.args[0]
        at = 1 if verb else 2
        url = session._build_url(call.get(at, "url"))  # noqa: SLF001 - it knows of the base of its addresses
        params = call.kwargs.get("params")
        if params:
            url = url.extend_query(params)
        return _outgoing(call, verb or call.get(1, "method"), url, session)

    return describe


def _describe_function(call: Call) -> Outgoing | None:
    return _outgoing(call, call.get(0, "method"), call.get(1, "url"), None)


def _outgoing(call: Call, method: str, url: Any, session: Any) -> Outgoing | None:  # noqa: ANN401 - its own types
    target = target_of(str(url))
    if target is None:
        return None
    given = call.kwargs.get("headers")
    headers = headers_of(session._prepare_headers(given) if session is not None else given)  # noqa: SLF001 - as above
    body = _body(call, session, headers)
    return Outgoing(_CLIENT, "request", method, str(url), headers, body, target)


def _body(call: Call, session: Any, headers: Headers) -> Body:  # noqa: ANN401 - a ClientSession
    json, data = call.kwargs.get("json"), call.kwargs.get("data")
    if json is not None:
        from json import dumps  # noqa: PLC0415 - it is imported by then

        serialize = getattr(session, "_json_serialize", dumps)
        _add_type(headers, "application/json")
        return body_of(serialize(json), is_exact=False)
    if isinstance(data, dict | list | tuple):
        _add_type(headers, "application/x-www-form-urlencoded")
        try:
            return body_of(urlencode(data, doseq=True), is_exact=False)
        except (TypeError, ValueError):  # files, which make it a multipart one
            return Body()
    if hasattr(data, "__aiter__") or hasattr(data, "read"):
        return Body()  # what is written is seen then
    if data is not None and not isinstance(data, str | bytes | bytearray | memoryview):
        return Body()
    return body_of(data, is_exact=False)


def _add_type(headers: Headers, value: str) -> None:
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", value))


def _two_phase(owner: Any, name: str, describe: Describe) -> None:  # noqa: ANN401 - a class or module
    """Wrap a function that is called at once, and whose result is awaited."""
    if is_in_place(owner, name):
        return
    original = getattr(owner, name)

    def wrapper(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        call, outgoing = described(describe, f"aiohttp.{name}", args, kwargs)
        if outgoing is None:
            return original(*args, **kwargs)
        exchange, is_new = joined_or_begun(outgoing)
        try:
            with within(exchange):
                result = original(*call.args, **call.kwargs)
        except BaseException:
            if is_new:
                exchange.close()
            raise
        if hasattr(result, "_coro"):
            result._coro = resumed(result._coro, exchange, is_last=is_new)  # noqa: SLF001 - it has no other place
        elif is_new:
            exchange.close()
        return result

    replace(owner, name, wrapper)


def _patch_client(client: Any) -> None:  # noqa: ANN401 - the module
    for verb in _VERBS:
        _two_phase(client.ClientSession, verb, _describing(verb))
    _two_phase(client.ClientSession, "request", _describing(None))
    _two_phase(client, "request", _describe_function)


def _patch_package(package: Any) -> None:  # noqa: ANN401 - the module
    """The package has a function of that name of its own, which may be older than the seam."""
    package.request = package.client.request


def _describe_sent(call: Call) -> Outgoing | None:
    request = call.args[0]
    target = target_of(str(request.url))
    if target is None:
        return None
    return Outgoing(
        _CLIENT, "send", request.method, str(request.url), headers_of(request.headers), Body(), target, request
    )


def _patch_request(reqrep: Any) -> None:  # noqa: ANN401 - the module
    owner = reqrep.ClientRequest
    if is_in_place(owner, "send"):
        return
    original_send, original = owner.send, owner.write_bytes

    async def send(self: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - its own types
        call, outgoing = described(_describe_sent, "ClientRequest.send", (self, *args), kwargs)
        if outgoing is None:
            return await original_send(self, *args, **kwargs)
        with exchanging(outgoing) as exchange:
            setattr(self, _STATE, exchange)  # a hop of a redirect is written when it is over
            try:
                return await original_send(*call.args, **call.kwargs)
            finally:
                # By now it has added what it adds by itself.
                exchange.sighting.refine("", headers_of(self.headers), Body())

    async def write_bytes(self: Any, writer: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - its own types
        exchange = getattr(self, _STATE, None)
        if exchange is None:
            return await original(self, writer, *args, **kwargs)
        written = Written()
        try:
            _keep(writer, written)
        except AttributeError as error:  # what it writes by is other than we know it
            tell("ClientRequest.write_bytes", error)
        try:
            return await original(self, writer, *args, **kwargs)
        finally:
            exchange.sighting.refine("", headers_of(self.headers), written)

    replace(owner, "send", send)
    replace(owner, "write_bytes", write_bytes)


def _keep(writer: Any, written: Written) -> None:  # noqa: ANN401 - a StreamWriter
    """Have *written* what *writer* is given; where it compresses that, what comes of it."""
    compressor = getattr(writer, "_compress", None)
    if compressor is not None:
        compress, flush = compressor.compress, compressor.flush

        async def compressed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
            return written.write(await compress(*args, **kwargs))

        def flushed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
            return written.write(flush(*args, **kwargs))

        compressor.compress, compressor.flush = compressed, flushed
        return
    write, write_eof = writer.write, writer.write_eof

    async def kept(chunk: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        written.write(bytes(chunk))
        return await write(chunk, *args, **kwargs)

    async def kept_last(chunk: Any = b"", *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        written.write(bytes(chunk))
        return await write_eof(chunk, *args, **kwargs)

    writer.write, writer.write_eof = kept, kept_last


def _patch_resolver(resolver: Any) -> None:  # noqa: ANN401 - the module
    """With aiodns, names are looked up in C."""
    owner = getattr(resolver, "AsyncResolver", None)
    if owner is None or is_in_place(owner, "resolve"):
        return
    original = owner.resolve

    async def resolve(self: Any, host: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - its own types
        check_host(host)
        return await original(self, host, *args, **kwargs)

    replace(owner, "resolve", resolve)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {
    "aiohttp": _patch_package,
    "aiohttp.client": _patch_client,
    "aiohttp.client_reqrep": _patch_request,
    "aiohttp.resolver": _patch_resolver,
}
