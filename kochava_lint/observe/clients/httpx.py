"""HTTPX: https://www.python-httpx.org"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.body import Body
from kochava_lint.observe.clients.requests import headers_of
from kochava_lint.observe.exchange import Outgoing
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, Describe, wrap

__all__ = ["SEAMS", "patch_client"]


def _describing(client: str, seam: str) -> Describe:
    def describe(call: Call) -> Outgoing | None:
        request = call.get(1, "request")
        url = str(request.url)
        target = target_of(url)
        if target is None:
            return None
        # Of an asynchronous client, it is read already.
        body = Body(request.read() or None, request)
        return Outgoing(
            client, seam, request.method, url, headers_of(request.headers.multi_items()), body, target, request
        )

    return describe


async def _read(call: Call) -> None:
    """Read a body that is made as it is sent: HTTPX keeps what is read, and sends it."""
    request = call.get(1, "request")
    if target_of(str(request.url)) is not None:
        await request.aread()


def patch_client(client: str) -> Callable[[Any], None]:
    """What puts the seams into the module `_client` of *client*, and of those that are like it."""

    def patch(module: Any) -> None:  # noqa: ANN401 - the module
        for owner in (module.Client, module.AsyncClient):
            # Hops of redirects, and what authentication changes, go through the second alone.
            for name in ("send", "_send_single_request"):
                wrap(owner, name, _describing(client, name), prepare=_read, is_whole=True)

    return patch


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"httpx._client": patch_client("httpx")}
