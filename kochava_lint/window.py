"""What a rule across payloads has noted of those that it has seen: bounded, whatever the capture's size."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

__all__ = ["Window", "short"]

_LONGEST: Final = 128


class Window:
    """
    What a rule has noted of the *size* payloads before the one that it is shown; of older ones it knows nothing.

    A note is anything but None that takes little memory, under a key of which the same holds: see `short`. It should
    say what its own payload says and nothing of what was noted before: then what is found in a payload depends on
    those in the window alone, wherever in a capture the reading began.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._generation = 0
        self.number = 0
        """That of the present payload in its capture, of which the first has 1."""
        # Two generations, so that forgetting costs nothing: by key, the numbers of payloads and what was noted of
        # each, in turn. Most keys have one note, and Python looks through lists again and again for what is rubbish.
        self._older: dict[Hashable, Sequence[Any]] = {}
        self._newer: dict[Hashable, Sequence[Any]] = {}

    def go_to(self, number: int) -> None:
        """
        Have the payload of this *number* be the present one.

        It may be an earlier one than the last: then nothing may have been noted since under any key that is looked up
        or noted now.
        """
        generation = number // self._size
        if generation > self._generation:
            self._older = self._newer if generation == self._generation + 1 else {}
            self._newer = {}
            self._generation = generation
        self.number = number

    def note(self, key: Hashable, value: object) -> None:
        """Note *value* of the present payload under *key*, where earlier ones may have notes too."""
        noted = self._newer.get(key)
        if noted is None:
            self._newer[key] = (self.number, value)
        elif isinstance(noted, list):
            noted += (self.number, value)
        else:
            self._newer[key] = [*noted, self.number, value]

    def last(self, key: Hashable) -> Any:  # noqa: ANN401 - whatever the rule has noted
        """The latest note under *key*, or None where there is none."""
        noted = self._newer.get(key) or self._older.get(key)
        return noted[-1] if noted and noted[-2] >= self.number - self._size else None

    def first(self, key: Hashable) -> Any:  # noqa: ANN401 - whatever the rule has noted
        """The earliest note under *key*, or None where there is none."""
        for noted in (self._older.get(key), self._newer.get(key)):
            if noted and noted[-2] >= self.number - self._size:
                low, high = 0, len(noted) // 2 - 1
                while low < high:
                    middle = (low + high) // 2
                    if noted[2 * middle] >= self.number - self._size:
                        high = middle
                    else:
                        low = middle + 1
                return noted[2 * low + 1]
        return None


def short(text: str) -> str:
    """The *text*, or a digest of a long one: captures are untrusted, and must not fill the memory."""
    if len(text) <= _LONGEST:
        return text
    from hashlib import blake2b  # noqa: PLC0415 - it takes long, and most texts are short

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
