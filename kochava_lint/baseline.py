"""
Baselines: findings that are accepted for now, so that only new ones are reported.

An entry knows a finding by its rule, its file and its fingerprint, never by its line, and how many there are that are
alike: one more than these is new. It may say why, and until when, it is accepted.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from kochava_lint.errors import OptionError
from kochava_lint.expression import expression
from kochava_lint.file_edit import write_whole

__all__ = ["Accepted", "Baseline", "Key", "read_baseline", "write_baseline"]

_VERSION: Final = 1
_SCHEMA: Final = "urn:kochava-lint:schema:baseline:1"
_PARTS: Final = ("$schema", "version", "accepted")
_FINGERPRINT: Final = expression("[0-9a-f]{16}")
_DAY: Final = expression("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Key(NamedTuple):
    """What tells findings apart: *file* is its path from the baseline's folder on, with forward slashes."""

    file: str
    rule: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """
    An entry: *count* findings that are alike, and accepted.

    *pointer* says for people where in the payload they are. *reason* says why, and *expires* is the last day on which
    the entry holds.
    """

    key: Key
    count: int = 1
    pointer: str = ""
    reason: str = ""
    expires: dt.date | None = None

    def has_expired(self, today: dt.date) -> bool:
        """Whether it holds no longer."""
        return self.expires is not None and self.expires < today


class Baseline:
    """
    The *entries* of a baseline, and what of them a run has met.

    *today* tells which have expired: these accept nothing. One that is *growing* accepts all else that it meets.
    """

    def __init__(self, entries: Iterable[Accepted], today: dt.date, *, growing: bool = False) -> None:
        self._entries = {entry.key: entry for entry in entries}
        self._today = today
        self._growing = growing
        self._met: Counter[Key] = Counter()
        self._pointers: dict[Key, str] = {}

    def _is_over(self, entry: Accepted) -> bool:
        return entry.has_expired(self._today)

    def accepts(self, key: Key, pointer: str, *, is_shown: bool = True) -> bool:
        """
        Whether one more finding of this *key*, which stands at *pointer* of its payload, is accepted.

        One that is not *shown* is accepted by an entry only: it is not taken in.
        """
        entry = self._entries.get(key)
        has_room = entry is not None and self._met[key] < entry.count
        if not (has_room or (self._growing and is_shown)):
            return False
        self._met[key] += 1
        self._pointers.setdefault(key, pointer)
        return entry is None or not self._is_over(entry)

    def has_met(self, key: Key) -> bool:
        """Whether any finding of this *key* was there, be it after the day on which its entry expired."""
        return key in self._met

    def unmatched(self, is_judged: Callable[[Key], bool]) -> list[Accepted]:
        """
        The entries that speak of more findings than there are, with how many more; those that have expired too.

        Only what is *judged*, of which the run tells whether it is there, can be missing.
        """
        return [
            replace(entry, count=entry.count - self._met[entry.key])
            for entry in self._entries.values()
            if self._met[entry.key] < entry.count and is_judged(entry.key)
        ]

    def expired(self) -> list[Accepted]:
        """The entries that have expired, and whose findings are still there."""
        return [entry for entry in self._entries.values() if self._is_over(entry) and self.has_met(entry.key)]

    def pruned(self, is_judged: Callable[[Key], bool]) -> list[Accepted]:
        """The entries without what is unmatched: see `unmatched`."""
        surplus = {entry.key: entry.count for entry in self.unmatched(is_judged)}
        left = (replace(entry, count=entry.count - surplus.get(entry.key, 0)) for entry in self._entries.values())
        return [entry for entry in left if entry.count]

    def updated(self, is_judged: Callable[[Key], bool]) -> list[Accepted]:
        """
        The entries that accept all that was met, and no more, as far as they are *judged*; the others lose nothing.

        Those that were there keep their reason and day; those that have expired stay so.
        """
        kept = {entry.key: entry for entry in self.pruned(is_judged)}
        for key, count in self._met.items():
            entry = self._entries.get(key, Accepted(key, pointer=self._pointers[key]))
            if not self._is_over(entry):
                kept[key] = replace(entry, count=count if is_judged(key) else max(count, entry.count))
        return list(kept.values())


