"""Telling findings apart that are alike: by which of them it is, in the order of their file."""

from __future__ import annotations

import hashlib
from collections import Counter

__all__ = ["Occurrences"]


class Occurrences:
    """Counts the findings of each file that have one fingerprint."""

    def __init__(self) -> None:
        self._file: str | None = None
        self._seen: Counter[str] = Counter()

    def number(self, file: str, fingerprint: str) -> int:
        """Which of those that are alike in *file* the next one is, from 1; files come one after the other."""
        if file != self._file:
            self._file = file
            self._seen.clear()
        self._seen[fingerprint] += 1
        return self._seen[fingerprint]

    def digest(self, file: str, fingerprint: str) -> str:
        """What no other finding of the report has."""
        number = self.number(file, fingerprint)
        return hashlib.sha256(f"{file}\n{fingerprint}\n{number}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
