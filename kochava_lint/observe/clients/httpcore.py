"""httpcore, where it is called itself: https://www.encode.io/httpcore"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

from kochava_lint.observe.body import body_of
from kochava_lint.observe.clients.requests import headers_of
from kochava_lint.observe.exchange import Outgoing, exchanging
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, described, is_in_place, replace, wrap

__all__ = ["SEAMS"]


def _describe(call: Call) -> Outgoing | None:
    url = _text(call.get(2, "url"))
    target = target_of(url)
    if target is None:
        return None
    body = body_of(call.kwargs.get("content"))
    if "content" in call.kwargs:
        call.kwargs["content"] = body.stand_in
    headers = headers_of(call.kwargs.get("headers"))
    return Outgoing("httpcore", "request", _text(call.get(1, "method")), url, headers, body, target)


def _text(value: Any) -> str:  # noqa: ANN401 - text, bytes, or a URL of its own
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else bytes(value).decode("latin-1")


def _patch_sync(interfaces: Any) -> None:  # noqa: ANN401 - the module
    owner = interfaces.RequestInterface
    wrap(owner, "request", _describe, is_whole=True)
    if is_in_place(owner, "stream"):
        return
    original = owner.stream

    @contextmanager
    def stream(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        call, outgoing = described(_describe, "httpcore.stream", args, kwargs)
        if outgoing is None:
            with original(*args, **kwargs) as response:
                yield response
        else:
            with exchanging(outgoing), original(*call.args, **call.kwargs) as response:
                yield response

    replace(owner, "stream", stream)


def _patch_async(interfaces: Any) -> None:  # noqa: ANN401 - the module
    owner = interfaces.AsyncRequestInterface
    wrap(owner, "request", _describe, is_whole=True)
    if is_in_place(owner, "stream"):
        return
    original = owner.stream

    @asynccontextmanager
    async def stream(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        call, outgoing = described(_describe, "httpcore.stream", args, kwargs)
        if outgoing is None:
            async with original(*args, **kwargs) as response:
                yield response
        else:
            with exchanging(outgoing):
                async with original(*call.args, **call.kwargs) as response:
                    yield response

    replace(owner, "stream", stream)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {
    "httpcore._sync.interfaces": _patch_sync,
    "httpcore._async.interfaces": _patch_async,
}
