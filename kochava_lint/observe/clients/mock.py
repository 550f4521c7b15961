"""The backport of `unittest.mock`: https://pypi.org/project/mock"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.clients.unittest import patch_mock

__all__ = ["SEAMS"]

SEAMS: Final[dict[str, Callable[[Any], None]]] = {"mock.mock": patch_mock}
