"""The command `check`: what it reports, and with which code it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reports import BROKEN, CLEAN, ERROR, INFO, WARNING, report, rules_in
from samples import DROP, ios, line

from kochava_lint import Capture, Finding, RuleError
from kochava_lint.cli import main
from kochava_lint.plugins import load_plugins


@pytest.mark.parametrize("output_format", load_plugins([]).reporters)
@pytest.mark.parametrize(
    ("content", "words", "code"),
    [
        pytest.param(CLEAN, [], 0, id="clean"),
        pytest.param(ERROR, [], 1, id="error"),
        pytest.param(WARNING, [], 0, id="warning"),
        pytest.param(WARNING, ["--fail-on", "warning"], 1, id="warning-that-fails"),
        pytest.param(INFO, ["--fail-on", "warning"], 0, id="info"),
        pytest.param(INFO, ["--fail-on", "info"], 1, id="info-that-fails"),
        pytest.param(INFO, ["--fail-on", "info", "--min-severity", "error"], 1, id="hidden-and-fails"),
        pytest.param(ERROR, ["--exit-zero"], 0, id="exit-zero"),
        pytest.param(ERROR, ["--ignore", "empty-value"], 0, id="ignored"),
        pytest.param(ERROR, ["--select", "invalid-ip,att-missing"], 0, id="not-selected"),
        pytest.param(ERROR, ["--select", "invalid-ip", "--select", "empty-value"], 1, id="selected"),
        pytest.param(BROKEN, [], 1, id="broken-json"),
        pytest.param("", [], 4, id="empty"),
        pytest.param(" \n\t\n", [], 4, id="blank"),
        pytest.param("[]", [], 4, id="empty-array"),
    ],
)
def test_the_exit_code_is_the_same_for_every_format(
    folder: Path, output_format: str, content: str, words: list[str], code: int
) -> None:
    (folder / "a.json").write_text(content)
    assert main(["check", "a.json", "--output-format", output_format, *words]) == code


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["check"], "the following arguments are required: PATH"),
        (["check", "a.json", "--fail-on", "fatal"], "invalid choice: 'fatal'"),
        (
            ["check", "a.json", "--select", "att-mising"],
            "there is no rule called att-mising; att-missing is probably meant",
        ),
        (["check", "a.json", "--ignore", "zzz"], "there is no rule called zzz; `kochava-lint rules` lists them"),
        (["check", "a.json", "--output-format", "jsn"], "there is no output format called jsn; json is probably meant"),
        (["check", "a.json", "--output-format", "pdf"], "there are concise, github, gitlab, grouped, html,"),
        (
            ["check", "a.json", "--max-payload", "big"],
            "has to be a size: bytes, or such as 512K, 16M, 1G, and this is 'big'",
        ),
        (["check", "missing.json"], "there is no file or folder missing.json"),
        (["check", "*.har"], "nothing matches the pattern *.har"),
        (["explain", "att_missing"], "there is no rule or page called att_missing; att-missing is probably meant"),
        (["chekc"], "invalid choice: 'chekc'; check is probably meant"),
        (["check", "a.json", "--selekt", "x"], "unrecognized argument: --selekt; --select is probably meant"),
        (["check", "a.json", "--min-severty=info"], "unrecognized argument: --min-severty=info; --min-severity is"),
        (["plan", "init", "a.json", "--outptu", "x"], "unrecognized argument: --outptu; --output is probably meant"),
        (["rules", "all"], "unrecognized argument: all"),
        (["check", "a.json", "--fail-on", "warnings"], "warning is probably meant"),
        (["check", "a.json", "--sel", "att-missing"], "unrecognized argument: --sel"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_wrong_words_end_with_2_and_say_what_is_right(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    (folder / "a.json").write_text(CLEAN)
    try:
        code = main(words)
    except SystemExit as left:
        code = int(left.code or 0)
    assert code == 2
    assert message in capsys.readouterr().err


def test_severities_that_are_not_shown_are_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.jsonl").write_text(f"{INFO}\n{WARNING}\n{ERROR}\n")
    assert main(["check", "a.jsonl", "--output-format", "concise"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Found 1 error and 1 warning in 3 payloads of 1 file. 1 finding below --min-severity not shown."
    )
    _, told = report(capsys, "a.jsonl", "--min-severity", "info")
    assert sorted(rules_in(told)) == ["empty-value", "malformed-app-id", "non-public-ip"]


def test_the_text_report_looks_like_this(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.json").write_text(
        json.dumps(ios(app_tracking_transparency=DROP, origination_ip="10.0.3.17"), indent=2)
    )
    (folder / "b.jsonl").write_text(line(ios(event_name="")) + "\n")
    assert main(["check", "a.json", "b.jsonl"]) == 1
    assert capsys.readouterr().out == (Path(__file__).parent / "text_report.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("value", "carets"),
    [
        pytest.param("漢字", 6, id="wide"),
        pytest.param("e\u0301", 3, id="combining"),
        pytest.param("\u202eabc", 6, id="right-to-left"),
    ],
)
def test_carets_stand_under_the_value(
    folder: Path, capsys: pytest.CaptureFixture[str], value: str, carets: int
) -> None:
    (folder / "a.json").write_text(json.dumps({**ios(), "action": value}, ensure_ascii=False))
    main(["check", "a.json"])
    excerpt, caret_line = capsys.readouterr().out.splitlines()[3:5]
    assert caret_line.count("^") == carets
    assert caret_line.index("^") == excerpt.index('"action": ') + len('"action": ')


def test_a_defect_of_ours_ends_with_3(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.json").write_text(ERROR)
    monkeypatch.setattr("kochava_lint.finding.Finding.span", property(lambda _: 1 / 0))
    assert main(["check", "a.json"]) == 3
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert "please report it" in told


def test_an_interrupt_ends_with_130(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.json").write_text(ERROR)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kochava_lint.api.Capture.lint", interrupt)
    assert main(["check", "a.json"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_rule_of_ours_that_fails_ends_with_3_and_the_others_go_on(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.jsonl").write_text(f"{ERROR}\n{CLEAN}\n")

    def lint(self: object, payload: Any) -> list[Any]:
        if payload.source.line == 1:
            raise RuleError("invalid-ip") from KeyError("oh")
        return []

    monkeypatch.setattr("kochava_lint.api.Capture.lint", lint)
    code, told = report(capsys, "a.jsonl")
    assert (code, told["summary"]["payloads"]) == (3, 2)


def test_a_report_that_is_interrupted_is_json_all_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.jsonl").write_text(f"{ERROR}\n{CLEAN}\n")
    lint = Capture.lint

    def interrupted(self: Capture, payload: Any) -> list[Finding]:
        if payload.source.line == 2:
            raise KeyboardInterrupt
        return lint(self, payload)

    monkeypatch.setattr("kochava_lint.api.Capture.lint", interrupted)
    code, told = report(capsys, "a.jsonl")
    assert (code, rules_in(told)) == (130, ["empty-value"])
