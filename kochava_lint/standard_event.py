"""
Kochava's standard events: the names that its reports know.

Source: https://support.kochava.com/reference-information/post-install-event-examples
Source: https://github.com/Kochava/Apple-SwiftPackage-KochavaCore
"""

from __future__ import annotations

from typing import Final

from kochava_lint.memory import remembered
from kochava_lint.spelling import is_one_edit_apart, squeezed

__all__ = ["STANDARD_EVENTS", "meant_event"]

STANDARD_EVENTS: Final = (
    "Achievement",
    "Ad Click",
    "Ad View",
    "Add to Cart",
    "Add to Wish List",
    "Checkout Start",
    "Consent Granted",
    "Level Complete",
    "Purchase",
    "Push Opened",
    "Push Received",
    "Rating",
    "Registration Complete",
    "Search",
    "Start Trial",
    "Subscribe",
    "Tutorial Complete",
    "View",
    "_Deeplink",
)
"""The exact names, as the SDK's own table has them."""

_BY_PLAIN: Final = {squeezed(name): name for name in STANDARD_EVENTS}


@remembered
def meant_event(name: str) -> str | None:
    """The standard event that *name* was probably meant to be; None where it is one, or a word of its own."""
    name = name.strip()
    if name in STANDARD_EVENTS:
        return None
    plain = squeezed(name)
    if plain in _BY_PLAIN:
        return _BY_PLAIN[plain]
    return next((standard for key, standard in _BY_PLAIN.items() if is_one_edit_apart(plain, key)), None)
