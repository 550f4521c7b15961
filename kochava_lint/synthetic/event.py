"""Events: what they are called, and what belongs to them."""

from __future__ import annotations

from typing import Any, Final

from kochava_lint.synthetic.choices import Choices

__all__ = ["event_data", "event_name", "revenue"]

_STANDARD_NAMES: Final = (
    "Purchase",
    "View",
    "Add to Cart",
    "Add to Wish List",
    "Level Complete",
    "Registration Complete",
    "Search",
    "Start Trial",
    "Tutorial Complete",
    "_Deeplink",
)
_OWN_NAMES: Final = (
    "Spring Sale",
    "newsletter-signup",
    "Größe gewählt",
    "Окупка",
    "購入",
    "🎿 booked",
    "<b>bold</b>",
    'a "b"',
)
_CURRENCIES: Final = ("EUR", "USD", "JPY", "GBP", "BRL", "INR", "CHF")
_MOST_CENTS: Final = 1_000_000
_OWN_KEYS: Final = ("content_id", "name", "level", "note", "Größe", "a/b", "a.b", "~", "", "own key", "🎿")


def event_name(choices: Choices) -> str:
    """The name of an event: a standard one, or one's own, in any words."""
    kind = choices.choose((_STANDARD_NAMES, _OWN_NAMES, ()))
    # So it begins and ends, no text is nearly a standard name, padded, or a placeholder.
    return choices.choose(kind) if kind else f"own {choices.text()}."


def event_data(choices: Choices) -> dict[str, Any]:
    """An `event_data` without revenue, whose values are of any type that Kochava stores."""
    data: dict[str, Any] = {}
    if choices.maybe():
        data["quantity"] = choices.choose((1, "2", 0.5))
    if choices.maybe():
        data["duration"] = choices.integer(0, 3600)
    for _ in range(choices.integer(0, 3)):
        data[choices.choose(_OWN_KEYS)] = _value(choices)
    return data


def revenue(choices: Choices) -> tuple[dict[str, Any], dict[str, Any]]:
    """An amount of money and its currency: what of it belongs into `data`, and what into `event_data`."""
    cents = choices.integer(-_MOST_CENTS, _MOST_CENTS)  # what is below zero is a refund
    amount = choices.choose((cents // 100, cents / 100, f"{cents / 100:.2f}"))
    currency = {"currency": choices.choose(_CURRENCIES)}
    inner = {choices.choose(("sum", "price")): amount}
    place = choices.choose(("data", "event_data", "both"))
    return (
        {} if place == "event_data" else currency,
        inner if place == "data" else {**inner, **currency},
    )


def _value(choices: Choices) -> str | float | bool | None:
    kind = choices.choose((str, int, float, bool, None))
    if kind is str:
        return f"{choices.text()}."  # a text that ends so is no placeholder
    if kind is int:
        return choices.integer(-(2**53), 2**53)
    if kind is float:
        return choices.integer(-(2**31), 2**31) / 256
    return None if kind is None else choices.maybe()
