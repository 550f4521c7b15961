"""requests-mock, which calls the `Session.send` that was there when it was imported: https://requests-mock.readthedocs.io"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.clients.requests import describing_prepared
from kochava_lint.observe.seams import wrap

__all__ = ["SEAMS"]


def _patch(mocker: Any) -> None:  # noqa: ANN401 - the module
    wrap(mocker, "_original_send", describing_prepared("requests"))


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"requests_mock.mocker": _patch}
