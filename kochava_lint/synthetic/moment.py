"""Times between which payloads are made up, in epoch seconds: fixed ones, so that no clock decides what comes out."""

from __future__ import annotations

from typing import Final

__all__ = ["FIRST_ANSWER", "FIRST_USE", "LATEST"]

FIRST_ANSWER: Final = 1_600_214_400
"""September 2020: iOS 14 is there, and asks for consent to tracking."""
FIRST_USE: Final = 1_609_459_200
"""January 2021: from then on things happen."""
LATEST: Final = 1_767_225_600
"""January 2026: nothing happens after it, whatever the clock says."""
