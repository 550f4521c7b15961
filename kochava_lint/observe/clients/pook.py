"""pook, which answers in the place of urllib3's pools: https://pook.readthedocs.io"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.body import body_of
from kochava_lint.observe.clients.requests import headers_of
from kochava_lint.observe.exchange import Outgoing
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, wrap
from kochava_lint.observe.target import address

__all__ = ["SEAMS"]


def _describe(call: Call) -> Outgoing | None:
    request = call.get(1, "request")
    parts = request.url
    url = address(parts.scheme, parts.hostname, parts.port, parts._replace(scheme="", netloc="").geturl())
    target = target_of(url)
    if target is None:
        return None
    return Outgoing(
        "urllib3", "pook", request.method, url, headers_of(request.headers), body_of(request.body), target, request
    )


def _patch(engine: Any) -> None:  # noqa: ANN401 - the module
    wrap(engine.Engine, "match", _describe)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"pook.engine": _patch}
