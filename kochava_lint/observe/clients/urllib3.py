"""urllib3, and what is built on its pools, as botocore is: https://urllib3.readthedocs.io"""

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


def _to_manager(call: Call) -> Outgoing | None:
    url = call.get(2, "url")
    target = target_of(url)
    if target is None:
        return None
    body = body_of(call.kwargs.get("body"))
    if "body" in call.kwargs:
        call.kwargs["body"] = body.stand_in
    headers = call.kwargs.get("headers") or call.args[0].headers
    return Outgoing("urllib3", "PoolManager.urlopen", call.get(1, "method"), url, headers_of(headers), body, target)


def _to_pool(call: Call) -> Outgoing | None:
    pool, url = call.args[0], call.get(2, "url")
    whole = url if "://" in url else address(pool.scheme, pool.host.strip("[]"), pool.port, url)
    target = target_of(whole)
    if target is None:
        return None
    body = body_of(call.get(3, "body"))
    call.put(3, "body", body.stand_in)
    headers = call.get(4, "headers") or pool.headers
    return Outgoing(
        "urllib3", "HTTPConnectionPool.urlopen", call.get(1, "method"), whole, headers_of(headers), body, target
    )


def _patch_manager(poolmanager: Any) -> None:  # noqa: ANN401 - the module
    wrap(poolmanager.PoolManager, "urlopen", _to_manager, is_whole=True)


def _patch_pool(connectionpool: Any) -> None:  # noqa: ANN401 - the module
    wrap(connectionpool.HTTPConnectionPool, "urlopen", _to_pool, is_whole=True)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {
    "urllib3.poolmanager": _patch_manager,
    "urllib3.connectionpool": _patch_pool,
}
