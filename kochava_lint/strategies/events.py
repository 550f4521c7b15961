"""Events: what they are called, and what belongs to them."""

from __future__ import annotations

from hypothesis import strategies as st

from kochava_lint.strategies.choices import made
from kochava_lint.synthetic.event import event_data as made_event_data
from kochava_lint.synthetic.event import event_name as made_event_name
from kochava_lint.synthetic.payload import JSON

__all__ = ["event_data", "event_names"]


def event_names() -> st.SearchStrategy[str]:
    """Draw values of `event_name`: standard ones, and one's own, in any words."""
    return made(made_event_name)


def event_data() -> st.SearchStrategy[JSON]:
    """Draw values of `event_data`, with no revenue in them, which takes a currency."""
    return made(made_event_data)
