"""The project's baseline, where tests send what it accepts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kochava_lint.baseline import Accepted, Key, read_baseline, write_baseline
from kochava_lint.file_patterns import path_within
from kochava_lint.fingerprint import fingerprint
from kochava_lint.privacy import shown_pointer

if TYPE_CHECKING:
    from pytest_kochava.judge import Fault

__all__ = ["AcceptedFaults"]


class AcceptedFaults:
    """
    What the baseline at *path* accepts of what is sent from files in *root*.

    An entry accepts all findings that are alike: how many there are depends on which tests are run. One that is
    *growing* accepts whatever it meets, and remembers it.

    Raises: `OptionError` where it cannot be read.
    """

    def __init__(self, path: Path, root: Path, *, growing: bool) -> None:
        self._path = path
        self._root = root
        self._growing = growing
        today = dt.datetime.now().astimezone().date()
        self._entries = {entry.key: entry for entry in read_baseline(path, may_be_missing=growing)}
        self._over = {key for key, entry in self._entries.items() if entry.has_expired(today)}

    def accepts(self, fault: Fault) -> bool:
        """Whether it accepts what was found."""
        key = self._key(fault)
        return key not in self._over and (self._growing or key in self._entries)

    def write(self, faults: list[Fault]) -> int:
        """
        Accept *faults* from now on; entries that are there stay, and keep their reasons and days.

        Returns how many entries are new. Raises: `OptionError` where it cannot be written.
        """
        met = Counter(map(self._key, faults))
        pointers = {self._key(fault): shown_pointer(fault.finding.pointer) for fault in faults}
        entries = dict(self._entries)
        for key, count in met.items():
            entry = entries.get(key, Accepted(key, pointer=pointers[key]))
            entries[key] = replace(entry, count=max(entry.count, count))
        write_baseline(self._path, entries.values())
        return len(entries) - len(self._entries)

    def _key(self, fault: Fault) -> Key:
        sender = fault.request.sent_from
        file = path_within(self._path.parent, str(self._root / sender[0][0])) if sender else "<request>"
        return Key(file, fault.finding.rule, fingerprint(fault.finding))
