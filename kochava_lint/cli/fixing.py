"""What `check` does about findings that can be fixed: it changes files, or shows what it would change."""

from __future__ import annotations

import enum
import sys
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from kochava_lint.api import Linter
from kochava_lint.cli.complaint import complain
from kochava_lint.diff import ShownEdit, unified_diff
from kochava_lint.errors import InputError, RuleError
from kochava_lint.file_edit import FileEdit, lines_of, replace_file, split_lines
from kochava_lint.finding import Finding
from kochava_lint.fixer import MAX_PASSES, Fixed, fix_payload, is_signed
from kochava_lint.payload import Payload
from kochava_lint.printable import printable
from kochava_lint.privacy import Mask, masked_line
from kochava_lint.source import Span

__all__ = ["Fixing", "Mode"]


_BOLD: Final = "1"
_COLORS: Final = {"-": "31", "+": "32", "@": "36"}


_Linting = Callable[[Payload], Sequence[Finding]]


class Mode(enum.Enum):
    """What becomes of fixes."""

    WRITE = "write"
    """They are made in the files."""
    DIFF = "diff"
    """They are shown as a diff, and no file is changed."""
    LIST = "list"
    """They are listed, and no file is changed."""


@dataclass
class Fixing:
    """
    Fixes one file after the other.

    *unsafe*: make also the fixes that are not safe. *listing*: tell of each. *show_values*: a diff shows what
    identifies people; *color*: with ANSI escapes, where it does not. *count* and *files* say what it has come to.
    """

    mode: Mode
    unsafe: bool = False
    listing: bool = False
    show_values: bool = False
    color: bool = False
    count: int = 0
    files: int = 0
    _news: list[str] = field(default_factory=list)
    _fixed: int = 0

    @property
    def is_diff(self) -> bool:
        """Whether fixes are shown as a diff only."""
        return self.mode is Mode.DIFF

    def fix(self, path: str, payloads: Iterable[Payload], linter: Linter, rules: Collection[str]) -> None:
        """
        Fix what the *rules* of *linter* find in the file at *path*, in which the *payloads* are.

        Where it cannot be read, nothing is done: that is told when it is linted.

        Raises: `InputError` where it cannot be written; then it is as it was.
        """
        if not Path(path).is_file():
            raise InputError(f"{path} is no regular file: it cannot be fixed")
        self._news, self._fixed = [], 0

        def is_wanted(finding: Finding) -> bool:
            if finding.fix is None or finding.rule not in rules or finding.comment is not None:
                return False
            return finding.fix.safe or self.unsafe

        try:
            edits = (self._edits(payload, linter.lint_payload, is_wanted) for payload in _read(payloads))
            self._make(path, chain.from_iterable(edits))
        except _UnreadableError:
            return
        for line in self._news:
            complain(line)
        self.count += self._fixed
        self.files += bool(self._fixed)

    def _make(self, path: str, edits: Iterator[ShownEdit]) -> None:
        if self.mode is Mode.WRITE:
            replace_file(path, (shown.edit for shown in edits))
        elif self.mode is Mode.DIFF:
            self._print_diff(path, edits)
        else:
            deque(edits, maxlen=0)  # they are told of as they are found

    def sum_up(self) -> None:
        """Say what it has come to."""
        problems = f"{self.count:,} problem{'' if self.count == 1 else 's'}"
        files = f"{self.files:,} file{'' if self.files == 1 else 's'}"
        complain(f"{self._verb} {problems} in {files}" if self.count else f"{self._verb} nothing")

    @property
    def _verb(self) -> str:
        return "fixed" if self.mode is Mode.WRITE else "would fix"

    def _edits(self, payload: Payload, lint: _Linting, is_wanted: Callable[[Finding], bool]) -> Iterator[ShownEdit]:
        try:
            if is_signed(payload):
                self._tell_of_signature(payload, sum(map(is_wanted, lint(payload))))
                return
            fixed = fix_payload(payload, lint, is_wanted)
        except RuleError:
            return  # it is told of when the payload is linted
        if fixed is not None:
            self._fixed += len(fixed.applied)
            self._tell(fixed)
            yield from self._shown(payload, fixed)

    def _shown(self, payload: Payload, fixed: Fixed) -> Iterator[ShownEdit]:
        """What is changed of the file, and how a diff may show it."""
        is_masked = self.mode is Mode.DIFF and not self.show_values
        masks = (Mask(payload), Mask(fixed.payload)) if is_masked else None
        for (start, end, text), begins in fixed.edits():
            place = fixed.before.raw_place(start)
            old, new = fixed.before.raw[start:end], text
            edit = FileEdit(place.line, place.column, old, new)
            if masks is not None:
                old = masks[0].over(Span(start, end))
                new = masks[1].over(Span(begins, begins + len(text)))
            yield ShownEdit(edit, old, new)

    def _tell(self, fixed: Fixed) -> None:
        if self.listing:
            for finding in fixed.applied:
                told = finding.fix.message if finding.fix else ""
                self._news.append(f"{self._verb} {_place(finding)} {finding.rule}: {told}")
        for finding in fixed.uncovered:
            self._news.append(f"note: {_place(finding)} {finding.rule} was hidden by what is fixed")
        if fixed.gave_up:
            where = f"{fixed.before.name}:{fixed.before.line}"
            self._news.append(f"warning: {where}: more to fix after {MAX_PASSES} passes; run it again")

    def _tell_of_signature(self, payload: Payload, count: int) -> None:
        if count and payload.source is not None:
            where = f"{payload.source.name}:{payload.source.line}"
            self._news.append(f"warning: {where}: {count} not fixed: the body is signed (Kochava-Auth-Token)")

    def _print_diff(self, path: str, edits: Iterator[ShownEdit]) -> None:
        first = next(edits, None)
        if first is None:
            return

        def all_edits() -> Iterator[ShownEdit]:
            yield first
            yield from edits

        try:
            # With its values it is for `patch`, masked for people to look at.
            for line in unified_diff(path, lines_of(path), all_edits(), _as_it_is if self.show_values else masked_line):
                if self.show_values and not sys.stdout.isatty():
                    _write_exactly(line)
                else:
                    sys.stdout.write(_printable(line, color=self.color))
        except BrokenPipeError:
            raise
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _write_exactly(text: str) -> None:
    """Write *text* with the bytes that the file has, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()


def _printable(lines: str, *, color: bool) -> str:
    shown = (printable(line.rstrip("\r\n")) for line in split_lines(lines))
    return "".join(f"{_painted(line) if color else line}\n" for line in shown)


def _painted(line: str) -> str:
    code = _BOLD if line.startswith(("---", "+++")) else _COLORS.get(line[:1])
    return f"\x1b[{code}m{line}\x1b[0m" if code else line


class _UnreadableError(Exception):
    """A file cannot be read to its end."""


def _read(payloads: Iterable[Payload]) -> Iterator[Payload]:
    try:
        yield from payloads
    except InputError as error:
        raise _UnreadableError from error


def _as_it_is(line: str) -> str:
    return line


def _place(finding: Finding) -> str:
    name = finding.payload.source.name if finding.payload.source else "<value>"
    return f"{name}:{finding.line}:{finding.column}"
