"""Files that a run writes: reports, and what was sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from kochava_lint.finding import Finding
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.spelling import nearest
from pytest_kochava.judge import Seen

__all__ = ["PlannedReport", "planned", "write_capture"]

_SUFFIXES: Final = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".html": "html",
    ".sarif": "sarif",
    ".xml": "junit",
    ".md": "markdown",
    ".txt": "text",
}
_SECRET: Final = frozenset(
    {"authorization", "cookie", "kochava-api-key", "kochava-auth-token", "proxy-authorization", "x-api-key"}
)


class PlannedReport(NamedTuple):
    """A report to write to *path*."""

    path: Path
    reporter: Reporter

    def write(self, display: Display, findings: Iterable[Finding], totals: Summary) -> None:
        """Write *findings*, and the *totals*."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
            report = self.reporter.begin(out, display)
            for finding in findings:
                report.add(finding)
            report.end(totals)


def planned(wanted: Iterable[str], reporters: Mapping[str, Reporter]) -> list[PlannedReport]:
    """
    The reports that are *wanted*: each `FORMAT=PATH`, or a path whose suffix tells the format.

    Raises: `pytest.UsageError`, where one names no format.
    """
    return [_planned(words, reporters) for words in wanted]


def _planned(words: str, reporters: Mapping[str, Reporter]) -> PlannedReport:
    name, sign, place = words.partition("=")
    if not sign:
        name, place = _SUFFIXES.get(Path(words).suffix, ""), words
    if name not in reporters:
        meant = nearest(name, reporters) if name else None
        hint = f"{meant} is probably meant" if meant else f"there are {', '.join(sorted(reporters))}"
        wrong = f"there is no format {name}" if sign else f"{words} tells of no format"
        raise pytest.UsageError(f"--kochava-report: {wrong} ({hint}); write FORMAT=PATH")
    return PlannedReport(Path(place), reporters[name])


def write_capture(path: Path, requests: Sequence[Seen]) -> None:
    """
    Write *requests* as HAR, or by another suffix than `.har` as JSON Lines, for the command to lint.

    Headers that hold a secret are left out.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".har":
        entries = [
            {"startedDateTime": "1970-01-01T00:00:00.000Z", "time": 0, "request": _har(each)} for each in requests
        ]
        log = {"version": "1.2", "creator": {"name": "kochava-lint", "version": "1"}, "entries": entries}
        path.write_text(json.dumps({"log": log}, indent=1) + "\n", "utf-8")
        return
    lines = (json.dumps({"request": _record(each), "sent_from": each.place}) for each in requests)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _record(request: Seen) -> dict[str, Any]:
    body = request.body
    told: dict[str, Any] = {"method": request.method, "url": request.url}
    if request.headers:
        told["headers"] = dict(_kept(request.headers))
    if body is not None:
        try:
            told["body"] = body.decode("utf-8")
        except UnicodeDecodeError:
            told["body"] = {"base64": _base64(body)}
    return told


def _har(request: Seen) -> dict[str, Any]:
    told: dict[str, Any] = {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": name, "value": value} for name, value in _kept(request.headers)],
        "queryString": [],
        "cookies": [],
        "headersSize": -1,
        "bodySize": len(request.body or b""),
    }
    if request.body is not None:
        try:
            told["postData"] = {"mimeType": request.request.header("Content-Type") or "", "text": request.body.decode()}
        except UnicodeDecodeError:
            told["postData"] = {"mimeType": "", "text": _base64(request.body), "encoding": "base64"}
    return told


def _kept(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in _SECRET]


def _base64(content: bytes) -> str:
    from base64 import b64encode  # noqa: PLC0415 - seldom

    return b64encode(content).decode()
