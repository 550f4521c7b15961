"""Options that mean nothing stop the run: the exit code is 2, and it is told where they stand and what may be meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from outcomes import Command, write_files
from reports import CLEAN, ERROR

from kochava_lint.options import SETTINGS

OWN, PROJECT = "kochava-lint.toml", "pyproject.toml"
NEAR = "there is no rule called att-mising; att-missing is probably meant"
FAR = "there is no rule called zzz; `kochava-lint rules` lists them"
PATTERNS = ["!", "\\", "[z-a]"]
WRONG_TYPES = {
    "select": ['"att-missing"', "[5]", '[""]', "[['att-missing']]"],
    "ignore": ['"att-missing"', "[5]", '[""]', "true"],
    "severity": ['["att-missing"]', "{att-missing = 5}", '{att-missing = "fatal"}', '{"" = "error"}'],
    "per-file-ignores": [
        "[]",
        '{"a" = "att-missing"}',
        '{"a" = []}',
        '{"a" = [5]}',
        '{"" = ["att-missing"]}',
        '{"!" = ["att-missing"]}',
    ],
    "fail-on": ['"fatal"', "1", "[]", '""'],
    "min-severity": ['"Error"', "1", "false"],
    "assume-ios14": ['"true"', "1"],
    "app-ids": ['"ko-1"', "[1]", '[""]'],
    "plan": ["[]", '"plan.toml"'],
    "secret-env": ["5", '""'],
    "exclude": ['"*.json"', "[5]", '[""]', *(f"['{pattern}']" for pattern in PATTERNS)],
    "force-exclude": ['"yes"', "0"],
    "hosts": ['"proxy.example.com"', "[5]", '[""]', '["a b"]', '["proxy.example.com:port"]'],
    "all-hosts": ["[]", '"*"'],
    "ignore-unrelated": ["1", '"yes"'],
    "payload-path": ["[]", '""', '"a..b"', "5"],
    "max-payload": ['"big"', "0", "-1", "1.5", "true", '"16 M"', '"16m"', "2e3", "1_000_000_000_000_000_000"],
    "max-expanded": ['"1T"', "0", "false", "[]", '"9999999999G"'],
    "plugins": ['"own.py"', "[5]", '[""]'],
    "output-format": ["5", '""', '["json"]'],
    "output-file": ["5", '""', "false"],
    "output": ['"json=a.json"', '["json"]', '["=a.json"]', '["json="]', "{json = 'a.json'}"],
    "max-findings": ['"5"', "0", "-1", "1.0", "true", "1_000_000_000_000_000_000"],
    "show-values": ['"true"', "1"],
    "color": ['"sometimes"', "true", "{}"],
    "baseline": ["5", '""', "[]"],
}


@pytest.mark.parametrize(
    ("key", "value"),
    [pytest.param(key, value, id=f"{key}={value}") for key, values in WRONG_TYPES.items() for value in values],
)
@pytest.mark.parametrize("name", [OWN, PROJECT])
def test_what_an_option_cannot_be_is_told_of_by_its_file_and_key(
    folder: Path, command: Command, name: str, key: str, value: str
) -> None:
    table = "" if name == OWN else "[tool.kochava-lint]\n"
    write_files(folder, {"a.jsonl": CLEAN, name: f"{table}{key} = {value}\n"})
    code, out, err = command("check", "a.jsonl")
    assert (code, out) == (2, "")
    assert f"error: {(folder / name).resolve()}: {key} has to be " in err


def test_no_option_is_left_out() -> None:
    assert list(WRONG_TYPES) == [setting.key for setting in SETTINGS]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        *(pytest.param(("--exclude", pattern), "as in .gitignore", id=f"exclude-{pattern}") for pattern in PATTERNS),
        pytest.param(("--exclude", ""), "patterns as in .gitignore", id="exclude-nothing"),
        pytest.param(("--per-file-ignores", "!:att-missing"), "names of rules", id="ignores-in-no-pattern"),
        pytest.param(("--per-file-ignores", "a"), "of each pattern the names of rules", id="ignores-without-rules"),
        pytest.param(("--per-file-ignores", "a:,"), "of each pattern the names of rules", id="ignores-of-no-rules"),
        pytest.param(("--select", ""), "has to be names of rules", id="select"),
        pytest.param(("--severity", "att-missing"), "info, warning or error", id="severity-without-one"),
        pytest.param(("--severity", "att-missing=fatal"), "info, warning or error", id="severity"),
        pytest.param(("--min-severity", "eror"), "error is probably meant", id="min-severity"),
        pytest.param(("--color", "alway"), "always is probably meant", id="color"),
        pytest.param(("--host", "a b"), "has to be hosts, such as proxy.example.com", id="host"),
        pytest.param(("--payload-path", "a..b"), "has to be a path, such as request.body", id="payload-path"),
        pytest.param(("--output", "json"), "such as html=report.html", id="output"),
        pytest.param(("--max-findings", "0"), "a whole number from 1 on, and this is '0'", id="no-findings"),
        pytest.param(("--max-findings", "5x"), "a whole number from 1 on", id="findings-with-a-unit"),
        pytest.param(("--max-findings", "0" * 19 + "5x"), "a whole number from 1 on", id="findings-after-zeros"),
        pytest.param(("--max-findings", "9" * 5000), "a whole number from 1 on", id="findings-without-end"),
        pytest.param(("--max-payload", "0"), "has to be a size", id="size-of-nothing"),
        pytest.param(("--max-payload", "9" * 5000), "more than any memory holds", id="size-without-end"),
        pytest.param(("--plan", "none.toml"), "cannot read it: No such file", id="no-plan"),
        pytest.param(("--plan", "number.toml"), "plan has to be a table", id="plan-as-a-number"),
        pytest.param(("--plan", PROJECT), "it has no [tool.kochava-lint]", id="project-without-a-plan"),
        pytest.param(("--plan", f"other/{PROJECT}"), "it has no [tool.kochava-lint.plan]", id="options-without-a-plan"),
        pytest.param(("--plan", "misspelled.toml"), "events is probably meant", id="plan-misspelled"),
        pytest.param(("--config", "none.toml"), "there is no file none.toml", id="no-config"),
        pytest.param(("--config", "."), "there is no file .", id="config-as-a-folder"),
        pytest.param(("--config", PROJECT), "it has no [tool.kochava-lint]", id="project-without-options"),
        pytest.param(("--ignore", "att-mising"), f"error: {NEAR}", id="ignore"),
        pytest.param(("--severity", "att-mising=error"), f"error: {NEAR}", id="severity-of-no-rule"),
        pytest.param(("--per-file-ignores", "a:att-mising"), f"error: {NEAR}", id="per-file-ignores"),
        pytest.param(("--force-exclud",), "--force-exclude is probably meant", id="flag"),
        pytest.param(("--no-show-value",), "--no-show-values is probably meant", id="no-flag"),
    ],
)
def test_what_the_command_line_cannot_say_is_told_of(
    folder: Path, command: Command, words: tuple[str, ...], said: str
) -> None:
    files = {PROJECT: "[tool.ruff]\n", "number.toml": "plan = 5\n", "misspelled.toml": "[event.View]\n"}
    files[f"other/{PROJECT}"] = '[tool.kochava-lint]\nfail-on = "info"\n'
    write_files(folder, {"a.jsonl": CLEAN, **files})
    code, out, err = command("check", "a.jsonl", *words)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("option", "said"),
    [
        pytest.param('select = ["att-mising"]', f"select: {NEAR}", id="select"),
        pytest.param('ignore = ["empty-value", "att_mising"]', "ignore: there is no rule called att_mis", id="ignore"),
        pytest.param('severity.att-mising = "error"', f"severity: {NEAR}", id="severity"),
        pytest.param('per-file-ignores."*" = ["att-mising"]', f"per-file-ignores: {NEAR}", id="per-file-ignores"),
        pytest.param('ignore = ["zzz"]', f"ignore: {FAR}", id="near-nothing"),
    ],
)
@pytest.mark.parametrize("place", [OWN, f"sub/{OWN}"])
@pytest.mark.parametrize(
    "words", [("check", "sub/a.jsonl"), ("check", "sub", "--select", "empty-value"), ("config", "sub/a.jsonl")]
)
def test_a_rule_that_there_is_not_is_told_of_by_the_file_that_names_it(
    folder: Path, command: Command, option: str, said: str, place: str, words: tuple[str, ...]
) -> None:
    write_files(folder, {"sub/a.jsonl": CLEAN, place: f"{option}\n"})
    code, _, err = command(*words)
    assert (code, f"error: {(folder / place).resolve()}: {said}" in err) == (2, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"fail_on = 'error'", "has no key fail_on; fail-on is probably meant", id="key"),
        pytest.param(b"[severities]", "has no key severities; severity is probably meant", id="table"),
        pytest.param(b"flavour = 1", "has no key flavour; there are select, ignore, severity, ", id="near-no-key"),
        pytest.param(b"[tool]\nkochava-lint = 5", "tool.kochava-lint has to be a table", id="table-as-a-number"),
        pytest.param(b"tool = 5", "tool has to be a table", id="tools-as-a-number"),
        pytest.param(b"[tool.kochava_lint]", "tool.kochava-lint is probably meant", id="table-in-pythons-spelling"),
        pytest.param(b"ignore = []\n[tool.kochava-lint]", "put them in one place", id="two-places"),
        pytest.param(b"[tool", "this is no TOML", id="broken"),
        pytest.param(b"# caf\xe9", "this is no TOML", id="not-utf-8"),
    ],
)
@pytest.mark.parametrize("words", [("check", "a.jsonl"), ("config",), ("rules",), ("plan", "coverage", "a.jsonl")])
def test_a_file_that_cannot_be_used_stops_every_command(
    folder: Path, command: Command, content: bytes, said: str, words: tuple[str, ...]
) -> None:
    write_files(folder, {"a.jsonl": CLEAN, OWN: content})
    code, out, err = command(*words)
    assert (code, out) == (2, "")
    assert err.startswith(f"kochava-lint: error: {(folder / OWN).resolve()}: ")
    assert said in err


@pytest.mark.parametrize("name", [OWN, PROJECT])
def test_a_file_that_may_not_be_read_is_not_passed_over(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write_files(folder, {"a.jsonl": CLEAN, name: ""})

    def refuse(path: Path, *_: object) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_text", refuse)
    code, _, err = command("check", "a.jsonl")
    assert (code, err) == (
        2,
        f"kochava-lint: error: {(folder / name).resolve()}: cannot read it: Permission denied\n",
    )


def test_nothing_is_linted_where_the_options_at_hand_are_wrong_and_all_else_where_those_of_a_folder_are(
    folder: Path, command: Command
) -> None:
    """A folder is met on the way: what was found before it has been told already."""
    write_files(folder, {"a.jsonl": ERROR, "sub/b.jsonl": ERROR, f"sub/{OWN}": "ignore = 5\n"})
    code, out, err = command("check", "a.jsonl", "sub", "--output-format", "concise")
    assert (code, "a.jsonl:1" in out) == (2, True)
    assert f"{(folder / 'sub' / OWN).resolve()}: ignore has to be" in err
    write_files(folder, {OWN: "ignore = 5\n"})
    assert command("check", "a.jsonl", "sub").out == ""


PLUGIN = "raise SystemExit('this code was run')\n"


@pytest.mark.parametrize(
    "named", [pytest.param("rules_of_theirs", id="module"), pytest.param("rules_of_theirs.py", id="file")]
)
@pytest.mark.parametrize("words", [("check", "captures"), ("check", "captures/a.jsonl"), ("config", "captures")])
def test_no_code_of_a_folder_of_captures_is_run(
    folder: Path, command: Command, named: str, words: tuple[str, ...]
) -> None:
    files = {"a.jsonl": CLEAN, OWN: f'plugins = ["{named}"]\n', "rules_of_theirs.py": PLUGIN}
    write_files(folder, {f"captures/{name}": content for name, content in files.items()})
    code, _, err = command(*words)
    file = (folder / "captures" / OWN).resolve()
    assert code == 2
    assert f"{file} names the plugin {named}, and plugins are those of the current folder" in err
    assert f"give --config {file}" in err
    assert "this code was run" not in err


def test_a_plugin_of_the_same_name_in_a_folder_below_is_another_one(folder: Path, command: Command) -> None:
    write_files(folder, {"own.py": "", OWN: 'plugins = ["own.py"]\n', "sub/a.jsonl": CLEAN})
    assert command("check", "sub").code == 0
    write_files(folder, {f"sub/{OWN}": 'plugins = ["own.py"]\n', "sub/own.py": PLUGIN})
    assert command("check", "sub").code == 2
