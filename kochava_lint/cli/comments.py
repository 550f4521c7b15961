"""The comments of one file in a run of `check`: what they accept, and which of them accept nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kochava_lint.cli.selection import find_rule
from kochava_lint.comment import Comment
from kochava_lint.errors import OptionError
from kochava_lint.finding import Finding
from kochava_lint.recorded import Content, Known, Skipped
from kochava_lint.rule import Rule

__all__ = ["Complaint", "FileComments"]


class Complaint(NamedTuple):
    """What is wrong with a comment on *line*, about a *rule* that it names; without one, that it names none."""

    line: int
    rule: str | None = None

    def told(self, rules: Mapping[str, Rule]) -> str:
        """In words, the *rules* being all there are."""
        if self.rule is None:
            return "this comment names no rule: write `kochava-lint: ignore[RULE]`"
        try:
            find_rule(self.rule, rules)
        except OptionError as error:
            return str(error)
        return f"ignore[{self.rule}] suppresses nothing here"


class FileComments:
    """The comments of a file, as they are met, and which rules each has suppressed something of."""

    def __init__(self) -> None:
        self._used: dict[Comment, set[str]] = {}

    def meet(self, entry: Content) -> None:
        """Take note of the comments that *entry* comes with; those that were met before are passed over."""
        for comment in _comments_of(entry):
            self._used.setdefault(comment, set())

    def met(self, entries: Iterable[Content | Known]) -> Iterator[Content | Known]:
        """The *entries*, each of which is met on its way."""
        for entry in entries:
            if not isinstance(entry, Known):
                self.meet(entry)
            yield entry

    def accept(self, finding: Finding) -> bool:
        """Whether a comment accepts *finding*."""
        comment = finding.comment
        if comment is None:
            return False
        self._used.setdefault(comment, set()).add(finding.rule)
        return True

    def complaints(self, reported: Collection[str], rules: Mapping[str, Rule]) -> Iterator[Complaint]:
        """
        What is wrong with them, as far as *reported* rules tell.

        They suppress nothing, or name none of the *rules* that there are.
        """
        for comment, used in self._used.items():
            if not comment.rules:
                yield Complaint(comment.line)
            for rule in comment.rules:
                if rule not in rules or (rule in reported and rule not in used):
                    yield Complaint(comment.line, rule)


def _comments_of(entry: Content) -> Sequence[Comment]:
    if isinstance(entry, Comment):
        return (entry,)
    if isinstance(entry, Skipped):
        return entry.comments
    return entry.recording.comments if entry.recording is not None else ()
