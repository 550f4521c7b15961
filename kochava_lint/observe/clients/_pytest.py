"""pytest's monkeypatch, which puts plain functions in the places of clients' functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.clients.unittest import watch_fakes
from kochava_lint.observe.seams import is_in_place, replace

__all__ = ["SEAMS"]


def _patch(monkeypatch: Any) -> None:  # noqa: ANN401 - the module
    owner = monkeypatch.MonkeyPatch
    if is_in_place(owner, "setattr"):
        return
    original = owner.setattr

    def setattr(self: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, A001 - as it is called
        known = len(self._setattr)
        result = original(self, *args, **kwargs)
        watch_fakes(*((replaced, place, name) for place, name, replaced in self._setattr[known:]))
        return result

    replace(owner, "setattr", setattr)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"_pytest.monkeypatch": _patch}
