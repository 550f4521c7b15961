"""requests: https://requests.readthedocs.io"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.body import body_of
from kochava_lint.observe.exchange import Outgoing
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, Describe, wrap
from kochava_lint.observe.sighting import Headers

__all__ = ["SEAMS", "describing_prepared", "headers_of"]


def describing_prepared(client: str) -> Describe:
    """What tells of a call of `Session.send`, which is given a `PreparedRequest`."""

    def describe(call: Call) -> Outgoing | None:
        request = call.get(1, "request")
        target = target_of(request.url or "")
        if target is None:
            return None
        body = body_of(request.body)
        if body.stand_in is not request.body:
            request.body = body.stand_in
        return Outgoing(
            client, "send", request.method or "", request.url, headers_of(request.headers), body, target, request
        )

    return describe


def headers_of(headers: Any) -> Headers:  # noqa: ANN401 - a mapping, or pairs
    """The *headers* as pairs of text."""
    pairs = headers.items() if hasattr(headers, "items") else headers or ()
    return [(_text(name), _text(value)) for name, value in pairs]


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return str.__str__(value) if isinstance(value, str) else str(value)


def _patch(sessions: Any) -> None:  # noqa: ANN401 - the module
    wrap(sessions.Session, "send", describing_prepared("requests"), is_whole=True)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"requests.sessions": _patch}
