"""How many findings there are of each rule, whatever of them is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from reports import ERROR, INFO, WARNING

from kochava_lint.cli import main


@pytest.mark.parametrize(
    "words", [[], ["--max-findings", "1"], ["--fix"], ["--color", "never"]], ids=["all", "few-shown", "fixed", "plain"]
)
def test_all_are_counted_the_worst_first(folder: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    (folder / "a.jsonl").write_text(f"{WARNING}\n{ERROR}\n{WARNING}\n{INFO}\n")
    main(["check", "a.jsonl", "--statistics", "--ignore", "duplicate-event", *words])
    first, second, _, last, *_ = capsys.readouterr().out.splitlines()
    assert first.split()[:3] == ["1", "error", "empty-value"]
    assert second.split()[:3] == ["2", "warning", "non-public-ip"]
    assert last.startswith("Found 1 error and 2 warnings in 4 payloads of 1 file.")


def test_a_rule_of_two_severities_has_two_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, severity in (("a", "error"), ("b", "info")):
        (folder / name).mkdir()
        (folder / name / "a.json").write_text(WARNING)
        (folder / name / "kochava-lint.toml").write_text(f'[severity]\nnon-public-ip = "{severity}"\n')
    main(["check", ".", "--statistics", "--min-severity", "info"])
    rows = [row.split()[:3] for row in capsys.readouterr().out.splitlines()[:2]]
    assert rows == [["1", "error", "non-public-ip"], ["1", "info", "non-public-ip"]]


def test_colours_are_those_of_severities(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.jsonl").write_text(f"{ERROR}\n{WARNING}\n")
    main(["check", "a.jsonl", "--statistics", "--color", "always"])
    out = capsys.readouterr().out
    assert "\x1b[1;31merror  \x1b[0m" in out
    assert "\x1b[1;33mwarning\x1b[0m" in out
