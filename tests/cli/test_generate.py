"""Payloads that are made up for load tests."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kochava_lint import Linter
from kochava_lint.cli import main
from kochava_lint.payload import Payload
from kochava_lint.reader import read_values
from kochava_lint.synthetic.faults.catalogue import IN_HAR, IN_LINES
from kochava_lint.synthetic.stream import stream


def generated(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["generate", *words]) == 0
    return capsys.readouterr().out


def test_the_same_seed_makes_the_same_payloads_in_every_version_of_python(capsys: pytest.CaptureFixture[str]) -> None:
    """The digest is another when a recipe is; it may not be another on another machine."""
    text = generated(capsys, "--count", "500", "--seed", "7", "--fault-rate", "0.1")
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "451f05bc3f13a0b7"
    assert generated(capsys, "--count", "500", "--seed", "7", "--fault-rate", "0.1") == text
    assert generated(capsys, "--count", "500", "--seed", "8", "--fault-rate", "0.1") != text


def test_there_are_as_many_lines_as_payloads_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert [generated(capsys, "--count", count).count("\n") for count in ("0", "1", "50")] == [0, 1, 50]
    assert generated(capsys).count("\n") == 1000


def assert_only_its_faults_are_found(linter: Linter, count: int, seed: int, fault_rate: float, requests: bool) -> int:
    """Lint a stream; returns how many of its payloads are of a fault."""
    capture = linter.capture()
    faults = 0
    owed: set[str] = set()
    for payload, request, fault, expected in stream(count, seed=seed, fault_rate=fault_rate, requests=requests):
        read = [Payload(payload, request=request)] if isinstance(payload, dict) else read_values(payload)
        found = {finding.rule for each in read for finding in capture.lint(each)}
        # Of a payload that came too early, nothing is found until the one comes that it ought to have followed.
        owed |= {rule for rule, _ in expected}
        assert found <= owed
        owed = owed - found
        assert owed <= {"event-before-install"}
        faults += fault is not None
    assert not owed
    return faults


@pytest.mark.parametrize("requests", [False, True])
@pytest.mark.parametrize("fault_rate", [0.0, 0.3, 1.0])
def test_of_a_stream_nothing_is_found_but_its_faults(linter: Linter, requests: bool, fault_rate: float) -> None:
    faults = assert_only_its_faults_are_found(linter, 400, 3, fault_rate, requests)
    assert abs(faults - 400 * fault_rate) < 50


@pytest.mark.slow
@pytest.mark.parametrize("requests", [False, True])
def test_of_a_long_stream_nothing_is_found_but_its_faults(linter: Linter, requests: bool) -> None:
    assert assert_only_its_faults_are_found(linter, 30_000, 11, 0.1, requests) > 2_500


@pytest.mark.parametrize("kind", ["jsonl", "har"])
def test_labels_tell_what_is_found_and_where(capsys: pytest.CaptureFixture[str], folder: Path, kind: str) -> None:
    """Also of texts that are no JSON, and of payloads in the wrong order; the last fault is cut off nowhere."""
    words = ("--count", "1500", "--fault-rate", "1", "--output-format", kind, "--output", "made", "--labels", "labels")
    assert main(["generate", *words]) == 0
    labels = [json.loads(line) for line in (folder / "labels").read_text("utf-8").splitlines()]
    capsys.readouterr()
    assert main(["check", "made", "--min-severity", "info", "--output-format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    told = [(label["line"], label["rule"], label["pointer"]) for label in labels]
    assert sorted((finding["line"], finding["rule"], finding["pointer"]) for finding in findings) == sorted(told)
    rules = {rule for _, rule, _ in told}
    assert rules >= {operator.rule for operator in (IN_LINES if kind == "jsonl" else IN_HAR)}
    assert rules >= {"invalid-json", "duplicate-key", "duplicate-event", "event-before-install", "unstable-device-id"}


@pytest.mark.parametrize("count", range(1, 30))
def test_a_fault_of_several_payloads_makes_no_more_than_are_asked_for(count: int) -> None:
    samples = list(stream(count, seed=count, fault_rate=1, requests=False))
    assert len(samples) == count
    of_each = Counter(id(sample.fault) for sample in samples)
    for sample in samples:
        assert sample.fault is not None
        several = sample.fault.payload if isinstance(sample.fault.payload, list) else [sample.payload]
        assert of_each[id(sample.fault)] == len(several)


def test_a_stream_has_no_end_that_anybody_would_wait_for() -> None:
    samples = list(islice(stream(10**15, seed=1), 400))
    assert {sample.payload.get("action") for sample in samples} == {"event", "install", "update", "identityLink", None}


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--fault-rate", "1"), 1)], ids=["clean", "faulty"])
@pytest.mark.parametrize("kind", ["jsonl", "har"])
def test_what_is_written_is_what_check_reads(
    capsys: pytest.CaptureFixture[str], folder: Path, kind: str, words: tuple[str, ...], code: int
) -> None:
    assert main(["generate", "--count", "60", "--output-format", kind, "--output", "made", *words]) == 0
    told = "wrote 60 payloads into made" + (", 60 of them with a fault" if words else "")
    assert capsys.readouterr().err == f"kochava-lint: {told}\n"
    assert main(["check", "made", "--min-severity", "info"]) == code
    # What sends payloads in an array is counted beside them.
    assert re.search("6[0-3] payloads of 1 file", capsys.readouterr().out)
    assert [path.name for path in folder.iterdir()] == ["made"]


def test_a_har_has_all_that_a_har_has_to_have(capsys: pytest.CaptureFixture[str]) -> None:
    log: dict[str, Any] = json.loads(generated(capsys, "--count", "3", "--output-format", "har"))["log"]
    assert {"version", "creator", "entries"} <= log.keys()
    assert len(log["entries"]) == 3
    for entry in log["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= entry.keys()
        assert json.loads(entry["request"]["postData"]["text"])
        assert entry["request"]["url"].startswith("https://control.kochava.com/")
    assert json.loads(generated(capsys, "--count", "0", "--output-format", "har"))["log"]["entries"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("--count", "-1"), "'-1' is no number of payloads", id="count"),
        pytest.param(("--count", "many"), "'many' is no number of payloads", id="count-in-words"),
        pytest.param(("--fault-rate", "5"), "'5' is no share; write a number from 0 to 1", id="share"),
        pytest.param(("--fault-rate", "nan"), "'nan' is no share", id="share-that-is-none"),
        pytest.param(("--output-format", "json"), "jsonl is probably meant", id="format"),
    ],
)
def test_a_wrong_word_is_told_of(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["generate", *words])
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told_of(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    for words in (("--output", "none/made"), ("--output", "made", "--labels", "none/labels")):
        assert main(["generate", *words]) == 2
        assert f"cannot write {words[-1]}: No such file" in capsys.readouterr().err
        assert list(folder.iterdir()) == []
