"""What users have allowed."""

from __future__ import annotations

from hypothesis import strategies as st

from kochava_lint.strategies.choices import made
from kochava_lint.synthetic.consent import att_block, gdpr_consent
from kochava_lint.synthetic.payload import JSON

__all__ = ["att_blocks", "gdpr_consents"]


def att_blocks(*, allowed: bool | None = None) -> st.SearchStrategy[JSON]:
    """Draw values of `app_tracking_transparency`, of users who have *allowed* tracking, have not, or either."""
    answers = (True, False) if allowed is None else (allowed,)
    return made(lambda choices: att_block(choices, allowed=choices.choose(answers)))


def gdpr_consents() -> st.SearchStrategy[JSON]:
    """Draw values of `gdpr_privacy_consent`."""
    return made(gdpr_consent)
