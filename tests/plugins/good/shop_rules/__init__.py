"""What a third party adds to kochava-lint, in one module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, TextIO

from kochava_lint import (
    Context,
    Display,
    Finding,
    Format,
    Payload,
    Problem,
    Reporter,
    Rule,
    Severity,
    Source,
    Summary,
    hookimpl,
    payload_rule,
    read_payloads,
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


def _read(file: BinaryIO, name: str, max_payload: int) -> Iterator[Payload]:
    for number, line in enumerate(file, start=1):
        label, _, text = line.rstrip(b"\n").partition(b"\t")
        yield from read_payloads(Source(name, text[:max_payload], number, len(label) + 2))


def _write(findings: Iterable[Finding], summary: Summary, _display: Display, out: TextIO) -> None:
    out.writelines(f"{finding.line}:{finding.column} {finding.rule}\n" for finding in findings)
    out.write(f"{summary.payloads} payloads\n")


@hookimpl
def kochava_lint_rules() -> list[Rule]:
    """Add the rule."""
    return [shop_event_without_basket]


@hookimpl
def kochava_lint_formats() -> list[Format]:
    """Add the format: a label, a tab, and a payload in each line."""
    return [Format("labelled", (".labelled",), lambda head: head.startswith(b"label"), _read)]


@hookimpl
def kochava_lint_reporters() -> list[Reporter]:
    """Add the report: places and rules."""
    return [Reporter("terse", _write)]
