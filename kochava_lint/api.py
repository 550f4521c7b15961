"""The library's front door: rules, schemas and clock bound together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from kochava_lint.capture_linter import CaptureLinter
from kochava_lint.contract import contract_rules
from kochava_lint.finding import Finding, Severity
from kochava_lint.linter import Engine
from kochava_lint.payload import TEXT, Payload
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import read_payloads, read_values
from kochava_lint.recorded import Knowledge
from kochava_lint.rule import Context, Rule
from kochava_lint.schema import Schemas
from kochava_lint.shipped import shipped_schemas
from kochava_lint.source import Source

if TYPE_CHECKING:
    from kochava_lint.plan import TrackingPlan

__all__ = ["Capture", "Linter", "lint"]


class Linter:
    """
    A linter for many calls.

    *rules*: by default the built-in ones and those of installed plugins. *plan*: the user's tracking plan, which
    adds its rules to them, and *secret* the one with which requests are signed, which adds `wrong-auth-token`.
    *severities* of rules, by name, in the place of their own. *assume_ios14*: take an Apple device of unknown version
    for one with iOS 14 or later. *schemas*: by default those that come with the package. *now* in epoch seconds, for
    rules about time; None reads the clock at each call. *plain*: have every rule look at every payload, as a check on
    what is spared otherwise.

    Raises: `PluginError` where an installed plugin does not load; `ValueError` where two rules have one name.
    """

    def __init__(
        self,
        *,
        rules: Iterable[Rule] | None = None,
        plan: TrackingPlan | None = None,
        secret: str | None = None,
        severities: Mapping[str, Severity] | None = None,
        assume_ios14: bool = False,
        schemas: Schemas | None = None,
        now: float | None = None,
        plain: bool = False,
    ) -> None:
        given = [*(load_plugins().rules.values() if rules is None else rules), *contract_rules(plan, secret)]
        if severities:
            given = [replace(rule, severity=severities.get(rule.name, rule.severity)) for rule in given]
        self._engine = Engine(given, shipped_schemas() if schemas is None else schemas, plain=plain)
        self._is_live = now is None
        planned = frozenset(plan.events or ()) if plan else frozenset[str]()
        self._now = Context(time.time() if now is None else now, planned=planned, assume_ios14=assume_ios14)

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules that run, by name."""
        return self._engine.rules

    def lint(self, payload: object) -> list[Finding]:
        """
        Lint a payload: a dict, JSON text or bytes; or a list of them, which is a capture in sending order.

        Returns the findings of every severity. Never raises because of what the payload is: text that is not
        JSON, and a value that cannot be written as JSON, are findings.
        """
        content = _encoded(payload)
        if content is not None and self._engine.knows(content, self._context()):
            return []
        payloads = read_values(payload)
        first, second = next(payloads, None), next(payloads, None)
        if first is None:
            return []
        if second is None:
            return self.lint_payload(first)
        capture = self.capture()
        return [finding for read in chain((first, second), payloads) for finding in capture.lint(read)]

    def lint_payload(self, payload: Payload) -> list[Finding]:
        """Lint a payload that is read already, by itself."""
        return self._engine.findings(payload, self._context())

    def fix(self, text: str, *, unsafe: bool = False) -> str:
        """
        Fix what can be fixed in the JSON *text* of a payload, or of an array of them, and return the new text.

        Everything that is not fixed is written as it was. *unsafe*: make the fixes too that may change what a
        payload means. See `Finding.fix` for what would be done.

        Raises: `TypeError` for what is no text: a Python value has no layout to keep.
        """
        from kochava_lint.file_edit import FileEdit, edited, split_lines  # noqa: PLC0415 - most fix nothing
        from kochava_lint.fixer import fix_payload  # noqa: PLC0415 - as above

        def wanted(finding: Finding) -> bool:
            return finding.fix is not None and (unsafe or finding.fix.safe)

        if not isinstance(text, str):
            raise TypeError(f"a text is fixed, and this is a {type(text).__name__}")
        bare = text.removeprefix("\ufeff")
        edits = []
        for payload in read_payloads(Source(TEXT, bare)):
            fixed = fix_payload(payload, self.lint_payload, wanted)
            if fixed is None:
                continue
            for edit, _ in fixed.edits():
                place = fixed.before.raw_place(edit.start)
                edits.append(FileEdit(*place, fixed.before.raw[edit.start : edit.end], edit.text))
        return text[: len(text) - len(bare)] + "".join(edited(split_lines(bare), edits))

    def capture(self) -> Capture:
        """Begin to lint a capture, whose payloads are read already, as input formats yield them."""
        return Capture(self._engine, self._context)

    def knows_alone(self, content: bytes) -> bool:
        """Whether nothing is to be found in a capture whose only payload has the text *content*."""
        return self._engine.knows_alone(content, self._context())

    def _context(self) -> Context:
        # The clock is read each time; what rules are told of it is made anew when it has moved on by a second.
        if self._is_live and abs(time.time() - self._now.now) >= 1:
            self._now = self._now._replace(now=time.time())
        return self._now


class Capture:
    """
    A capture that is linted payload by payload, in sending order, by the rules across payloads too.

    A `Linter` begins it. Its memory is bounded, whatever the capture's size.
    """

    def __init__(self, engine: Engine, context: Callable[[], Context]) -> None:
        self._engine = engine
        self._linter = CaptureLinter(engine)
        self._context = context

    def lint(self, payload: Payload) -> list[Finding]:
        """Lint the next payload. A finding may be about an earlier one: see `Finding.payload`."""
        return self._linter.findings(payload, self._context())

    def look_at(self, payload: Payload) -> None:
        """Take the next payload for one that was linted already, which those behind it are compared with."""
        self._linter.look_at(payload, self._context())

    @property
    def lookbacks(self) -> Mapping[str, int]:
        """How many payloads each rule across payloads looks back over, by its name."""
        return self._linter.lookbacks

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the payloads before they are read, for `CaptureReader`."""
        if self._linter.lookbacks:
            return Knowledge(traits=lambda content: self._engine.traits(content, self._context()))
        return Knowledge(passes=lambda content: self._engine.knows(content, self._context()))


def lint(payload: object) -> list[Finding]:
    """
    Lint a payload with the default rules; see `Linter.lint`.

    >>> [finding.rule for finding in lint({"action": "update", "data": {}})][:1]
    ['missing-required-key']
    """
    return _default_linter().lint(payload)


def _encoded(payload: object) -> bytes | None:
    """A *payload* that is a text, in UTF-8; None for any other."""
    if isinstance(payload, str):
        try:
            return payload.encode()
        except UnicodeEncodeError:  # half a surrogate pair
            return None
    return payload if isinstance(payload, bytes) else None


@cache
def _default_linter() -> Linter:
    # Finding plugins and reading schemas takes some hundred times as long as linting a payload, and what is
    # installed does not change while a program runs.
    return Linter()
