"""aiodns, which looks names up in C: https://pypi.org/project/aiodns"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.guard import check_host
from kochava_lint.observe.seams import is_in_place, replace

__all__ = ["SEAMS"]

_LOOKUPS: Final = ("getaddrinfo", "gethostbyname", "query", "query_dns")


def _checking(owner: Any, name: str) -> None:  # noqa: ANN401 - the class
    if is_in_place(owner, name):
        return
    original = getattr(owner, name)

    def look_up(self: Any, host: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - its own types
        check_host(host)
        return original(self, host, *args, **kwargs)

    replace(owner, name, look_up)


def _patch(aiodns: Any) -> None:  # noqa: ANN401 - the module
    for name in _LOOKUPS:
        _checking(aiodns.DNSResolver, name)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"aiodns": _patch}
