"""Entries: what any report may tell of a finding, in plain values."""

from __future__ import annotations

from typing import NamedTuple

from kochava_lint.finding import Finding, Severity
from kochava_lint.fingerprint import fingerprint
from kochava_lint.payload import Payload
from kochava_lint.personal import is_shareable
from kochava_lint.placeholder import is_placeholder
from kochava_lint.privacy import shown_pointer
from kochava_lint.reporter import Display
from kochava_lint.source import render

__all__ = ["Entry", "FixEntry", "entry_of"]


class FixEntry(NamedTuple):
    """What would mend it, and whether that keeps what the payload means."""

    message: str
    safe: bool


class Entry(NamedTuple):
    """
    What may be told of a finding; it holds no payload.

    *file* is None, as are the places, where the payload came as a Python value; places are counted from 1, columns in
    code points, and the end is the character after the last. *event* says what the payload reports: its action, and
    the name of the event. *fingerprint* stays the same wherever in a file the payload moves.
    """

    rule: str
    severity: Severity
    message: str
    file: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    pointer: str
    event: str | None
    help: str
    fix: FixEntry | None
    fingerprint: str

    @property
    def name(self) -> str:
        """What the file is called for people; `<value>` without one."""
        name = self.file or "<value>"
        # At the beginning of a line, GitHub's runner would obey it.
        return f"./{name}" if name.startswith("::") else name

    @property
    def place(self) -> str:
        """File, line and column, as editors know them."""
        return f"{self.name}:{self.line}:{self.column}" if self.line else self.name


def entry_of(finding: Finding, display: Display) -> Entry:
    """What may be told of *finding*, as *display* allows."""
    source, start, end = finding.source, finding.start, finding.end
    fix = finding.fix if finding.fix is not None and finding.is_fixable else None
    return Entry(
        finding.rule,
        finding.severity,
        finding.message,
        # A name may hold bytes that are no text, which strict readers refuse.
        source.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if source else None,
        start.line if start else None,
        start.column if start else None,
        end.line if end else None,
        end.column if end else None,
        render(finding.pointer) if display.show_values else shown_pointer(finding.pointer),
        _event(finding.payload),
        finding.help,
        FixEntry(fix.message, fix.safe) if fix else None,
        fingerprint(finding),
    )


def _event(payload: Payload) -> str | None:
    """`event Purchase`, `install`; None for what is no payload of a known action."""
    action = payload.action
    if action != "event":
        return action
    name = payload.context("event_name")
    if not isinstance(name, str) or not name.strip() or is_placeholder(name):
        return action
    if name != name.strip():
        name = f'"{name}"'
    return f"{action} {name}" if is_shareable(name) else f"{action} {'*' * min(len(name), 8)}"
