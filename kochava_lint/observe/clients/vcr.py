"""vcrpy, which puts its own connection in the place of http.client's: https://vcrpy.readthedocs.io"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.body import body_of
from kochava_lint.observe.clients.requests import headers_of
from kochava_lint.observe.exchange import Outgoing
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, wrap

__all__ = ["SEAMS"]


def _describe(call: Call) -> Outgoing | None:
    request = call.args[0]._vcr_request  # noqa: SLF001 - the request that the answer is looked up for
    target = target_of(request.uri)
    if target is None:
        return None
    headers, body = headers_of(request.headers), body_of(request.body)
    return Outgoing("http.client", "vcr", request.method, request.uri, headers, body, target, request)


def _patch(stubs: Any) -> None:  # noqa: ANN401 - the module
    wrap(stubs.VCRConnection, "getresponse", _describe)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"vcr.stubs": _patch}
