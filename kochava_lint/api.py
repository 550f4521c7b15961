"""The library's front door: rules, schemas and clock bound together."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cache

from kochava_lint.finding import Finding
from kochava_lint.linter import Engine
from kochava_lint.payload import Payload
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import read_values
from kochava_lint.rule import Context, Rule
from kochava_lint.schema import Schemas
from kochava_lint.shipped import shipped_schemas

__all__ = ["Linter", "lint"]


class Linter:
    """
    A linter for many calls.

    *rules*: by default the built-in ones and those of installed plugins. *schemas*: by default those that come
    with the package. *now* in epoch seconds, for rules about time; None reads the clock at each call.

    Raises: `PluginError` where an installed plugin does not load; `ValueError` where two rules have one name.
    """

    def __init__(
        self, *, rules: Iterable[Rule] | None = None, schemas: Schemas | None = None, now: float | None = None
    ) -> None:
        self._engine = Engine(
            load_plugins().rules.values() if rules is None else rules,
            shipped_schemas() if schemas is None else schemas,
        )
        self._now = now
        self._context = Context(time.time() if now is None else now)

    def lint(self, payload: object) -> list[Finding]:
        """
        Lint a payload: a dict, JSON text or bytes; or a list of them, which is a capture in sending order.

        Returns the findings of every severity. Never raises because of what the payload is: text that is not
        JSON, and a value that cannot be written as JSON, are findings.
        """
        return [finding for read in read_values(payload) for finding in self.lint_payload(read)]

    def lint_payload(self, payload: Payload) -> list[Finding]:
        """Lint a payload that is read already, as input formats yield them."""
        # The clock is read each time; what rules are told of it is made anew when it has moved on by a second.
        if self._now is None and abs(time.time() - self._context.now) >= 1:
            self._context = Context(time.time())
        return self._engine.findings(payload, self._context)


def lint(payload: object) -> list[Finding]:
    """
    Lint a payload with the default rules; see `Linter.lint`.

    >>> [finding.rule for finding in lint({"action": "update", "data": {}})][:1]
    ['missing-required-key']
    """
    return _default_linter().lint(payload)


@cache
def _default_linter() -> Linter:
    # Finding plugins and reading schemas takes some hundred times as long as linting a payload, and what is
    # installed does not change while a program runs.
    return Linter()
