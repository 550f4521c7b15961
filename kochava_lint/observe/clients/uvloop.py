"""uvloop, which looks names up and connects in C: https://uvloop.readthedocs.io"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.guard import check_exchange, check_host
from kochava_lint.observe.seams import is_in_place, replace

__all__ = ["SEAMS"]


def _patch(uvloop: Any) -> None:  # noqa: ANN401 - the module
    owner = uvloop.Loop
    if is_in_place(owner, "getaddrinfo"):
        return
    look_up, connect = owner.getaddrinfo, owner.create_connection

    async def getaddrinfo(self: Any, host: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - its own types
        check_host(host)
        return await look_up(self, host, *args, **kwargs)

    async def create_connection(self: Any, factory: Any, host: Any = None, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - its own types
        check_host(host)
        check_exchange(host)
        return await connect(self, factory, host, *args, **kwargs)

    replace(owner, "getaddrinfo", getaddrinfo)
    replace(owner, "create_connection", create_connection)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"uvloop": _patch}
