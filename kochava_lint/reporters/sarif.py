"""
SARIF 2.1.0, for code scanning and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and what GitHub makes of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
from typing import Any, Final, TextIO

from kochava_lint._version import __version__
from kochava_lint.finding import Finding, Severity
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.entry import Entry, entry_of
from kochava_lint.reporters.excerpt import Excerpts
from kochava_lint.reporters.file_path import file_uri
from kochava_lint.reporters.occurrence import Occurrences
from kochava_lint.reporters.shown_edit import ShownEdit, ShownEdits
from kochava_lint.rule import Rule

__all__ = ["sarif"]

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME: Final = "https://github.com/OWNER/kochava-lint"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_GITHUB_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}


class _Sarif:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display
        self._excerpts = Excerpts(display)
        self._edits = ShownEdits(display)
        self._occurrences = Occurrences()
        self._indices: dict[str, int] = {}
        self._separator = "\n  "
        # The results come first, as they are found; of the rules only those are told of that found something.
        out.write(f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"results": [')

    def add(self, finding: Finding) -> None:
        self._out.write(self._separator + json.dumps(self._result(finding)))
        self._separator = ",\n  "

    def end(self, summary: Summary) -> None:
        driver = {
            "name": "kochava-lint",
            "version": __version__,
            "informationUri": _HOME,
            "rules": [_described(name, self._display.rules.get(name)) for name in self._indices],
        }
        rest = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [_invocation(summary)],
        }
        close = "\n]" if self._separator.startswith(",") else "]"
        self._out.write(f"{close}, {json.dumps(rest)[1:-1]}}}]}}\n")

    def _result(self, finding: Finding) -> dict[str, Any]:
        entry = entry_of(finding, self._display)
        file = entry.file or "<value>"
        number = self._occurrences.number(file, entry.fingerprint)
        excerpt = self._excerpts.of(finding)
        result = {
            "ruleId": entry.rule,
            "ruleIndex": self._indices.setdefault(entry.rule, len(self._indices)),
            "level": _LEVELS[entry.severity],
            "message": {"text": f"{entry.message}. {entry.help}"},
            "locations": [_location(entry, file, excerpt.marked if excerpt else None)],
            "partialFingerprints": {
                "kochavaLint/v1": entry.fingerprint,
                "primaryLocationLineHash": f"{entry.fingerprint}:{number}",  # GitHub tells alerts apart by it
            },
        }
        if entry.event is not None:
            result["properties"] = {"event": entry.event}
        edits = self._edits.of(finding)
        if entry.fix is not None and edits:
            changes = [{"artifactLocation": _artifact(file), "replacements": list(map(_replacement, edits))}]
            result["fixes"] = [
                {
                    "description": {"text": entry.fix.message},
                    "artifactChanges": changes,
                    "properties": {"safe": entry.fix.safe},
                }
            ]
        return result


def _invocation(summary: Summary) -> dict[str, Any]:
    """How the run went: what could not be read is told of, so that no report looks clean for lack of input."""
    notifications = [{"level": "error", "message": {"text": error}} for error in summary.errors]
    told = {"executionSuccessful": not (summary.interrupted or summary.errors)}
    return {**told, "toolExecutionNotifications": notifications} if notifications else told


def _artifact(file: str) -> dict[str, str]:
    uri = file_uri(file)
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _location(entry: Entry, file: str, shown: str | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(file)}
    if entry.line is not None:
        physical["region"] = {
            "startLine": entry.line,
            "startColumn": entry.column,
            "endLine": entry.end_line,
            "endColumn": entry.end_column,
            **({"snippet": {"text": shown}} if shown else {}),
        }
    location: dict[str, Any] = {"physicalLocation": physical}
    if entry.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": entry.pointer}]
    return location


def _replacement(edit: ShownEdit) -> dict[str, Any]:
    region = {
        "startLine": edit.start.line,
        "startColumn": edit.start.column,
        "endLine": edit.end.line,
        "endColumn": edit.end.column,
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}


def _described(name: str, rule: Rule | None) -> dict[str, Any]:
    """What is told of a rule; of one that is not known, its name."""
    if rule is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.docs, "markdown": rule.docs},
        **({"helpUri": rule.sources[0]} if rule.sources else {}),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["kochava"], "problem.severity": _GITHUB_LEVELS[rule.severity]},
    }


sarif = Reporter("sarif", _Sarif)
