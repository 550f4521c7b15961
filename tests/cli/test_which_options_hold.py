"""Which options hold: of the command line, of the folder of each file, and of the file that is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from outcomes import Command, files_in, write_files
from reports import CLEAN, ERROR, INFO, WARNING
from samples import ios, line

OWN, PROJECT = "kochava-lint.toml", "pyproject.toml"
BOTH = line(ios(event_name="", origination_ip="10.0.0.1"))
"""It has an error, empty-value, and a warning, non-public-ip."""
ELSEWHERE = [
    line({"request": {"method": "POST", "url": f"https://{host}/track/json", "body": ERROR}})
    for host in ("a.example", "b.example")
]


def found(out: str) -> list[str]:
    """The findings of a concise report: where each is, and its severity and rule."""
    rows = [re.fullmatch(r"(.+?):[0-9:]+: (\S+) .*", row) for row in out.splitlines()[:-1]]
    return [f"{row[1]} {row[2]}" for row in rows if row is not None]


@pytest.mark.parametrize(
    ("options", "words", "rules"),
    [
        pytest.param("", "", ["error[empty-value]", "warning[non-public-ip]"], id="nothing-said"),
        pytest.param('ignore = ["empty-value"]', "--ignore non-public-ip", [], id="ignore-adds"),
        pytest.param('ignore = ["empty-value"]', "--select empty-value", ["error[empty-value]"], id="select-wins"),
        pytest.param(
            'ignore = ["empty-value", "non-public-ip"]',
            "--select empty-value,non-public-ip --ignore non-public-ip",
            ["error[empty-value]"],
            id="select-and-ignore-beside-it",
        ),
        pytest.param('ignore = ["empty-value"]', "--select non-public-ip", ["warning[non-public-ip]"], id="another"),
        pytest.param('select = ["empty-value"]', "--select non-public-ip", ["warning[non-public-ip]"], id="replaces"),
        pytest.param('select = ["empty-value"]', "--ignore empty-value", [], id="ignore-of-what-the-project-selects"),
        pytest.param(
            'per-file-ignores."*" = ["empty-value"]',
            "--per-file-ignores *:non-public-ip",
            [],
            id="ignores-in-files-add",
        ),
        pytest.param(
            'per-file-ignores."*" = ["empty-value"]',
            "--select empty-value,non-public-ip",
            ["warning[non-public-ip]"],
            id="ignores-in-files-stay-where-rules-are-selected",
        ),
        pytest.param(
            'severity.empty-value = "warning"',
            "--severity non-public-ip=error",
            ["warning[empty-value]", "error[non-public-ip]"],
            id="severity-adds",
        ),
        pytest.param(
            'severity.empty-value = "warning"',
            "--severity empty-value=error",
            ["error[empty-value]", "warning[non-public-ip]"],
            id="severity-of-the-same-rule",
        ),
        pytest.param('min-severity = "info"', "--min-severity error", ["error[empty-value]"], id="severity-replaces"),
        pytest.param('fail-on = "warning"', "--min-severity error", ["error[empty-value]"], id="beside-each-other"),
    ],
)
def test_the_command_line_adds_to_what_the_project_says_or_takes_its_place(
    folder: Path, command: Command, options: str, words: str, rules: list[str]
) -> None:
    write_files(folder, {"a.jsonl": BOTH, OWN: options})
    out = command("check", "a.jsonl", "--output-format", "concise", *words.split()).out
    assert found(out) == [f"a.jsonl {rule}" for rule in rules]


def test_hosts_and_reports_of_the_command_line_stand_beside_those_of_the_project(
    folder: Path, command: Command
) -> None:
    write_files(folder, {"a.jsonl": "\n".join(ELSEWHERE), OWN: 'hosts = ["a.example"]\noutput = ["json=a.json"]\n'})
    words = ("--host", "b.example", "--output", "concise=b.txt", "--ignore", "duplicate-event")
    assert "Found 2 errors in 2 payloads" in command("check", "a.jsonl", *words).out
    assert {"a.json", "b.txt"} < files_in(folder).keys()


@pytest.mark.parametrize(
    ("options", "words", "left"),
    [
        pytest.param('exclude = ["a.json"]', ("--exclude", "b.json"), ["c.json"], id="adds"),
        pytest.param('exclude = ["*.json"]', ("--exclude", "!b.json"), ["b.json"], id="takes-back"),
        pytest.param('exclude = ["*.json", "!b.json"]', ("--exclude", "c.json"), ["b.json"], id="takes-back-itself"),
        pytest.param("", ("--exclude", "*.json", "--exclude", "!c.json"), ["c.json"], id="in-order"),
    ],
)
def test_patterns_of_the_command_line_come_after_those_of_the_project(
    folder: Path, command: Command, options: str, words: tuple[str, ...], left: list[str]
) -> None:
    write_files(folder, {"a.json": ERROR, "b.json": ERROR, "c.json": ERROR, OWN: options})
    out = command("check", ".", "--output-format", "concise", *words).out
    assert found(out) == [f"{name} error[empty-value]" for name in left]


@pytest.mark.parametrize(
    ("options", "words", "code"),
    [
        pytest.param({OWN: 'fail-on = "warning"'}, (), 1, id="here"),
        pytest.param({f"sub/{OWN}": 'fail-on = "warning"'}, (), 1, id="in-between"),
        pytest.param({f"sub/deep/{OWN}": 'fail-on = "warning"'}, (), 1, id="beside-the-file"),
        pytest.param({OWN: 'fail-on = "warning"', f"sub/{OWN}": ""}, (), 0, id="a-nearer-file-that-says-nothing"),
        pytest.param(
            {OWN: 'fail-on = "warning"', f"sub/{PROJECT}": "[tool.ruff]"}, (), 1, id="a-nearer-project-of-other-tools"
        ),
        pytest.param({OWN: 'fail-on = "info"', f"sub/{OWN}": 'fail-on = "warning"'}, (), 1, id="nearest"),
        pytest.param({f"sub/{OWN}": 'fail-on = "warning"'}, ("--fail-on", "error"), 0, id="command-line-before-it"),
        pytest.param({f"sub/{OWN}": 'fail-on = "warning"', "ci.toml": ""}, ("--config", "ci.toml"), 0, id="config"),
        pytest.param({"ci.toml": 'fail-on = "warning"'}, ("--config", "ci.toml"), 1, id="config-alone"),
        pytest.param(
            {"ci.toml": 'fail-on = "warning"'}, ("--config", "ci.toml", "--fail-on", "error"), 0, id="config-and-words"
        ),
        pytest.param({f"beside/{OWN}": 'fail-on = "warning"'}, (), 0, id="beside"),
    ],
)
@pytest.mark.parametrize("path", ["sub/deep/a.jsonl", "sub/deep", ".", "sub/*/a.jsonl"])
def test_the_nearest_folder_upwards_from_a_file_says_what_holds_for_it(
    folder: Path, command: Command, options: Mapping[str, str], words: tuple[str, ...], code: int, path: str
) -> None:
    write_files(folder, {"sub/deep/a.jsonl": WARNING, **options})
    assert command("check", path, *words).code == code


def test_each_folder_of_a_run_has_its_own_options(folder: Path, command: Command) -> None:
    write_files(
        folder,
        {
            "a.jsonl": BOTH,
            f"one/{OWN}": 'ignore = ["empty-value"]\nexclude = ["no.jsonl"]\n',
            "one/a.jsonl": BOTH,
            "one/no.jsonl": BOTH,
            f"two/{PROJECT}": '[tool.kochava-lint]\nseverity.non-public-ip = "error"\nmin-severity = "error"\n',
            "two/a.jsonl": BOTH,
            "two/deep/no.jsonl": INFO,
            f"two/deep/{OWN}": 'min-severity = "info"\n',
        },
    )
    out = command("check", ".", "--output-format", "concise").out
    assert found(out) == [
        "a.jsonl error[empty-value]",
        "a.jsonl warning[non-public-ip]",
        "one/a.jsonl warning[non-public-ip]",
        "two/a.jsonl error[empty-value]",
        "two/a.jsonl error[non-public-ip]",
        "two/deep/no.jsonl info[malformed-app-id]",
    ]
    out = command("check", ".", "--output-format", "concise", "--ignore", "non-public-ip").out
    assert found(out) == [
        "a.jsonl error[empty-value]",
        "two/a.jsonl error[empty-value]",
        "two/deep/no.jsonl info[malformed-app-id]",
    ]


def test_what_is_about_the_run_is_said_by_the_current_folder_alone(folder: Path, command: Command) -> None:
    below = 'output-format = "json"\nshow-values = true\nmax-findings = 1\noutput = ["json=x.json"]\ncolor = "always"\n'
    write_files(folder, {"sub/a.jsonl": BOTH})
    told = command("check", "sub")
    write_files(folder, {f"sub/{OWN}": f'{below}baseline = "none.json"\noutput-file = "y.txt"\n'})
    assert command("check", "sub") == told
    assert files_in(folder).keys() == {"sub/a.jsonl", f"sub/{OWN}"}


@pytest.mark.parametrize("current", ["elsewhere", ".", "project/captures"])
@pytest.mark.parametrize("named", [False, True], ids=["found", "named"])
def test_paths_and_patterns_of_options_are_from_their_folder_on(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch, current: str, named: bool
) -> None:
    rules = 'per-file-ignores = {"/captures/a.jsonl" = ["empty-value"]}\nexclude = ["captures/no/"]\n'
    plan = '[plan.events.Purchase]\nschema = "schemas/purchase.json"\n'
    files = dict.fromkeys(("captures/a.jsonl", "captures/no/b.jsonl", "captures/yes/captures/a.jsonl"), BOTH)
    write_files(folder, {f"project/{name}": content for name, content in files.items()})
    write_files(folder, {f"project/{OWN}": rules + plan, "project/schemas/purchase.json": '{"required": ["sum"]}'})
    write_files(folder, {"elsewhere/captures/no/c.jsonl": BOTH})
    monkeypatch.chdir(folder / current)
    words = ("--config", str(folder / "project" / OWN)) if named else ()
    code, out, err = command("check", str(folder / "project" / "captures"), "--output-format", "concise", *words)
    assert (code, err) == (1, "")
    assert [row.removeprefix(f"{folder}/project/captures/") for row in found(out)] == [
        "a.jsonl warning[non-public-ip]",
        "yes/captures/a.jsonl error[empty-value]",
        "yes/captures/a.jsonl warning[non-public-ip]",
    ]


@pytest.mark.parametrize("current", ["sub", "other"])
def test_what_the_project_writes_and_reads_is_in_its_folder_and_what_the_command_line_does_in_the_current(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch, current: str
) -> None:
    write_files(folder, {"sub/a.jsonl": ERROR, "own.py": "", "other/a.jsonl": CLEAN})
    said = 'output-file = "out/a.txt"\noutput = ["json=b.json"]\nbaseline = "accepted.json"\nplugins = ["own.py"]\n'
    write_files(folder, {OWN: said})
    monkeypatch.chdir(folder / current)
    words = ("--output", "concise=c.txt", "--exclude", "/no.jsonl", "--update-baseline")
    assert command("check", str(folder / "sub"), *words).code == 0
    assert {"out/a.txt", "b.json", "accepted.json", f"{current}/c.txt"} < files_in(folder).keys()
    assert '"file": "sub/a.jsonl"' in files_in(folder)["accepted.json"]


def test_patterns_of_the_command_line_are_from_the_current_folder_on(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(folder, {"sub/a.jsonl": ERROR, "sub/sub/a.jsonl": ERROR, f"sub/{OWN}": ""})
    assert found(command("check", ".", "--exclude", "/sub/a.jsonl", "--output-format", "concise").out) == [
        "sub/sub/a.jsonl error[empty-value]"
    ]
    monkeypatch.chdir(folder / "sub")
    assert found(command("check", ".", "--exclude", "/sub/a.jsonl", "--output-format", "concise").out) == [
        "a.jsonl error[empty-value]"
    ]


@pytest.mark.parametrize("said", ['output-file = "-"', 'output = ["json=-"]\noutput-file = "a.txt"'])
def test_a_report_to_standard_output_may_be_asked_for_in_the_file_too(
    folder: Path, command: Command, said: str
) -> None:
    write_files(folder, {"a.jsonl": ERROR, OWN: said})
    assert "empty-value" in command("check", "a.jsonl").out
    assert "-" not in files_in(folder)


def test_standard_input_is_of_the_current_folder(folder: Path, command: Command, pipe: Callable[[str], None]) -> None:
    write_files(folder, {OWN: 'ignore = ["empty-value"]\n'})
    pipe(ERROR)
    assert command("check", "-").code == 0
    pipe(ERROR)
    assert command("check", "-", "--select", "empty-value").code == 1
