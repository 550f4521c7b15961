"""Real payloads: nothing crashes, and what is found is found in the right place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kochava_lint import Finding, Linter

# What the documentation's own samples hold that is right by the catalogue, and must not be found.
NEVER_IN_SAMPLES = {
    "malformed-device-ver": "SM-J727A-Android-7.0.0 is split from the right",
    "unparseable-os-version": "each tells its system",
    "att-missing": "all are older than iOS 14, or no Apple device",
    "att-undetermined": "all tell their version",
    "missing-required-key": "an install needs neither kochava_device_id nor both of device_ua and device_ver",
    "misplaced-key": "all nest",
    "misspelled-key": "device_id is right in an identityLink, app_ver a word of its own",
    "wrong-type": "usertime may be a number or its digits",
    "invalid-value": "as wrong-type",
    "empty-value": "device_ua, device_ver and identifiers of other platforms may be empty",
    "null-value": "there is none",
    "hashed-identifier": "the link's IDFA is a UUID",
    "empty-device-ids": "each has an identifier, or no kochava_device_id either",
    "non-public-ip": "documentation addresses",
    "personal-data": "there is none",
}


def _found(path: Path, linter: Linter) -> list[Finding]:
    return linter.lint(path.read_bytes())


@pytest.fixture(scope="module")
def payloads(shared: Path) -> list[Path]:
    return sorted((shared / "corpus" / "payloads").rglob("*.json"))


def test_every_position_in_the_corpus_is_that_of_the_value(payloads: list[Path], linter: Linter) -> None:
    assert len(payloads) > 40
    for path in payloads:
        text = path.read_text("utf-8")
        lines = text.split("\n")
        for finding in _found(path, linter):
            assert finding.start is not None
            assert finding.span is not None
            value = json.loads(text[finding.span.start : finding.span.end])
            assert value == finding.payload.get(*finding.pointer)
            assert lines[finding.start.line - 1][finding.start.column - 1] == text[finding.span.start]


def test_samples_of_the_documentation_are_not_blamed_for_what_is_right(payloads: list[Path], linter: Linter) -> None:
    samples = [path for path in payloads if path.parent.name.startswith("support.kochava.com")]
    assert len(samples) >= 7
    for path in samples:
        assert not {finding.rule for finding in _found(path, linter)} & NEVER_IN_SAMPLES.keys(), path.name


def test_most_of_what_integrations_really_send_has_a_fault(payloads: list[Path], linter: Linter) -> None:
    """The corpus was collected for its faults; a linter that finds few of them has broken."""
    faulty = [path for path in payloads if _found(path, linter)]
    assert len(faulty) >= len(payloads) - 3
