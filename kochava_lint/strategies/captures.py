"""Captures of valid payloads, in sending order."""

from __future__ import annotations

from hypothesis import strategies as st

from kochava_lint.strategies.arguments import check_bounds
from kochava_lint.strategies.choices import made
from kochava_lint.synthetic.capture import capture
from kochava_lint.synthetic.payload import JSON

__all__ = ["captures"]


def captures(*, min_installations: int = 1, max_installations: int = 3) -> st.SearchStrategy[list[JSON]]:
    """
    Draw sequences of payloads that make sense, in sending order.

    Of each installation of an app there is its install, events, and where its user changes their mind about tracking
    the update that tells of it; those of several installations come in the order of time. Nothing is found in them,
    by themselves or across payloads.

    Raises: `InvalidArgument` where there is no number of installations between the two.
    """
    check_bounds(min_installations, max_installations)
    return made(lambda choices: capture(choices, min_installations, max_installations))
