"""Tornado's HTTP clients: https://www.tornadoweb.org/en/stable/httpclient.html"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.body import Body, Written, body_of
from kochava_lint.observe.clients.requests import headers_of
from kochava_lint.observe.exchange import Outgoing, joined_or_begun, within
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, described, is_in_place, replace

__all__ = ["SEAMS"]

_FORM: Final = "application/x-www-form-urlencoded"


def _describe(call: Call) -> Outgoing | None:
    request = call.get(1, "request")
    given = call.kwargs if isinstance(request, str) else vars(request)
    url = request if isinstance(request, str) else request.url
    target = target_of(url)
    if target is None:
        return None
    method, headers = given.get("method") or "GET", headers_of(given.get("headers") or given.get("_headers"))
    if method.upper() == "POST" and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", _FORM))  # it says so of any body of which nobody says otherwise
    return Outgoing("tornado", "fetch", method, url, headers, _body(given), target)


def _body(given: dict[str, Any]) -> Body:
    """The body, which may be written by a function: then that is given a function that keeps what is written."""
    produce = given.get("body_producer")
    if produce is None:
        return body_of(given.get("body", given.get("_body")))
    written = Written()

    def produce_kept(write: Callable[[bytes], Any]) -> Any:  # noqa: ANN401 - as it is
        written.clear()
        return produce(lambda chunk: write(written.write(chunk)))

    given["body_producer" if "body_producer" in given else "_body_producer"] = produce_kept
    return written


def _patch(httpclient: Any) -> None:  # noqa: ANN401 - the module
    owner = httpclient.AsyncHTTPClient
    if is_in_place(owner, "fetch"):
        return
    original = owner.fetch

    def fetch(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it is called
        call, outgoing = described(_describe, "AsyncHTTPClient.fetch", args, kwargs)
        if outgoing is None:
            return original(*args, **kwargs)
        exchange, is_new = joined_or_begun(outgoing)
        try:
            with within(exchange):
                future = original(*call.args, **call.kwargs)
        except BaseException:
            if is_new:
                exchange.close()
            raise
        if is_new:
            future.add_done_callback(lambda _: exchange.close())
        return future

    replace(owner, "fetch", fetch)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"tornado.httpclient": _patch}
