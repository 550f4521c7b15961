"""One run of `check` over all inputs, and what it has come to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kochava_lint.api import Capture
from kochava_lint.cli.comments import FileComments
from kochava_lint.cli.complaint import ISSUES, told
from kochava_lint.cli.counted import count, payloads_in
from kochava_lint.cli.inputs import Inputs, shown_name
from kochava_lint.cli.part_work import Task
from kochava_lint.cli.project import Project, known_rules
from kochava_lint.errors import InputError, PluginError, RuleError
from kochava_lint.finding import Finding, Severity
from kochava_lint.plugins import BUILT_IN, Plugins
from kochava_lint.reporter import Summary
from kochava_lint.rule import Rule

if TYPE_CHECKING:
    from kochava_lint.cli.accepted import AcceptedFindings
    from kochava_lint.cli.fixing import Fixing
    from kochava_lint.cli.workers import Workers

__all__ = ["Run"]

_NAMED = 10


@dataclass
class Run:
    """
    One run over all *inputs*, and what it has come to so far.

    *accepted* are the findings that a baseline accepts, *most* is how many findings are shown. *workers* lint large
    files, where there are any. *failed*: something was
    found that makes the check fail; *defective*: a rule of ours failed.
    """

    inputs: Inputs
    plugins: Plugins
    accepted: AcceptedFindings | None = None
    fixing: Fixing | None = None
    workers: Workers | None = None
    most: int | None = None
    summary: Summary = field(default_factory=Summary)
    failed: bool = False
    defective: bool = False
    _failing_rules: set[str] = field(default_factory=set)
    _shown: int = 0
    _failing: Severity | None = None

    def fails(self, finding: Finding) -> bool:
        """Whether *finding*, which is the one that was told last, makes the check fail."""
        return self._failing is not None and finding.severity >= self._failing

    def findings(self) -> Iterator[Finding]:
        """The findings to show, file by file, payload by payload, in the order of the text."""
        yield from self.inputs.each(self._in_file)
        self.summary.errors = self.inputs.errors
        if self.accepted is not None:
            self.accepted.sum_up(self.summary)

    def finish(self) -> None:
        """
        Write the baseline, where that is wanted, and all is known.

        Raises: `OptionError` where it cannot be written.
        """
        if self.accepted is not None and not self.defective:  # what was not linted must not go out of it
            self.accepted.write()

    def _in_file(self, path: str) -> Iterator[Finding]:
        project = self.inputs.project(path)
        self._failing = project.failing
        rules = project.reported_in(path)
        if self.fixing is not None:
            try:
                self.fixing.fix(path, payloads_in(self.inputs.read(path, is_watched=False)), project.linter, rules)
            except InputError as error:  # it can be linted all the same
                self.inputs.tell(error)
        summary = self.summary
        summary.files += 1
        if self.fixing is None and self.inputs.is_known(path, project.linter.knows_alone):
            summary.payloads += 1
            summary.requests += 1
            self.inputs.tick(1)
            if self.accepted is not None:
                self.accepted.finish(path, rules)
            return
        before = self._seen()
        capture = project.linter.capture()
        comments = FileComments()
        lookback = max(capture.lookbacks.values(), default=0)
        if self.workers is not None and self.workers.suit(path, project.reader, lookback):
            each = self._by_workers(self.workers, path, rules, lookback)
        else:
            each = self._found(path, capture, comments)
        for found in each:
            kept = [finding for finding in found if finding.rule in rules]
            left = [finding for finding in kept if not comments.accept(finding)]
            summary.in_comments += len(kept) - len(left)
            yield from self._reported(left, path, project)
        if self.accepted is not None:
            self.accepted.finish(path, rules)
        self._tell_of_comments(comments, path, rules)
        payloads, skipped = (after - count for after, count in zip(self._seen(), before, strict=True))
        if not payloads and not project.options.ignore_unrelated:
            requests = f": {skipped:,} request{'' if skipped == 1 else 's'} skipped" if skipped else ""
            self.inputs.say(f"warning: there is no payload in {shown_name(path)}{requests}")
        self._tell_of_lookbacks(capture.lookbacks, payloads, path)

    def _found(self, path: str, capture: Capture, comments: FileComments) -> Iterator[list[Finding]]:
        """What is found in each payload in the file at *path*; *comments* are met."""
        entries = self.inputs.read(path, knowledge=capture.knowledge)
        for entry in comments.met(entries):
            payload = count(entry, self.summary)
            if payload is None:
                continue
            try:
                found = capture.lint(payload)
            except RuleError as error:
                self._note(error.rule, told(error.__cause__))
                continue
            if found:
                yield found

    def _by_workers(self, workers: Workers, path: str, rules: frozenset[str], lookback: int) -> Iterator[list[Finding]]:
        """The same by other processes, which have no comments to meet: there are none in lines of JSON."""
        self.inputs.watch(lambda: workers.position)
        for piece in workers.lint(Task(path, rules, lookback)):
            self.summary.include(piece.summary)
            for rule, cause in piece.failed:
                self._note(rule, cause)
            yield from piece.found
            self.inputs.tick(piece.summary.payloads)

    def _tell_of_comments(self, comments: FileComments, path: str, rules: Collection[str]) -> None:
        complaints = list(comments.complaints(rules, self._rules))
        self.summary.unused += len(complaints)
        for complaint in complaints[:_NAMED]:
            self.inputs.say(f"note: {shown_name(path)}:{complaint.line}: {complaint.told(self._rules)}")
        if len(complaints) > _NAMED:
            self.inputs.say(f"note: {shown_name(path)}: {len(complaints) - _NAMED:,} more comments suppress nothing")

    @cached_property
    def _rules(self) -> Mapping[str, Rule]:
        return known_rules(self.plugins)

    def _seen(self) -> tuple[int, int]:
        """How many payloads there were so far, and how many requests that were skipped."""
        return self.summary.payloads, self.summary.skipped.total()

    def _note(self, rule: str, cause: str) -> None:
        """Tell of a *rule* that failed: a plugin's stops the run, one of ours is a defect, and the others go on."""
        origin = self.plugins.origins.get(rule, BUILT_IN)
        if origin != BUILT_IN:
            raise PluginError(f"the rule {rule} of the plugin {origin} failed: {cause}")
        self.defective = True
        if rule not in self._failing_rules:
            self._failing_rules.add(rule)
            failed = str(RuleError(rule))
            self.inputs.say(f"{cause}\n{failed}. This is a defect of kochava-lint; please report it: {ISSUES}")

    def _tell_of_lookbacks(self, lookbacks: Mapping[str, int], payloads: int, path: str) -> None:
        """Tell which rules could not compare all *payloads* of a capture with all others."""
        for lookback in sorted({lookback for lookback in lookbacks.values() if lookback < payloads - 1}):
            rules = sorted(rule for rule in lookbacks if lookbacks[rule] == lookback)
            names = " and ".join(filter(None, [", ".join(rules[:-1]), rules[-1]]))
            compare = "compares" if len(rules) == 1 else "compare"
            self.inputs.say(
                f"note: {shown_name(path)}: {names} {compare} each of its {payloads:,} payloads with the {lookback:,} "
                "before it, and with none that is further away"
            )

    def _reported(self, found: list[Finding], path: str, project: Project) -> Iterator[Finding]:
        for finding in sorted(found, key=_position) if len(found) > 1 else found:
            is_shown = finding.severity >= project.shown
            if self.accepted is not None and self.accepted.accepts(finding, path, is_shown=is_shown):
                self.summary.in_baseline += 1
                continue
            self.failed = self.failed or finding.severity >= project.failing
            if not is_shown:
                self.summary.hidden += 1
                continue
            self.summary.count(finding)
            if self.most is None or self._shown < self.most:
                self._shown += 1
                yield finding
            else:
                self.summary.left_out += 1


def _position(finding: Finding) -> tuple[int, int, int, int, str]:
    start, end = finding.start, finding.end
    return (*start, *end, finding.rule) if start and end else (0, 0, 0, 0, finding.rule)
