"""The baseline in a run of `check`: what it accepts, what of it is out of date, and how it is brought up to date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from itertools import islice
from pathlib import Path

from kochava_lint.baseline import Accepted, Baseline, Key, read_baseline, write_baseline
from kochava_lint.cli.complaint import complain
from kochava_lint.cli.paths import STDIN
from kochava_lint.file_patterns import path_within
from kochava_lint.finding import Finding
from kochava_lint.fingerprint import fingerprint
from kochava_lint.privacy import shown_pointer
from kochava_lint.reporter import Summary

__all__ = ["AcceptedFindings"]

_NAMED = 10


class AcceptedFindings:
    """
    The findings that the baseline at *path* accepts.

    *update*: it accepts whatever there is from now on. *prune*: what it accepts beyond what there is goes. *known* are
    the names of all rules: what is said of others matches nothing.

    Raises: `OptionError` where it cannot be read.
    """

    def __init__(self, path: Path, known: Collection[str], *, update: bool = False, prune: bool = False) -> None:
        entries = read_baseline(path, may_be_missing=update)
        self._path = path
        self._known = known
        self._update = update
        self._prune = prune
        self._before = sum(entry.count for entry in entries)
        self._baseline = Baseline(entries, dt.datetime.now().astimezone().date(), growing=update)
        self._rules_by_file: dict[str, Collection[str]] = {}
        self._names: dict[str, str] = {}
        self._gone: dict[str, bool] = {}

    def accepts(self, finding: Finding, path: str, *, is_shown: bool) -> bool:
        """Whether a *finding* in the file at *path* is accepted. One that is not *shown* is not taken in either."""
        key = Key(self._name(path), finding.rule, fingerprint(finding))
        return self._baseline.accepts(key, shown_pointer(finding.pointer), is_shown=is_shown)

    def finish(self, path: str, rules: Collection[str]) -> None:
        """Note that the file at *path* was linted to its end, and which *rules* were reported of it."""
        self._rules_by_file[self._name(path)] = rules

    def sum_up(self, summary: Summary) -> None:
        """Tell of entries that match nothing, unless they are about to go, and of those that have expired."""
        if not (self._update or self._prune):
            unmatched = self._baseline.unmatched(self._is_judged)
            summary.unmatched = sum(entry.count for entry in unmatched)
            self._tell_of(unmatched, self._lack, "--prune-baseline removes what matches nothing")
        expired = self._baseline.expired()
        self._tell_of(expired, lambda _: "has expired", "mend what was accepted, or give it another day")

    def write(self) -> None:
        """
        Write the baseline, where that is wanted.

        Raises: `OptionError` where it cannot be written.
        """
        if self._update:
            self._write(self._baseline.updated(self._is_judged))
        elif self._prune:
            self._write(self._baseline.pruned(self._is_judged))

    def _is_judged(self, key: Key) -> bool:
        """Whether the run tells if there are findings of this *key*: it went through the file, or that is gone."""
        if key.rule not in self._known:
            return True
        rules = self._rules_by_file.get(key.file)
        if rules is not None:
            return key.rule in rules
        if key.file not in self._gone:
            self._gone[key.file] = key.file != STDIN and _is_gone(self._path.parent / key.file)
        return self._gone[key.file]

    def _name(self, path: str) -> str:
        if path not in self._names:
            self._names[path] = STDIN if path == STDIN else path_within(self._path.parent, path)
        return self._names[path]

    def _lack(self, entry: Accepted) -> str:
        return "accepts more than there is" if self._baseline.has_met(entry.key) else "matches nothing any more"

    def _write(self, entries: list[Accepted]) -> None:
        write_baseline(self._path, entries)
        now = sum(entry.count for entry in entries)
        findings = f"{now:,} finding{'' if now == 1 else 's'}"
        change = f"{now - self._before:+,}" if now != self._before else "as before"
        complain(f"{self._path} accepts {findings} ({change})")

    def _tell_of(self, entries: list[Accepted], what: Callable[[Accepted], str], advice: str) -> None:
        lines: Counter[str] = Counter()
        for entry in entries:
            place = f"{entry.key.file} {entry.pointer}".rstrip()
            reason = f" ({entry.reason})" if entry.reason else ""
            lines[f"{entry.key.rule} in {place} {what(entry)}{reason}"] += entry.count
        for line, count in islice(lines.items(), _NAMED):
            complain(f"note: {self._path}: {line}{f': {count:,} findings' if count > 1 else ''}")
        if len(lines) > _NAMED:
            complain(f"note: {self._path}: the same of {len(lines) - _NAMED:,} more")
        if lines:
            complain(f"note: {self._path}: {advice}")


def _is_gone(path: Path) -> bool:
    """Whether there is surely no file at *path*; where one cannot be looked for, there may be."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False
