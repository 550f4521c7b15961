"""httpx2, which is made as HTTPX is: https://pypi.org/project/httpx2"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.clients.httpx import patch_client

__all__ = ["SEAMS"]

SEAMS: Final[dict[str, Callable[[Any], None]]] = {"httpx2._client": patch_client("httpx2")}
