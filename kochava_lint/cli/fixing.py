"""What `check` does about findings that can be fixed: it changes files, or shows what it would change."""

from __future__ import annotations

import enum
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kochava_lint.api import Linter
from kochava_lint.cli.complaint import complain
from kochava_lint.diff import ShownEdit, unified_diff
from kochava_lint.errors import InputError, RuleError
from kochava_lint.file_edit import FileEdit, lines_of, replace_file
from kochava_lint.finding import Finding
from kochava_lint.fixer import MAX_PASSES, Fixed, fix_payload, is_open_to_fixes
from kochava_lint.payload import Payload
from kochava_lint.privacy import Mask
from kochava_lint.reader import read_payload
from kochava_lint.reporters.excerpt import printable
from kochava_lint.source import Source, Span

__all__ = ["Fixing", "Mode"]


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

    *wanted* tells which findings are to be fixed. *listing*: tell of each. *show_values*: a diff shows what
    identifies people. *count* and *files* say what it has come to.
    """

    linter: Linter
    wanted: Callable[[Finding], bool]
    mode: Mode
    listing: bool = False
    show_values: bool = False
    count: int = 0
    files: int = 0

    def fix(self, path: str, payloads: Iterable[Payload]) -> None:
        """
        Fix the file at *path*, in which the *payloads* are.

        Raises: `InputError` where it cannot be read or written; then it is as it was.
        """
        edits = [edit for payload in payloads for edit in self._edits(payload)]
        if not edits:
            return
        edits.sort(key=lambda shown: (shown.edit.line, shown.edit.column))
        if self.mode is Mode.WRITE:
            replace_file(path, [shown.edit for shown in edits])
        elif self.mode is Mode.DIFF:
            self._print_diff(path, edits)
        self.files += 1

    def sum_up(self) -> None:
        """Say what it has come to."""
        verb = "fixed" if self.mode is Mode.WRITE else "would fix"
        problems = f"{self.count:,} problem{'' if self.count == 1 else 's'}"
        files = f"{self.files:,} file{'' if self.files == 1 else 's'}"
        complain(f"{verb} {problems} in {files}" if self.count else f"{verb} nothing")

    def _edits(self, payload: Payload) -> Iterator[ShownEdit]:
        source = payload.source
        if source is None:
            return
        try:
            fixed = fix_payload(payload, self.linter.lint_payload, self.wanted)
            if fixed is None:
                self._tell_of_signature(payload)
                return
        except RuleError:
            return  # it is told of when the payload is linted
        self.count += len(fixed.applied)
        self._tell(fixed)
        place = source.place(0)
        edit = FileEdit(place.line, place.column, source.raw, fixed.source.raw)
        yield ShownEdit(edit, self._shown(payload, source), self._shown(_read(payload, fixed.source), fixed.source))

    def _shown(self, payload: Payload, source: Source) -> str:
        """The text as a diff may show it."""
        if self.mode is not Mode.DIFF or self.show_values:
            return source.raw
        return Mask(payload).over(Span(0, len(source.raw)))

    def _tell(self, fixed: Fixed) -> None:
        if self.listing:
            verb = "fixed" if self.mode is Mode.WRITE else "would fix"
            for finding in fixed.applied:
                told = finding.fix.message if finding.fix else ""
                complain(f"{verb} {_place(finding)} {finding.rule}: {told}")
        for finding in fixed.uncovered:
            complain(f"note: {_place(finding)} {finding.rule} was hidden by what is fixed")
        if fixed.gave_up:
            complain(
                f"warning: {fixed.source.name}:{fixed.source.line}: more to fix after {MAX_PASSES} passes; run it again"
            )

    def _tell_of_signature(self, payload: Payload) -> None:
        if payload.request is None or not payload.request.is_signed or is_open_to_fixes(payload):
            return
        count = sum(finding.fix is not None and self.wanted(finding) for finding in self.linter.lint_payload(payload))
        if count and payload.source is not None:
            where = f"{payload.source.name}:{payload.source.line}"
            complain(f"warning: {where}: {count} not fixed: the body is signed (Kochava-Auth-Token)")

    def _print_diff(self, path: str, edits: Sequence[ShownEdit]) -> None:
        try:
            lines = unified_diff(path, lines_of(path), edits, masked=not self.show_values)
            for line in lines:
                # Masked it is for people to look at; with its values it is for `patch`.
                sys.stdout.write(line if self.show_values else printable(line.rstrip("\n")) + "\n")
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _read(payload: Payload, source: Source) -> Payload:
    return read_payload(source, payload.pointer)


def _place(finding: Finding) -> str:
    name = finding.payload.source.name if finding.payload.source else "<value>"
    return f"{name}:{finding.line}:{finding.column}"
