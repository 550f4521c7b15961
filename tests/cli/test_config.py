"""`config`: which options hold, and where each comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes import Command, write_files

from kochava_lint.option_kinds import PAYLOAD_PATH
from kochava_lint.options import SETTINGS
from kochava_lint.setting import size

OWN, PROJECT = "kochava-lint.toml", "pyproject.toml"
LINE = "the command line"
EVERYTHING = r"""
select = ["att-missing", "empty-value"]
ignore = ["invalid-ip"]
fail-on = "warning"
min-severity = "info"
assume-ios14 = true
app-ids = ["ko-1", 'a "quoted" \ one', "größer"]
secret-env = "A_SECRET"
exclude = ["sub/", '\#a', "a'b", "!c"]
force-exclude = true
hosts = ["proxy.example.com", "localhost:8080"]
all-hosts = true
payload-path = "request.body.*"
max-payload = "4K"
max-expanded = 5000
plugins = ["own.py"]
output-format = "json"
output-file = "a b.json"
output = ["text=all.txt", "concise=sub/c=d.txt"]
max-findings = 5
show-values = true
color = "never"
baseline = "accepted.json"

[severity]
att-missing = "warning"

[per-file-ignores]
"a \"b\".json" = ["empty-value"]
"*.har" = ["invalid-ip", "att-missing"]
"""
GIVEN = (
    *("--ignore", "empty-value", "--severity", "att-missing=info", "--per-file-ignores", "*.har:empty-value"),
    *("--fail-on", "info", "--no-assume-ios14", "--exclude", "d/", "--host", "a.example", "--payload-path", "/~1a/b.c"),
    *("--max-payload", "3M", "--output", "json=-", "--output-file", "x.txt", "--color", "always"),
)


def values(command: Command, *words: str) -> dict[str, Any]:
    """The values that hold, by key, and paths from the root on; the plan is nothing that the other form writes out."""
    told = json.loads(command("config", "--json", *words).out)
    held = {key: entry["value"] for key, entry in told.items() if key != "plan"}
    return {**held, **{key: str(Path(held[key]).resolve()) for key in ("output-file", "baseline") if held[key]}}


def sources(command: Command, *words: str) -> dict[str, str]:
    """Where the options come from that are not left as they are by default."""
    told = json.loads(command("config", "--json", *words).out)
    return {key: entry["from"] for key, entry in told.items() if entry["from"] != "default"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("", (), id="defaults"),
        pytest.param("", GIVEN, id="command-line"),
        pytest.param(EVERYTHING, (), id="file"),
        pytest.param(EVERYTHING, GIVEN, id="both"),
    ],
)
def test_what_is_printed_says_the_same_where_it_is_written_into_the_file(
    folder: Path, command: Command, content: str, words: tuple[str, ...]
) -> None:
    write_files(folder, {OWN: content, "own.py": ""})
    held, printed = values(command, *words), command("config", *words)
    assert (printed.code, printed.err) == (0, "")
    write_files(folder, {OWN: printed.out})
    assert values(command) == held


def test_defaults_are_told_as_such_and_what_is_not_set_stands_in_a_comment(folder: Path, command: Command) -> None:
    code, out, err = command("config")
    assert (code, err) == (0, "")
    assert out.startswith("# Options of no file, and what holds where it says nothing.\n")
    lines = {line.split(" ")[0].strip("[]"): line for line in out.splitlines() if line and not line.startswith("#")}
    unset = {line.split(" ")[1]: line for line in out.splitlines()[1:] if line.startswith("#")}
    assert {**lines, **unset}.keys() == {setting.key for setting in SETTINGS}
    assert all(line.endswith("# default") for line in (*lines.values(), *unset.values()))
    assert all(f"# {key} is not set " in line for key, line in unset.items())
    assert lines["fail-on"].split("  ")[0] == 'fail-on = "error"'
    assert lines["max-payload"].split("  ")[0] == 'max-payload = "16M"'
    assert sources(command) == {}


def test_the_source_of_each_option_is_told(folder: Path, command: Command) -> None:
    write_files(folder, {OWN: 'ignore = ["att-missing"]\nfail-on = "info"\nhosts = ["a.example"]\ncolor = "auto"\n'})
    words = ("--ignore", "invalid-ip", "--fail-on", "warning", "--min-severity", "warning")
    assert sources(command, *words) == {
        "ignore": f"{OWN}, {LINE}",
        "fail-on": LINE,
        "min-severity": LINE,
        "hosts": OWN,
        "color": OWN,
    }
    held = values(command, *words)
    assert (held["ignore"], held["fail-on"]) == (["att-missing", "invalid-ip"], "warning")
    shown = command("config", *words).out
    assert f"# Options of {OWN}, and" in shown
    assert f'ignore = ["att-missing", "invalid-ip"]            # {OWN}, {LINE}\n' in shown


def test_rules_that_are_ignored_in_one_pattern_by_both_are_all_told(folder: Path, command: Command) -> None:
    write_files(folder, {OWN: 'per-file-ignores = {"*.har" = ["att-missing", "invalid-ip"]}\n'})
    held = values(command, "--per-file-ignores", "*.har:empty-value,invalid-ip", "--per-file-ignores", "b:invalid-ip")
    assert held["per-file-ignores"] == {"*.har": ["att-missing", "invalid-ip", "empty-value"], "b": ["invalid-ip"]}


def test_a_file_has_the_options_of_its_folder_but_for_those_of_the_run(folder: Path, command: Command) -> None:
    here = 'fail-on = "info"\nshow-values = true\n'
    below = 'ignore = ["invalid-ip"]\nmax-findings = 5\n'
    write_files(folder, {PROJECT: f"[tool.kochava-lint]\n{here}", f"sub/{OWN}": below, "sub/deep/a.har": ""})
    for path in ("sub", "sub/", "sub/deep", "sub/deep/a.har"):
        assert sources(command, path) == {"ignore": f"sub/{OWN}", "show-values": PROJECT}
        held = values(command, path)
        assert (held["fail-on"], held["max-findings"], held["show-values"]) == ("error", None, True)
        assert f"# Options of sub/{OWN}, " in command("config", path).out
    for words in ((), (".",), (PROJECT,), ("sub", "--config", PROJECT)):
        assert sources(command, *words) == {"fail-on": PROJECT, "show-values": PROJECT}


def test_a_file_above_is_called_by_its_whole_path(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(folder, {OWN: "all-hosts = true\n", "sub/a.har": ""})
    monkeypatch.chdir(folder / "sub")
    assert sources(command) == {"all-hosts": str((folder / OWN).resolve())}


def test_a_path_that_leads_nowhere_has_no_options(folder: Path, command: Command) -> None:
    code, out, err = command("config", "none.har")
    assert (code, out, err) == (2, "", "kochava-lint: error: there is no file or folder none.har\n")


def test_the_plan_is_counted_and_in_json_written_out(folder: Path, command: Command) -> None:
    write_files(folder, {OWN: "plan = {app-ids = ['ko-1'], events = {View = {}, Purchase = {}}}\n"})
    assert f"# plan: 2 events, 1 app-ids                       # {OWN}\n" in command("config").out
    told = json.loads(command("config", "--json").out)["plan"]
    assert told == {"value": {"events": ["Purchase", "View"], "app-ids": ["ko-1"]}, "from": OWN}


def test_the_schema_and_json_are_not_asked_for_at_once(folder: Path, command: Command) -> None:
    assert json.loads(command("config", "--schema").out)["title"] == "The options of kochava-lint"
    assert command("config", "--schema", "--json").code == 2


def test_an_empty_file_that_is_named_leaves_all_as_it_is_by_default(folder: Path, command: Command) -> None:
    write_files(folder, {OWN: "all-hosts = true\n", "empty.toml": "", PROJECT: "[tool.kochava-lint]\n"})
    for name in ("empty.toml", PROJECT):
        assert sources(command, "--config", name) == {}


WORDS = st.sampled_from(["", "a", "b.c", "/", "~", "*", "~1"]) | st.text(max_size=3)


@given(path=st.lists(WORDS, min_size=1, max_size=4).map(tuple))
def test_every_path_to_a_payload_can_be_written(path: tuple[str, ...]) -> None:
    written = PAYLOAD_PATH.written(path)
    assert isinstance(written, str)
    assert PAYLOAD_PATH.parse(written) == path


@given(number=st.integers(1, 2**50) | st.integers(1, 2**20).map(lambda number: number * 1024))
def test_every_size_can_be_written(number: int) -> None:
    kind = size()
    assert kind.read(kind.written(number)) == number
