"""What the program says of itself: help, pages, and which word was meant."""

from __future__ import annotations

import re

import pytest

from kochava_lint.cli import main
from kochava_lint.cli.explain import topics
from kochava_lint.options import SETTINGS

COMMANDS = [
    "",
    "check",
    "explain",
    "rules",
    "examples",
    "generate",
    "plan",
    "plan init",
    "plan coverage",
    "config",
    "schema",
    "completion",
]


def help_of(capsys: pytest.CaptureFixture[str], command: str) -> str:
    with pytest.raises(SystemExit) as left:
        main([*command.split(), "--help"])
    assert left.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_has_examples_of_it(capsys: pytest.CaptureFixture[str], command: str) -> None:
    examples = re.search(r"^examples:\n((?:  .*kochava-lint .*\n)+)", help_of(capsys, command), flags=re.MULTILINE)
    assert examples is not None
    assert all(f"kochava-lint {command}".rstrip() in line for line in examples[1].splitlines())


def test_no_command_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    commands = help_of(capsys, "").partition("\ncommands:\n")[2].partition("\n\n")[0]
    listed = re.findall(r"^    (\w+)", commands, flags=re.MULTILINE)
    assert set(listed) == {command.split()[0] for command in COMMANDS if command}


@pytest.mark.parametrize("command", ["check", "config"])
def test_every_option_is_told_of(capsys: pytest.CaptureFixture[str], command: str) -> None:
    told = help_of(capsys, command)
    plain = re.sub(r"\s+", " ", told)
    for setting in SETTINGS:
        assert re.search(rf"^  {setting.flag}\b", told, flags=re.MULTILINE), setting.flag
        assert setting.summary in plain


@pytest.mark.parametrize("topic", ["exit-codes", "fixes", "baseline", "comments", "configuration"])
def test_there_is_a_page_about(capsys: pytest.CaptureFixture[str], topic: str) -> None:
    assert main(["explain", topic]) == 0
    told = capsys.readouterr().out
    assert told.startswith("# ")
    assert max(map(len, told.splitlines())) <= 130


def test_no_page_is_called_as_a_rule_is(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules"])
    assert not set(topics()) & {line.split()[0] for line in capsys.readouterr().out.splitlines()}


@pytest.mark.parametrize("topic", topics())
def test_what_a_page_names_is_there(capsys: pytest.CaptureFixture[str], topic: str) -> None:
    known = help_of(capsys, "check") + help_of(capsys, "config")
    page = topics()[topic]
    for flag in set(re.findall(r"--[a-z][a-z-]+", page)):
        assert re.search(rf"{flag}\b", known), flag
    for named in re.findall(r"`kochava-lint explain ([a-z-]+)`", page):
        assert main(["explain", named]) == 0


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("exit_codes", "exit-codes is probably meant"),
        ("baselines", "baseline is probably meant"),
        ("att-mising", "att-missing is probably meant"),
        ("zzz", "pages are baseline, comments, configuration, exit-codes, fixes"),
    ],
)
def test_a_wrong_word_is_told_of_with_the_nearest(capsys: pytest.CaptureFixture[str], word: str, said: str) -> None:
    assert main(["explain", word]) == 2
    assert said in capsys.readouterr().err
