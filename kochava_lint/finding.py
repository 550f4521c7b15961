"""What comes out: findings, and how bad each is."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from kochava_lint.comment import Comment
from kochava_lint.fix import Fix
from kochava_lint.json_edit import revision
from kochava_lint.payload import Payload
from kochava_lint.personal import shown_key
from kochava_lint.source import Place, Pointer, Source, Span, render

__all__ = ["Finding", "Severity"]


class Severity(enum.Enum):
    """How bad a finding is. They compare: `Severity.INFO < Severity.WARNING < Severity.ERROR`."""

    INFO = "info"
    """Worth knowing."""
    WARNING = "warning"
    """Probably a mistake, or a value that Kochava's page leaves open."""
    ERROR = "error"
    """Kochava loses, drops or mis-associates data, or a promise of privacy is broken."""

    @property
    def rank(self) -> int:
        """Its place in the order, from 0."""
        return _RANKS[self]

    def __lt__(self, other: Severity) -> bool:
        """Compare by rank."""
        return self.rank < other.rank

    def __le__(self, other: Severity) -> bool:
        """Compare by rank."""
        return self.rank <= other.rank


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """
    One defect of one payload.

    *rule* is the name of the rule that found it, *message* says what is wrong and *help* what to do about it;
    neither holds a value that could identify a person. *pointer* leads from the payload to the value, or for
    something absent to the object that should hold it. *at* is the place in the text where the finding is about
    the text itself, and no value of it. *fix* is what would mend it, where that is plain. *elsewhere* is the part of
    the request that it is about, where the capture tells its place: its address, its method or a header.
    """

    rule: str
    severity: Severity
    message: str
    pointer: Pointer
    payload: Payload
    help: str = ""
    at: Span | None = None
    fix: Fix | None = None
    elsewhere: Source | None = None

    def __repr__(self) -> str:
        """Tell what is wrong and where, with keys that look like identifiers masked: it is printed in test logs."""
        place = render(tuple(shown_key(token) if isinstance(token, str) else token for token in self.pointer))
        return f"<Finding {self.severity.value}[{self.rule}] {place or 'payload'}: {self.message}>"

    @property
    def source(self) -> Source | None:
        """The text that the finding is in; None where the payload came as a Python value."""
        return self.elsewhere or self.payload.source

    @property
    def span(self) -> Span | None:
        """Where in the text of its source the finding is; None where the payload came as a Python value."""
        if self.elsewhere is not None:
            return Span(0, len(self.elsewhere.text))
        if self.payload.source is None:
            return None
        return self.at or self.payload.span(self.pointer) or Span(0, 0)

    @property
    def comment(self) -> Comment | None:
        """The comment in the capture that accepts it; None where there is none."""
        recording = self.payload.recording
        comments = recording.comments if recording else ()
        return next((comment for comment in comments if self.rule in comment.rules), None)

    @property
    def is_fixable(self) -> bool:
        """Whether its fix can be made in the payload's text: a signed one, for example, must not be changed."""
        payload = self.payload
        if self.fix is None or payload.source is None or not payload.is_editable:
            return False
        return revision(self.fix.change, payload.source.text, payload.source.tree) is not None

    @property
    def start(self) -> Place | None:
        """Line and column of its first character, in the file."""
        source, span = self.source, self.span
        return source.place(span.start) if source and span else None

    @property
    def end(self) -> Place | None:
        """Line and column after its last character, in the file."""
        source, span = self.source, self.span
        return source.place(span.end) if source and span else None

    @property
    def line(self) -> int | None:
        """The line in the file, from 1."""
        return self.start.line if self.start else None

    @property
    def column(self) -> int | None:
        """The column in the file, from 1, in code points."""
        return self.start.column if self.start else None
