"""pytest-recording, whose stand-in for pycurl is made of the `Curl` that was there when it was imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.seams import is_in_place, replace

__all__ = ["SEAMS"]


def _patch(network: Any) -> None:  # noqa: ANN401 - the module
    owner = network.Curl
    if owner is None or is_in_place(owner, "__init__"):  # without pycurl, there is no such thing
        return
    original = owner.__init__

    def __init__(self: Any, handle: Any = None) -> None:  # noqa: ANN401, N807 - as it is called
        original(self, network.pycurl.Curl() if handle is None else handle)

    replace(owner, "__init__", __init__)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"pytest_recording.network": _patch}
