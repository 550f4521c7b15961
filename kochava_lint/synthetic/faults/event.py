"""Faults of events: their names, and what belongs to them."""

from __future__ import annotations

from typing import Final

from kochava_lint.payload import MISSING
from kochava_lint.synthetic.faults.operator import EVENT, Operator, drops, sets

__all__ = ["OPERATORS"]

_NAME, _DATA = "data/event_name", "data/event_data"
_WITH_DATA: Final = EVENT.with_given({_DATA: {"content_id": "sku-7"}, "data/currency": MISSING})
_SALE: Final = EVENT.with_given({_DATA: {"sum": 4.99}, "data/currency": "EUR"})
_RESERVED: Final = ("network", "source", "campaign", "site", "creative", "cracked")

OPERATORS: Final[tuple[Operator, ...]] = (
    sets("misspelled-standard-event", "case", EVENT, _NAME, "purchase", "ADD TO CART"),
    sets("misspelled-standard-event", "word", EVENT, _NAME, "Add to Wishlist", "level_complete"),
    sets("misspelled-standard-event", "letter", EVENT, _NAME, "Purchse", "Searchs"),
    sets(
        "padded-event-name",
        "space",
        EVENT,
        _NAME,
        *(lambda name, _, p=p: p.format(name) for p in (" {}", "{} ", "{}\n")),
    ),
    sets(
        "padded-event-name",
        "unusual",
        EVENT,
        _NAME,
        *(lambda name, _, p=p: p.format(name) for p in ("\u00a0{}", "{}\u2003")),
    ),
    sets("nested-event-data", "object", _WITH_DATA, f"{_DATA}/items", {"sku": 7}, {}),
    sets("nested-event-data", "list", _WITH_DATA, f"{_DATA}/items", ["sku-7"], []),
    sets("event-data-not-object", "text", _WITH_DATA, _DATA, "149.90", "sku-7", '{"content_id": "sku-7"}'),
    *(
        sets("reserved-event-data-key", key, _WITH_DATA.with_given({_NAME: "Purchase"}), f"{_DATA}/{key}", "spring")
        for key in _RESERVED
    ),
    sets("long-event-data-text", "text", _WITH_DATA, _DATA, "sku-7 " * 13),
    sets("non-numeric-amount", "sign", _WITH_DATA, f"{_DATA}/quantity", "2 pieces", "1,5", ""),
    sets("non-numeric-amount", "boolean", _WITH_DATA, f"{_DATA}/duration", True, False),
    drops("revenue-without-currency", "sum", _SALE, "data/currency", at=f"{_DATA}/sum"),
    sets("invalid-currency", "case", _SALE, "data/currency", "eur", "Usd"),
    sets("invalid-currency", "sign", _SALE, "data/currency", "€", "Euro", "XYZ"),
    sets(
        "invalid-currency",
        "inside",
        _SALE.with_given({"data/currency": MISSING, f"{_DATA}/currency": "EUR"}),
        f"{_DATA}/currency",
        "eur",
        978,
    ),
    sets("conflicting-currency", "other", _SALE, f"{_DATA}/currency", "USD", at="data/currency"),
)
