"""
Watching the requests that a process sends to Kochava, whatever HTTP client sends them and whatever mock answers.

>>> from kochava_lint.observe import observe
>>> with observe() as seen:
...     ...  # requests.post("https://control.kochava.com/track/json", json=payload)
Ellipsis
>>> [sighting.url for sighting in seen.sightings]
[]
"""

from __future__ import annotations

from kochava_lint.observe.guard import KochavaRequestBlocked
from kochava_lint.observe.observer import Observer, observe
from kochava_lint.observe.sender import Frame
from kochava_lint.observe.sighting import Sighting

__all__ = ["Frame", "KochavaRequestBlocked", "Observer", "Sighting", "observe"]
