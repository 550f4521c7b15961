"""niquests: https://niquests.readthedocs.io"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.clients.requests import describing_prepared
from kochava_lint.observe.seams import wrap

__all__ = ["SEAMS"]


def _patch_sessions(sessions: Any) -> None:  # noqa: ANN401 - the module
    wrap(sessions.Session, "send", describing_prepared("niquests"), is_whole=True)


def _patch_async(sessions: Any) -> None:  # noqa: ANN401 - the module
    wrap(sessions.AsyncSession, "send", describing_prepared("niquests"), is_whole=True)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {
    "niquests.sessions": _patch_sessions,
    "niquests.async_session": _patch_async,
}
