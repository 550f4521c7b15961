"""treq, Twisted's client for people: https://treq.readthedocs.io"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from kochava_lint.observe.body import Body, body_of
from kochava_lint.observe.clients.twisted import deferring, headers_of_twisted
from kochava_lint.observe.exchange import Outgoing
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call

__all__ = ["SEAMS"]


def _describe(call: Call) -> Outgoing | None:
    method, url = call.get(1, "method"), call.get(2, "url")
    address = url.decode("ascii", "replace") if isinstance(url, bytes) else str(getattr(url, "to_text", lambda: url)())
    target = target_of(address)
    if target is None:
        return None
    headers = headers_of_twisted(call.kwargs.get("headers"))
    return Outgoing("treq", "request", _text(method), address, headers, _body(call), target)


def _body(call: Call) -> Body:
    data, json = call.kwargs.get("data"), call.kwargs.get("json", call)
    if json is not call and type(json).__name__ != "_Nothing":
        from json import dumps  # noqa: PLC0415 - it is imported by then

        return body_of(dumps(json, separators=(",", ":")))
    if isinstance(data, dict | list | tuple):
        return body_of(urlencode(data, doseq=True), is_exact=False)
    return body_of(data)


def _text(value: str | bytes) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else value


def _patch(client: Any) -> None:  # noqa: ANN401 - the module
    deferring(client.HTTPClient, "request", _describe)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"treq.client": _patch}
