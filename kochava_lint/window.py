"""What a rule across payloads has noted of those that it has seen: bounded, whatever the capture's size."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from typing import Any, Final

__all__ = ["Window", "short"]

_LONGEST: Final = 128


class Window:
    """
    The latest notes of a rule, *size* of them at most; the oldest are forgotten first.

    A note is anything that takes little memory, under a key of which the same holds: see `short`.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.forgotten = 0
        """How many notes there is no memory of any more: the rule has looked back over the last *size* only."""
        self.made = 0
        """How many notes were made so far."""
        self._notes: OrderedDict[str, Any] = OrderedDict()

    def get(self, key: str) -> Any:  # noqa: ANN401 - whatever the rule has noted
        """The note under *key*, or None where there is none."""
        return self._notes.get(key)

    def note(self, key: str, value: object) -> None:
        """Keep *value* under *key*, in place of what was noted there before, as the latest note."""
        self.made += 1
        notes = self._notes
        notes[key] = value
        notes.move_to_end(key)
        if len(notes) > self.size:
            notes.popitem(last=False)
            self.forgotten += 1


def short(text: str) -> str:
    """The *text*, or a digest of a long one: captures are untrusted, and must not fill the memory."""
    if len(text) <= _LONGEST:
        return text
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
