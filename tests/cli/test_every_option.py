"""Every option does what it says, and the same in TOML as on the command line."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from outcomes import Command, files_in, write_files
from reports import CLEAN, ERROR, INFO, OTHER, WARNING
from samples import DROP, android, ios, line, link

from kochava_lint.cli.explain import topics
from kochava_lint.options import SETTINGS
from kochava_lint.setting import FLAG

Check = Callable[..., str]
ACCEPTED = '{"version": 1, "accepted": [{"file": "a.jsonl", "rule": "empty-value", "fingerprint": "570368d516011610"}]}'
ELSEWHERE = line({"request": {"method": "POST", "url": "https://proxy.example.com:8080/track/json", "body": ERROR}})
IN_A_LOG = line({"received": ios(event_name=""), "sent": ios(origination_ip="10.0.0.1")})
OF_UNKNOWN_VERSION = line(ios(device_ver="", app_tracking_transparency=DROP))
OWN_RULE = '''
from kochava_lint import Problem, Severity, hookimpl, payload_rule

@payload_rule("event", severity=Severity.WARNING)
def own_rule(payload, context):
    """Every event is one too many."""
    yield Problem((), "this is an event")

@hookimpl
def kochava_lint_rules():
    return [own_rule]
'''
SIGNED = line(
    {
        "request": {
            "headers": {"Kochava-Api-Key": "key", "Kochava-Auth-Token": "0" * 64, "User-Agent": "Unknown"},
            "body": line(link()),
        }
    }
)


class Row(NamedTuple):
    """
    An option, as TOML and the command line write it, and what becomes different by it.

    `check` runs with the words *base*, where there are *files*. *without* is told only where the option is not given,
    and *by_it* only where it is: of the exit code, standard output and error, and the files that are written.
    """

    key: str
    toml: str
    words: tuple[str, ...]
    files: Mapping[str, str | bytes]
    without: tuple[str, ...] = ()
    by_it: tuple[str, ...] = ()
    base: tuple[str, ...] = ("a.jsonl", "--output-format", "concise")


def lines(*payloads: str) -> dict[str, str | bytes]:
    return {"a.jsonl": "".join(f"{payload}\n" for payload in payloads)}


ROWS = [
    Row(
        "select",
        '["non-public-ip", "empty-value"]',
        ("--select", "non-public-ip,empty-value"),
        lines(ERROR, line(ios(currency="eur", origination_ip="10.0.0.1"))),
        without=("[invalid-currency]",),
    ),
    Row(
        "ignore", '["empty-value"]', ("--ignore", "empty-value"), lines(ERROR), ("exit 1", "[empty-value]"), ("exit 0",)
    ),
    Row(
        "severity",
        '{empty-value = "warning", non-public-ip = "error"}',
        ("--severity", "empty-value=warning", "--severity", "non-public-ip=error"),
        lines(ERROR, WARNING),
        ("error[empty-value]", "warning[non-public-ip]"),
        ("warning[empty-value]", "error[non-public-ip]"),
    ),
    Row(
        "per-file-ignores",
        '{"sub/*.jsonl" = ["empty-value"]}',
        ("--per-file-ignores", "sub/*.jsonl:empty-value"),
        {**lines(ERROR), "sub/b.jsonl": ERROR},
        ("sub/b.jsonl:1", "Found 2 errors"),
        ("Found 1 error ",),
        base=(".", "--output-format", "concise"),
    ),
    Row("fail-on", '"warning"', ("--fail-on", "warning"), lines(WARNING), ("exit 0",), ("exit 1",)),
    Row("min-severity", '"info"', ("--min-severity", "info"), lines(INFO), (), ("info[malformed-app-id]",)),
    Row(
        "assume-ios14",
        "true",
        ("--assume-ios14",),
        lines(OF_UNKNOWN_VERSION),
        ("[att-undetermined]",),
        ("error[att-missing]",),
    ),
    Row(
        "app-ids",
        '["kodemo-android-7b2"]',
        ("--app-id", "kodemo-android-7b2"),
        lines(CLEAN, OTHER),
        ("exit 0",),
        ("a.jsonl:1:36: error[foreign-app-id]", "Found 1 error "),
    ),
    Row(
        "plan",
        "{events = {View = {}}}",
        ("--plan", "plan.toml"),
        {**lines(CLEAN), "plan.toml": "[events.View]\n"},
        (),
        ("[unplanned-event]",),
    ),
    Row("secret-env", '"A_SECRET"', ("--secret-env", "A_SECRET"), lines(SIGNED), ("exit 0",), ("[wrong-auth-token]",)),
    Row(
        "exclude",
        '["sub/", "*.json"]',
        ("--exclude", "sub/", "--exclude", "*.json"),
        {**lines(CLEAN), "b.json": ERROR, "sub/c.jsonl": ERROR},
        ("b.json:1", "sub/c.jsonl:1"),
        ("Nothing found in 1 payload of 1 file.",),
        base=(".", "--output-format", "concise"),
    ),
    Row(
        "force-exclude",
        "true",
        ("--force-exclude",),
        lines(ERROR),
        ("exit 1", "[empty-value]"),
        ("exit 4", "there was nothing to lint"),
        base=("a.jsonl", "--output-format", "concise", "--exclude", "a.jsonl"),
    ),
    Row(
        "hosts",
        '["proxy.example.com:8080"]',
        ("--host", "proxy.example.com:8080"),
        lines(ELSEWHERE),
        ("exit 4", "requests went to proxy.example.com"),
        ("exit 1", "[empty-value]"),
    ),
    Row("all-hosts", "true", ("--all-hosts",), lines(ELSEWHERE), ("exit 4",), ("exit 1", "[empty-value]")),
    Row(
        "ignore-unrelated",
        "true",
        ("--ignore-unrelated",),
        {"a.json": '{"name": "shop", "version": "5.2.1"}'},
        ("exit 1", "[missing-required-key]"),
        ("exit 0",),
        base=("a.json", "--output-format", "concise"),
    ),
    Row(
        "payload-path",
        '"sent"',
        ("--payload-path", "sent"),
        lines(IN_A_LOG),
        ("[empty-value]", "2 payloads"),
        ("1 payload ",),
    ),
    Row(
        "max-payload",
        '"1K"',
        ("--max-payload", "1K"),
        lines(line(ios(event_name="", note="x" * 1024))),
        ("[empty-value]",),
        ("[oversized-payload]",),
    ),
    Row(
        "max-expanded",
        "2048",
        ("--max-expanded", "2048"),
        {"a.jsonl.gz": gzip.compress(f"{CLEAN}\n{' ' * 2048}\n{ERROR}\n".encode())},
        without=("exit 1", "[empty-value]"),
        by_it=("exit 2", "a.jsonl.gz holds more than 2,048 bytes of text"),
        base=("a.jsonl.gz", "--output-format", "concise"),
    ),
    Row("plugins", '["own.py"]', ("--plugin", "own.py"), {**lines(CLEAN), "own.py": OWN_RULE}, (), ("[own-rule]",)),
    Row(
        "output-format",
        '"json"',
        ("--output-format", "json"),
        lines(ERROR),
        (" --> a.jsonl:1:106",),
        ('"rule": "empty-value"',),
        base=("a.jsonl",),
    ),
    Row(
        "output-file",
        '"reports/all.txt"',
        ("--output-file", "reports/all.txt"),
        lines(ERROR),
        ("out: a.jsonl:1:106",),
        ("reports/all.txt: a.jsonl:1:106",),
    ),
    Row(
        "output",
        '["json=report.json", "text=report.txt"]',
        ("--output", "json=report.json", "--output", "text=report.txt"),
        lines(ERROR),
        (),
        ("report.json: {", "report.txt: error[empty-value]"),
    ),
    Row(
        "max-findings",
        "2",
        ("--max-findings", "2"),
        lines(ERROR, line(android(event_name="")), WARNING),
        ("a.jsonl:3:",),
        ("1 more finding beyond --max-findings not shown",),
    ),
    Row(
        "show-values",
        "true",
        ("--show-values",),
        lines(WARNING),
        ('"origination_ip":"********"',),
        ('"origination_ip":"10.0.0.1"',),
        base=("a.jsonl",),
    ),
    Row("color", '"always"', ("--color", "always"), lines(ERROR), (), ("\x1b[",), base=("a.jsonl",)),
    Row(
        "baseline",
        '"accepted.json"',
        ("--baseline", "accepted.json"),
        {**lines(ERROR), "accepted.json": ACCEPTED},
        ("exit 1", "[empty-value]"),
        ("exit 0",),
    ),
]
FLAGS = [row for row in ROWS if next(known for known in SETTINGS if known.key == row.key).kind is FLAG]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an option may look at; the tests of whoever likes colours shall see none."""
    monkeypatch.setenv("A_SECRET", "a-secret-of-tests")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def check(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Run `check` as a row wants it, each time in a fresh folder with its files; returns all that came of it."""
    number = count()

    def run(row: Row, *words: str, options: Mapping[str, str] | None = None) -> str:
        folder = tmp_path / str(next(number))
        folder.mkdir()
        write_files(folder, {**row.files, **(options or {})})
        before = files_in(folder)
        monkeypatch.chdir(folder)
        code, out, err = command("check", *row.base, *words)
        written = {name: content for name, content in files_in(folder).items() if before.get(name) != content}
        told = [f"exit {code}", f"out: {out}", f"err: {err}", *(f"{name}: {text}" for name, text in written.items())]
        # Paths in options are known from the root on, which is told where files cannot be read.
        return "\n".join(told).replace(f"{folder.resolve()}/", "")

    return run


def in_own_file(row: Row) -> dict[str, str]:
    return {"kochava-lint.toml": f"{row.key} = {row.toml}\n"}


def in_project(row: Row) -> dict[str, str]:
    return {"pyproject.toml": f"[tool.kochava-lint]\n{row.key} = {row.toml}\n"}


@pytest.mark.parametrize("row", ROWS, ids=[row.key for row in ROWS])
def test_an_option_does_what_it_says_wherever_it_is_given(check: Check, row: Row) -> None:
    without, by_words = check(row), check(row, *row.words)
    for told in row.without:
        assert told in without
        assert told not in by_words
    for told in row.by_it:
        assert told in by_words
        assert told not in without
    assert without != by_words
    assert check(row, options=in_own_file(row)) == by_words
    assert check(row, options=in_project(row)) == by_words


@pytest.mark.parametrize("row", FLAGS, ids=[row.key for row in FLAGS])
def test_a_flag_of_the_project_is_turned_off_by_its_no_form(check: Check, row: Row) -> None:
    (flag,) = row.words
    assert check(row, flag.replace("--", "--no-", 1), options=in_project(row)) == check(row)


def test_the_table_above_leaves_no_option_out() -> None:
    assert [row.key for row in ROWS] == [setting.key for setting in SETTINGS]
    assert len(FLAGS) == 5


@pytest.mark.parametrize("row", ROWS, ids=[row.key for row in ROWS])
def test_the_words_of_the_table_are_those_of_the_option(row: Row) -> None:
    flag = next(setting.flag for setting in SETTINGS if setting.key == row.key)
    assert {word for word in row.words if word.startswith("--")} == {flag}


def test_the_page_tells_which_options_add_and_which_are_about_the_run() -> None:
    page = topics()["configuration"]
    adding = re.search(r"added to them\s+\(([^)]*)\)", page)
    whole = re.search(r"Options about the run as a whole \(([^)]*)\)", page)
    assert adding is not None
    assert whole is not None
    assert re.findall(r"`(.+?)`", adding[1]) == [setting.key for setting in SETTINGS if setting.adds]
    assert set(re.findall(r"`(.+?)`", whole[1])) == {
        setting.key for setting in SETTINGS if setting.whole and setting.group != "the report"
    }
    assert whole[1].endswith("the report")
    assert all(setting.whole for setting in SETTINGS if setting.group == "the report")
