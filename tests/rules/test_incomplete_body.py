"""What a capture did not keep is told as such, and nobody is blamed for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import NOW
from samples import ios, line

from kochava_lint import Linter, Source
from kochava_lint.intake import Intake
from kochava_lint.payload import CAPTURED, Payload
from kochava_lint.recorded import Recorded
from kochava_lint.request import Request
from kochava_lint.source import render

LINTER = Linter(now=NOW)
URL = "https://control.kochava.com/track/json"
HEADERS = [("Content-Type", "application/json"), ("User-Agent", "Unknown")]
BODY = json.dumps(ios(), indent=1)


def found(body: str, size: int | None = None, **recording: Any) -> list[tuple[str, str]]:
    """What is found in a body that a capture holds: each rule's name, and the pointer as text."""
    recorded = Recorded(
        Request("POST", URL, HEADERS, body.encode()),
        Source("a.har", body),
        size=size,
        recording=CAPTURED._replace(**recording),
    )
    payloads = [entry for entry in Intake().read(recorded) if isinstance(entry, Payload)]
    return [(finding.rule, render(finding.pointer)) for payload in payloads for finding in LINTER.lint_payload(payload)]


@pytest.mark.parametrize("end", [*range(2, len(BODY) - 1, 17), len(BODY) - 1])
def test_of_what_was_cut_off_nothing_is_missed_that_may_have_been_there(end: int) -> None:
    assert found(BODY[:end], len(BODY)) == [("incomplete-body", "")]


@pytest.mark.parametrize("body", ["", "[REDACTED]", '"[REDACTED]"', "***", "<redacted>", "{redacted}", "xxxxxxxx"])
def test_of_what_was_taken_away_nothing_else_is_said(body: str) -> None:
    assert found(body, 500) == [("incomplete-body", "")]


def test_what_is_there_is_linted() -> None:
    faulty = json.dumps(ios(event_name="", device_ver=5), indent=1)
    cut = faulty[: faulty.index('"device_ua"')]
    assert set(found(cut, len(faulty))) == {
        ("empty-value", "/data/event_name"),
        ("wrong-type", "/data/device_ver"),
        ("incomplete-body", ""),
    }


@pytest.mark.parametrize(
    "mark", ["... [truncated]", '"device_ua": [truncated 512 bytes]', '"x": <truncated 512 bytes>']
)
def test_what_is_there_is_linted_whatever_the_mark_behind_it(mark: str) -> None:
    faulty = line(ios(event_name="", device_ver=5))
    cut = faulty[: faulty.index('"device_ua"')]
    assert {rule for rule, _ in found(cut + mark)} == {"empty-value", "wrong-type", "incomplete-body"}


@pytest.mark.parametrize("mark", ["[REDACTED]", "***", "[FILTERED]", "<redacted>", "xxxxxxxx", "REDACTED", "{masked}"])
@pytest.mark.parametrize("key", ["origination_ip", "device_ver", "device_ua"])
def test_a_mark_in_a_value_is_the_captures(mark: str, key: str) -> None:
    assert found(line(ios(**{key: mark}))) == [("incomplete-body", f"/data/{key}")]


@pytest.mark.parametrize("mark", ["[REDACTED]", "***", "<redacted>"])
def test_a_mark_in_an_identifier_is_no_lack_of_one(mark: str) -> None:
    assert found(line(ios(device_ids={"idfa": mark}))) == [("incomplete-body", "/data/device_ids/idfa")]


@pytest.mark.parametrize("mark", ["[REDACTED]", "***"])
def test_what_comes_from_no_capture_is_what_kochava_would_get(mark: str) -> None:
    rules = {finding.rule for finding in LINTER.lint(ios(origination_ip=mark))}
    assert "unresolved-placeholder" in rules
    assert "incomplete-body" not in rules


def test_names_in_brackets_are_marks_where_the_tool_writes_them() -> None:
    body = line(ios(origination_ip="<CLIENT_IP>"))
    assert found(body, names_secrets=True) == [("incomplete-body", "/data/origination_ip")]
    assert ("unresolved-placeholder", "/data/origination_ip") in found(body)


def test_of_a_batch_that_was_cut_off_it_is_said_once() -> None:
    text = f"[{line(ios())},{line(ios())}"
    assert [rule for rule, _ in found(text[:-30], len(text) + 1)].count("incomplete-body") == 1


def test_a_whole_body_has_nothing_of_it() -> None:
    assert found(BODY, len(BODY)) == []
