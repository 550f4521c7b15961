"""What a builder comes to: the requests that it sends, or those that what it returns stands for."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from kochava_lint.observe import KochavaRequestBlocked, Observer
from kochava_lint.observe.body import body_of
from kochava_lint.observe.clients.requests import headers_of
from kochava_lint.observe.sender import sent_from
from kochava_lint.payload import Defect
from kochava_lint.reader import read_values
from kochava_lint.source import render
from pytest_kochava.judge import BUILT, Seen, seen

__all__ = ["Called", "Place", "UnsendableError", "called", "requests_of"]

_URL: Final = "https://control.kochava.com/track/json"

_WRITTEN: Final = {
    "Decimal": "float(…), or str(…) where every digit counts",
    "datetime": "int(….timestamp())",
    "date": "….isoformat()",
    "UUID": "str(…)",
    "Enum": "….value",
    "bytes": "….decode()",
    "set": "list(…)",
}
"""What is written instead of a Python value, by the name of its type, or of one that this is made of."""

Place = tuple[str, int, str]
"""A function: its file, its line and its name."""


class UnsendableError(Exception):
    """What a builder returned is no payload, nor anything that holds one."""


class Called(NamedTuple):
    """What came of a call: the *result*, the requests that were *sent*, and the *error* that it ended in, if any."""

    result: object
    sent: list[Seen]
    error: Exception | None


def called(call: Callable[[], object], hosts: Iterable[str], root: Path) -> Called:
    """
    Call, with nothing leaving the machine for Kochava or *hosts*; files are told from *root* on.

    A request that no mock answers ends the call, and is as good as sent.
    """
    __tracebackhide__ = True
    observer = Observer(hosts, allow_network=False, isolates=True)
    result: object = None
    failed: Exception | None = None
    outside = len(sent_from())
    observer.start()
    try:
        result = _whole(call())
    except Exception as error:  # noqa: BLE001 - whoever tries builders tells what a refusal is
        failed = None if observer.sightings and _is_of_the_guard(error) else error
    finally:
        observer.stop()
    return Called(result, [_inside(seen(sighting, root), outside) for sighting in observer.sightings], failed)


def _is_of_the_guard(error: BaseException | None) -> bool:
    """Whether the guard has brought an *error* about, be it in the words of the application, or among others."""
    while error is not None:
        members: Iterable[BaseException] = getattr(error, "exceptions", ())
        if isinstance(error, KochavaRequestBlocked) or any(map(_is_of_the_guard, members)):
            return True
        error = error.__cause__
    return False


def _inside(request: Seen, outside: int) -> Seen:
    """The *request* as the builder has sent it: so many frames *outside* are those of the test, whatever answers."""
    frames = request.sent_from[:-outside] if outside else request.sent_from
    return replace(request, blocked=None, sent_from=frames or request.sent_from)


def _whole(result: object) -> object:
    """What a *result* is that comes later, or piece by piece."""
    __tracebackhide__ = True
    if inspect.isawaitable(result):
        return asyncio.run(_awaited(result))
    return list(result) if isinstance(result, Iterator) else result


async def _awaited(awaitable: Awaitable[object]) -> object:
    return await awaitable


def requests_of(result: object, place: Place) -> Iterator[Seen]:
    """
    The requests that a *result* stands for: that of the function at *place*.

    A dict is a payload, a text or bytes are the body of a request, and a list or tuple holds any of these. Requests of
    clients are taken as they would be sent: all that have a method, an address, headers and a body.

    Raises: `UnsendableError` where it is something else.
    """
    if isinstance(result, list | tuple):
        for part in result:
            yield from requests_of(part, place)
    elif isinstance(result, Mapping):
        yield _built(_json(result), place)
    elif isinstance(result, str | bytes | bytearray | memoryview):
        yield _built(_bytes(result), place)
    elif _is_request(result):
        yield _request(result, place)
    else:
        kind = type(result)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        raise UnsendableError(f"{name} is no payload; return what is sent: a dict, JSON text, bytes or a request")


def _built(body: bytes, place: Place) -> Seen:
    # Of headers nothing is known, and so nothing is said of them.
    return Seen(BUILT, "POST", _URL, [], body, 1, None, [place])


def _json(payload: Mapping[Any, Any]) -> bytes:
    """The text that senders make of a *payload*; what is no JSON, and can be written all the same, is a finding."""
    value = dict(payload)
    defect = next(read_values(value)).defect
    try:
        text = json.dumps(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise UnsendableError(_unwritable(value, defect or Defect(str(error)))) from error
    # Python writes a key that is no text as one, which nobody has meant.
    if defect is not None and next(read_values(text)).defect is None:
        raise UnsendableError(_unwritable(value, defect))
    return text.encode()


def _unwritable(value: Any, defect: Defect) -> str:  # noqa: ANN401 - any Python value
    place = f" (at {render(defect.pointer)})" if defect.pointer else ""
    for step in defect.pointer:
        value = value[step]
    instead = next((_WRITTEN[kind.__name__] for kind in type(value).__mro__ if kind.__name__ in _WRITTEN), None)
    hint = "" if instead is None else f"; write {instead}"
    return f"the payload cannot be written as JSON: {defect.message}{place}{hint}"


def _bytes(text: str | bytes | bytearray | memoryview) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)


def _is_request(value: object) -> bool:
    """Whether *value* is a request of a client: all have these, by one name or another, and answers have a status."""
    has_method = hasattr(value, "get_method") or (hasattr(value, "method") and not hasattr(value, "status"))
    return has_method and hasattr(value, "headers") and (hasattr(value, "full_url") or hasattr(value, "url"))


def _request(value: Any, place: Place) -> Seen:  # noqa: ANN401 - a request of any client
    if hasattr(value, "prepare") and not hasattr(value, "body"):  # requests and niquests make the body when they send
        value = value.prepare()
    if hasattr(value, "get_method"):  # urllib
        method, url, headers, body = value.get_method(), value.full_url, value.header_items(), value.data
    else:
        method, url, headers = value.method, value.url, value.headers
        # A body of HTTPX is read before it is there.
        body = value.read() if hasattr(value, "read") else getattr(value, "body", None)
    pairs = headers.multi_items() if hasattr(headers, "multi_items") else headers
    content = body_of(body).content
    if content is None:
        raise UnsendableError("the request has no body that is known before it is sent; return the payload instead")
    return Seen(BUILT, str(method), str(url), headers_of(pairs), content, 1, None, [place])
