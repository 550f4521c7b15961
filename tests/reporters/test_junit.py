"""The JUnit report: what is a failure, what passes, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from reports import ERROR, INFO, WARNING

from kochava_lint.cli import main


def report_of(capsys: pytest.CaptureFixture[str], *words: str) -> etree._Element:
    main(["check", *words, "--output-format", "junit", "--min-severity", "info"])
    return etree.fromstring(capsys.readouterr().out.encode())


@pytest.mark.parametrize(
    ("fail_on", "failures"),
    [
        pytest.param("error", ["empty-value"], id="errors"),
        pytest.param("warning", ["empty-value", "non-public-ip"], id="warnings"),
        pytest.param("info", ["empty-value", "non-public-ip", "malformed-app-id"], id="infos"),
    ],
)
def test_what_makes_the_check_fail_is_a_failure_and_the_rest_passes(
    folder: Path, capsys: pytest.CaptureFixture[str], fail_on: str, failures: list[str]
) -> None:
    (folder / "a.b.jsonl").write_text(f"{ERROR}\n{WARNING}\n{INFO}\n")
    suite, last = report_of(capsys, "a.b.jsonl", "--fail-on", fail_on)
    assert [failure.get("type") for failure in suite.iterfind("testcase/failure")] == failures
    assert (suite.get("tests"), suite.get("failures"), suite.get("file")) == ("3", str(len(failures)), "a.b.jsonl")
    assert {case.get("classname") for case in suite} == {"kochava-lint.a_b_jsonl"}
    assert (last.get("tests"), last.get("failures")) == ("1", "0")
    first = suite.find("testcase/failure")
    assert first is not None
    assert first.text is not None
    place, message, help_ = first.text.splitlines()
    assert place.startswith("a.b.jsonl:1:")
    assert message == "error: event_name is empty"
    assert help_.startswith("help: ")


def test_each_file_is_a_suite(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.json", "b.json", "c.json"):
        (folder / name).write_text(ERROR if name != "b.json" else WARNING)
    assert [suite.get("name") for suite in report_of(capsys, ".")] == ["a.json", "b.json", "c.json", "kochava-lint"]


def test_markup_in_names_and_values_stays_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "<&\"'>\x01.json"
    (folder / name).write_text(ERROR)
    suite = report_of(capsys, name)[0]
    assert suite.get("file") == "<&\"'>\ufffd.json"


def test_a_run_that_is_interrupted_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kochava_lint import Capture  # noqa: PLC0415

    (folder / "a.json").write_text(ERROR)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Capture, "lint", stop)
    (last,) = report_of(capsys, "a.json")
    assert last.get("errors") == "1"
    assert last.find("testcase/error") is not None
