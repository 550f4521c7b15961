"""Files that a run writes."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from suites import Suite, found, said

from kochava_lint.cli import main
from kochava_lint.plugins import load_plugins

TESTS = """
def test_good(): send(GOOD)
def test_faulty(): send(ATT, EMPTY)
def test_warning(): send(IP)
@pytest.mark.kochava_expect("att-missing")
def test_expected(): send(ATT)
"""


def test_reports_of_every_format(suite: Suite) -> None:
    formats = sorted(load_plugins(installed=()).reporters)
    result = suite.run(
        TESTS, *(f"--kochava-report={name}=reports/{name}.out" for name in formats), "--kochava-report=r.html"
    )
    result.assert_outcomes(passed=3, failed=1)
    for name in formats:
        text = (suite.path / "reports" / f"{name}.out").read_text("utf-8")
        assert "att-missing" in text, name
        assert "10.0.0.1" not in text, name
    assert (suite.path / "r.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    report = json.loads((suite.path / "reports" / "json.out").read_text("utf-8"))
    assert Counter(finding["rule"] for finding in report["findings"]) == found(said(result))
    assert {finding["file"] for finding in report["findings"]} == {"app.py"}


BUILDERS = """
from hypothesis import settings
from pytest_kochava import fuzz_builder

def fuzz(builder, **wanted):
    return fuzz_builder(builder, settings=settings(database=None, derandomize=True, max_examples=10), **wanted)
def build(number: int): return ATT if number % 2 else EMPTY
def build_twice(number: int): return [OTHER, OTHER]
def build_ignored(number: int): return ATT
test_build, test_twice = fuzz(build, examples=[1, 2]), pytest.mark.kochava(fail_on="info")(fuzz(build_twice))
test_ignored = fuzz(build_ignored, ignore="att-missing")
def test_sent(): send(GOOD)
"""


@pytest.mark.parametrize("mode", ["report", "fail"])
@pytest.mark.parametrize(
    "workers", [(), pytest.param(("-n", "1"), marks=pytest.mark.slow)], ids=["in one process", "by a worker"]
)
def test_reports_hold_what_builders_break(suite: Suite, mode: str, workers: tuple[str, ...]) -> None:
    """What is found in the smallest event of each rule, across its payloads too; what was sent is counted alone."""
    plugins = ("pytest_kochava.plugin", *(["xdist.plugin"] if workers else []))
    words = (f"--kochava={mode}", "--kochava-report=r.json", *workers)
    result = suite.run(BUILDERS, *words, apart=bool(workers), plugins=plugins)
    report = json.loads((suite.path / "r.json").read_text("utf-8"))
    assert [(finding["rule"], finding["file"], finding["line"]) for finding in report["findings"]] == [
        ("att-missing", "test_it.py", 11),
        ("empty-value", "test_it.py", 11),
        ("duplicate-event", "test_it.py", 12),
    ]
    assert report["summary"]["payloads"] == 1 + 2 + 2
    told = said(result)
    assert told[0] == "1 request, 1 linted, 0 faulty"
    assert len(told) == (3 if mode == "report" else 1)


@pytest.mark.parametrize("name", ["sent.jsonl", "sent.har", "deep/er/sent.har"])
def test_capture_is_linted_alike(suite: Suite, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = suite.run(TESTS.replace("send(IP)", "send(IP, {**IP, 'usertime': 1})"), "-o", f"kochava_capture={name}")
    capsys.readouterr()
    assert main(["check", str(suite.path / name), "--output-format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    again = Counter(finding["rule"] for finding in report["findings"])
    # The command knows nothing of tests: what is expected of one is found, and what two of them sent is sent twice.
    del again["duplicate-event"]
    assert again - Counter({"att-missing": 1}) == Counter(found(said(result))) - Counter({"duplicate-event": 9})
    assert report["summary"]["payloads"] == 6


def test_captures_what_is_no_text(suite: Suite, capsys: pytest.CaptureFixture[str]) -> None:
    tests = """
import gzip

def test_it():
    request = request_of(GOOD)
    request.data = gzip.compress(json.dumps(ATT).encode())
    request.add_header("Content-Encoding", "gzip")
    ANSWERED.open(request).close()
"""
    for name in ("sent.jsonl", "sent.har"):
        result = suite.run(tests, f"--kochava-capture={name}")
        assert found(said(result)) == {"att-missing": 1}
        capsys.readouterr()
        assert main(["check", str(suite.path / name), "--output-format", "json"]) == 1
        assert [finding["rule"] for finding in json.loads(capsys.readouterr().out)["findings"]] == ["att-missing"]


def test_properties_of_a_junit_report(suite: Suite) -> None:
    tests = TESTS + "def test_nothing(): pass\n"
    suite.run(tests, "--junit-xml=junit.xml", "-o", "kochava_junit=true")
    assert properties(suite.path / "junit.xml") == {
        "test_good": {"kochava_requests": "1", "kochava_findings": "0"},
        "test_faulty": {"kochava_requests": "2", "kochava_findings": "2"},
        "test_warning": {"kochava_requests": "1", "kochava_findings": "1"},
        "test_expected": {"kochava_requests": "1", "kochava_findings": "0"},
        "test_nothing": {},
    }
    suite.run(tests, "--junit-xml=junit.xml")
    assert not any(properties(suite.path / "junit.xml").values())


def properties(path: Path) -> dict[str, dict[str, Any]]:
    """The properties of each test case in a JUnit report."""
    return {
        case.get("name") or "": {each.get("name") or "": each.get("value") for each in case.iter("property")}
        for case in etree.parse(path).iter("testcase")
    }


def test_files_that_cannot_be_written(suite: Suite) -> None:
    (suite.path / "taken").touch()
    result = suite.run("def test_it(): send(GOOD)", "--kochava-report=taken/r.json", "--kochava-capture=taken/sent.har")
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line.split(" cannot be written")[0] for line in said(result)[:2]] == ["taken/r.json", "taken/sent.har"]


def test_a_report_that_cannot_be_made_is_told_of_before_the_first_test(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    result = suite.run(TESTS, "--kochava-report=r.html")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*the HTML report needs Jinja2: pip install 'kochava-lint?html?'"])


@pytest.mark.parametrize("name", ["sent.jsonl", "sent.har"])
def test_secrets_of_headers_are_written_nowhere(suite: Suite, name: str) -> None:
    tests = """
def test_it(kochava):
    secrets = {"Authorization": "Bearer s3cret", "Kochava-Api-Key": "s3cret", "Cookie": "a=s3cret", "X-Harmless": "so"}
    kochava.observe(URL, json=GOOD, headers={"Content-Type": "application/json", **secrets})
"""
    suite.run(tests, f"--kochava-capture={name}", "--kochava-report=sent.json")
    written = (suite.path / name).read_text("utf-8")
    assert "X-Harmless" in written
    assert "s3cret" not in written + (suite.path / "sent.json").read_text("utf-8")


def test_other_plugins_write_no_payload_with_their_reports(suite: Suite) -> None:
    suite.write(
        conftest="""
import json

def pytest_runtest_logreport(report):
    with open("log.jsonl", "a") as log:
        print(json.dumps(report._to_json(), default=str), file=log)
"""
    )
    suite.run("def test_it(): send(ATT)").assert_outcomes(failed=1)
    log = (suite.path / "log.jsonl").read_text("utf-8")
    assert "att-missing" in log
    assert 'requests": [{' not in log
    assert '"kochava"' not in log
