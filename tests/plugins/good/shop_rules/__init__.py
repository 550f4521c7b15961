"""What a third party adds to kochava-lint, in one module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from kochava_lint import (
    CaptureFile,
    Context,
    Display,
    Finding,
    Format,
    Payload,
    Problem,
    Recorded,
    Reporter,
    Request,
    Rule,
    Severity,
    Source,
    Summary,
    hookimpl,
    payload_rule,
)


@payload_rule("event", severity=Severity.ERROR)
def shop_event_without_basket(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A purchase does not say which basket it is of.

    Help: Send `event_data.basket`.
    Source: https://example.org/events

    ```json bad /data/event_data
    {"action": "event", "data": {"event_name": "Purchase", "event_data": {}}}
    ```

    ```json good
    {"action": "event", "data": {"event_name": "View"}}
    ```
    """
    event_data = payload.context("event_data")
    if payload.context("event_name") == "Purchase" and isinstance(event_data, dict) and "basket" not in event_data:
        yield Problem(payload.where("event_data"), "of which basket?")


def _read(capture: CaptureFile) -> Iterator[Recorded]:
    for number, line in enumerate(capture.file, start=1):
        label, _, rest = line.rstrip(b"\n").partition(b"\t")
        url, _, body = rest.partition(b"\t")
        text = Source(capture.name, body, number, len(label) + len(url) + 3)
        yield Recorded(Request("POST", url.decode(), body=body), text, recording=capture.recording)


class _Terse:
    def __init__(self, out: TextIO, _display: Display) -> None:
        self._out = out

    def add(self, finding: Finding) -> None:
        self._out.write(f"{finding.line}:{finding.column} {finding.rule}\n")

    def end(self, summary: Summary) -> None:
        self._out.write(f"{summary.payloads} payloads\n")


@hookimpl
def kochava_lint_rules() -> list[Rule]:
    """Add the rule."""
    return [shop_event_without_basket]


@hookimpl
def kochava_lint_formats() -> list[Format]:
    """Add the format: a label, an address and a body in each line, with tabs between."""
    return [Format("labelled", (".labelled",), lambda head: head.startswith(b"label"), _read)]


@hookimpl
def kochava_lint_reporters() -> list[Reporter]:
    """Add the report: places and rules."""
    return [Reporter("terse", _Terse)]
