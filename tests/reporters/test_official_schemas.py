"""Reports for other programs are what their schemas ask for: SARIF's, Jenkins's, and of GitLab what is documented."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from lxml import etree
from reports import CLEAN, REPORT_SCHEMA

from kochava_lint.cli import main

HERE = Path(__file__).parent
CAPTURES = sorted((HERE / "captures").iterdir())
MANY = [Path("examples"), Path("tests/captures")]
PLACES = [*CAPTURES, *(HERE.parents[1] / folder for folder in MANY)]
PATHS = pytest.mark.parametrize("path", PLACES, ids=lambda path: path.name)


Written = Callable[..., str]


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Written:
    """The report in some format of what is at a path, infos included."""

    def write(output_format: str, *words: str) -> str:
        main(["check", *words, "--output-format", output_format, "--min-severity", "info"])
        return capsys.readouterr().out

    return write


@PATHS
def test_sarif_is_valid(shared: Path, written: Written, path: Path) -> None:
    schema = json.loads((shared / "official-schemas" / "sarif-schema-2.1.0.json").read_text("utf-8"))
    log = json.loads(written("sarif", str(path)))
    Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER).validate(log)
    assert log["runs"][0]["results"]


@PATHS
def test_junit_is_valid(shared: Path, written: Written, path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "official-schemas" / "junit-10.xsd"))
    report = etree.fromstring(written("junit", str(path)).encode())
    schema.assertValid(report)
    assert len(report.findall("testsuite")) > 1


@PATHS
def test_code_quality_is_valid(written: Written, path: Path) -> None:
    schema = json.loads((HERE / "code_quality.json").read_text("utf-8"))
    violations = json.loads(written("gitlab", str(path)))
    Draft202012Validator(schema).validate(violations)
    fingerprints = [violation["fingerprint"] for violation in violations]
    assert len(set(fingerprints)) == len(fingerprints) > 0


@PATHS
def test_each_line_of_jsonl_is_valid(written: Written, path: Path) -> None:
    first, *findings, last = map(json.loads, written("jsonl", str(path)).splitlines())
    Draft202012Validator(REPORT_SCHEMA).validate({**first, "findings": findings, **last})
    assert findings


@pytest.mark.parametrize("output_format", ["sarif", "junit", "gitlab", "jsonl"])
def test_where_nothing_is_found_the_report_is_valid_too(
    shared: Path, folder: Path, written: Written, output_format: str
) -> None:
    (folder / "a.json").write_text(CLEAN)
    report = written(output_format, "a.json")
    if output_format == "junit":
        etree.XMLSchema(etree.parse(shared / "official-schemas" / "junit-10.xsd")).assertValid(
            etree.fromstring(report.encode())
        )
        assert "Nothing found in 1 payload of 1 file." in report
    elif output_format == "sarif":
        schema: Any = json.loads((shared / "official-schemas" / "sarif-schema-2.1.0.json").read_text("utf-8"))
        Draft7Validator(schema).validate(json.loads(report))
        assert json.loads(report)["runs"][0]["results"] == []
    elif output_format == "gitlab":
        assert json.loads(report) == []
    else:
        assert [list(json.loads(line)) for line in report.splitlines()] == [["$schema", "version"], ["summary"]]
