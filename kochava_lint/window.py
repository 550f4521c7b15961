"""What a rule across payloads has noted of those that it has seen: bounded, whatever the capture's size."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

__all__ = ["Window"]

_LONGEST_KEY: Final = 256


class Window:
    """
    The latest notes of a rule, *size* of them at most; the oldest are forgotten first.

    A note is anything under a key of texts. Long keys are kept as digests: captures are untrusted, and must not
    fill the memory.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.forgotten = 0
        """How many notes there is no memory of any more: the rule has looked back over the last *size* only."""
        self._notes: dict[tuple[str, ...] | bytes, Any] = {}

    def get(self, *key: str) -> Any:  # noqa: ANN401 - whatever the rule has noted
        """The note under *key*, or None where there is none."""
        return self._notes.get(_short(key))

    def note(self, *key: str, value: object = True) -> None:
        """Keep *value* under *key*, in place of what was noted there before."""
        short = _short(key)
        if short not in self._notes and len(self._notes) >= self.size:
            del self._notes[next(iter(self._notes))]
            self.forgotten += 1
        self._notes[short] = value


def _short(key: tuple[str, ...]) -> tuple[str, ...] | bytes:
    if sum(map(len, key)) <= _LONGEST_KEY:
        return key
    digest = blake2b(digest_size=16)
    for part in key:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.digest()