def read_baseline(path: Path, *, may_be_missing: bool = False) -> list[Accepted]:
    """
    The entries in the file at *path*; none where there is no such file, and it *may be missing*.

    Raises: `OptionError` where it cannot be read, or is no baseline.
    """
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        if may_be_missing:
            return []
        raise OptionError(f"there is no baseline {path}; --update-baseline makes it") from None
    except OSError as error:
        raise OptionError(f"cannot read the baseline {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise OptionError(f"the baseline {path} is no JSON: {error}") from error
    accepted = [
        _entry(entry, f"{path}: entry {number}") for number, entry in enumerate(_entries(document, path), start=1)
    ]
    twice = [key for key, count in Counter(entry.key for entry in accepted).items() if count > 1]
    if twice:
        raise OptionError(f"{path}: two entries are about {twice[0].rule} in {twice[0].file} ({twice[0].fingerprint})")
    return accepted


def _entries(document: Any, path: Path) -> list[object]:  # noqa: ANN401 - any JSON value
    version = document.get("version") if isinstance(document, dict) else None
    if version != _VERSION or isinstance(version, bool):
        raise OptionError(f"{path} is no baseline of version {_VERSION}")
    for name in document:
        if name not in _PARTS:
            raise OptionError(f"{path} has no use for {name}; there are {', '.join(_PARTS)}")
    if not isinstance(document.get("$schema", ""), str):
        raise OptionError(f"{path}: $schema has to be a text")
    entries = document.get("accepted")
    if not isinstance(entries, list):
        raise OptionError(f"{path} is no baseline: `accepted` has to be a list")
    return entries


def _entry(entry: object, where: str) -> Accepted:
    if not isinstance(entry, dict):
        raise OptionError(f"{where} has to be an object")
    for name, kind in _KEYS.items():
        if name in _NEEDED and name not in entry:
            raise OptionError(f"{where} has no {name}")
        if name in entry and (not isinstance(entry[name], kind) or isinstance(entry[name], bool)):
            raise OptionError(f"{where}: {name} has to be a {'number' if kind is int else 'text'}")
    for name in entry:
        if name not in _KEYS:
            raise OptionError(f"{where} has no use for {name}; there are {', '.join(_KEYS)}")
        if entry.get(name) == "" and name in _NEEDED:
            raise OptionError(f"{where}: {name} is empty")
    if entry.get("count", 1) < 1:
        raise OptionError(f"{where}: count has to be 1 or more")
    if not _FINGERPRINT.fullmatch(entry["fingerprint"]):
        raise OptionError(f"{where}: fingerprint has to be 16 digits and letters from a to f, as reports show it")
    expires = _day(entry["expires"], where) if "expires" in entry else None
    key = Key(entry["file"], entry["rule"], entry["fingerprint"])
    return Accepted(key, entry.get("count", 1), entry.get("pointer", ""), entry.get("reason", ""), expires)


def _day(text: str, where: str) -> dt.date:
    try:
        if _DAY.fullmatch(text):  # newer Pythons read other forms too
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise OptionError(f"{where}: expires has to be a day, such as 2027-01-31")


_NEEDED: Final = ("rule", "file", "fingerprint")
_KEYS: Final[dict[str, type[Any]]] = {
    "rule": str,
    "file": str,
    "fingerprint": str,
    "pointer": str,
    "count": int,
    "reason": str,
    "expires": str,
}


def write_baseline(path: Path, entries: Iterable[Accepted]) -> None:
    """
    Write *entries* into the file at *path*, sorted, one a line; the file is replaced at once, or not at all.

    Raises: `OptionError` where it cannot be written.
    """
    lines = [
        json.dumps(_described(entry), ensure_ascii=False) for entry in sorted(entries, key=lambda entry: entry.key)
    ]
    inside = ",".join(f"\n    {line}" for line in lines) + ("\n  " if lines else "")
    content = f'{{\n  "$schema": "{_SCHEMA}",\n  "version": {_VERSION},\n  "accepted": [{inside}]\n}}\n'
    # What is no character, as in the name of a file that is not UTF-8, is escaped as JSON does.
    content = content.encode("utf-8", "backslashreplace").decode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise OptionError(f"cannot write the baseline {path}: {error.strerror or error}") from error


def _described(entry: Accepted) -> dict[str, object]:
    told: dict[str, object] = {
        "file": entry.key.file,
        "rule": entry.key.rule,
        "pointer": entry.pointer,
        "fingerprint": entry.key.fingerprint,
    }
    if entry.count > 1:
        told["count"] = entry.count
    if entry.reason:
        told["reason"] = entry.reason
    if entry.expires is not None:
        told["expires"] = entry.expires.isoformat()
    return told
