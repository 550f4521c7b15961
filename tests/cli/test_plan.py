"""`plan init`: a tracking plan from traffic."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from plans import OF_PLAN, PLAN, Run, Write
from reports import BROKEN, CLEAN, report, rules_in
from samples import DROP, android, changed, install, ios, line

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


ODD_NAMES = [
    'a"b',
    "a'b",
    "'''",
    '"""',
    "a.b",
    "a\nb",
    "a\r\nb",
    "\x7f",
    "\x00",
    "a\\b",
    "#c",
    "[x]",
    "é漢😀",
    "\u202e",
    "plan",
]


@pytest.mark.parametrize("before", ["", "[project]\nname = 'x'\n", "[project]\nname = 'x'", "[tool.kochava-lint]\n"])
def test_what_is_printed_can_be_appended_to_a_project(
    folder: Path, run: Run, capture: Write, capsys: pytest.CaptureFixture[str], before: str
) -> None:
    events = [ios(event_name=name, event_data={name: name, "k": 1}) for name in ODD_NAMES]
    capture(*events, android(event_data={"sum": 5}), install())
    code, out, err = run("init", "a.jsonl")
    assert (code, err) == (0, "")
    (folder / "pyproject.toml").write_text(before + out, "utf-8")
    assert report(capsys, "a.jsonl", *OF_PLAN)[1]["findings"] == []
    capture(ios(event_name="other"), android(event_data={}), changed(install(), {"kochava_app_id": "koother"}))
    told = report(capsys, "a.jsonl", *OF_PLAN)[1]
    assert rules_in(told) == ["unplanned-event", "event-data-off-plan", "foreign-app-id"]


def test_the_draft_reads_like_one_by_hand(run: Run, capture: Write) -> None:
    purchases = [ios(event_data={"sum": 4.99, "currency": currency}) for currency in ("EUR", "USD", "EUR") * 2]
    capture(*purchases, ios(event_data={"sum": 5, "currency": "EUR"}), ios(event_name="Level Up"))
    assert run("init", "a.jsonl")[1] == (
        "# A tracking plan for kochava-lint, drafted from 8 payloads: correct it.\n"
        "\n"
        "[tool.kochava-lint.plan]\n"
        'app-ids = ["kodemo-ios-4ea1"]\n'
        "\n"
        '[tool.kochava-lint.plan.events."Level Up"] # seen 1 time\n'
        "\n"
        "[tool.kochava-lint.plan.events.Purchase.schema] # seen 7 times\n"
        'type = "object"\n'
        'required = ["currency", "sum"]\n'
        "\n"
        "[tool.kochava-lint.plan.events.Purchase.schema.properties]\n"
        'currency = {enum = ["EUR", "USD"]}\n'
        'sum = {type = "number"}\n'
    )


@pytest.mark.parametrize(
    "output",
    [
        "kochava-lint.toml",
        "pyproject.toml",
    ],
)
def test_a_draft_in_a_file_is_a_plan_that_counts(
    folder: Path, run: Run, capture: Write, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    capture(ios(event_data={"sum": 5}))
    code, out, err = run("init", "a.jsonl", "--output", output)
    assert (code, out) == (0, "")
    assert f"into {output}" in err
    assert report(capsys, "a.jsonl", *OF_PLAN)[1]["findings"] == []
    capture(ios(event_name="Other"))
    assert rules_in(report(capsys, "a.jsonl", *OF_PLAN)[1]) == ["unplanned-event"]


@pytest.mark.parametrize(
    "output",
    [
        "plan.toml",
        ".",
        "link.toml",
    ],
)
def test_what_is_there_is_not_written_over(folder: Path, run: Run, capture: Write, output: str) -> None:
    (folder / "plan.toml").write_text("mine", "utf-8")
    (folder / "link.toml").symlink_to("elsewhere.toml")
    code, out, err = run("init", capture(CLEAN), "--output", output)
    assert (code, out) == (2, "")
    assert f"{output} is there already" in err
    assert (folder / "plan.toml").read_text("utf-8") == "mine"
    assert not (folder / "elsewhere.toml").exists()


def test_a_file_that_cannot_be_written_is_named(run: Run, capture: Write) -> None:
    code, _, err = run("init", capture(CLEAN), "--output", "none/plan.toml")
    assert code == 2
    assert "cannot write none/plan.toml: No such file or directory" in err


def test_one_is_not_called_many(run: Run, capture: Write) -> None:
    assert "drafted from 1 payload:" in run("init", capture(CLEAN))[1]
    assert "drafted 1 event into" in run("init", "a.jsonl", "--output", "plan.toml")[2]


def test_nothing_is_written_where_nothing_was_read(folder: Path, run: Run) -> None:
    assert run("init", "none.jsonl", "--output", "plan.toml")[0] == 2
    assert not (folder / "plan.toml").exists()


def test_a_plan_is_drafted_from_several_files_and_standard_input(
    folder: Path, run: Run, capture: Write, pipe: Callable[[str], None]
) -> None:
    pipe(line(ios(event_name="C")))
    (folder / "b").mkdir()
    capture(ios(event_name="A"), name="a.jsonl")
    (folder / "b" / "c.json").write_text(json.dumps([ios(event_name="B"), android(event_name="A")], indent=1), "utf-8")
    code, out, _ = run("init", "a.jsonl", "b", "-")
    plan = tomllib.loads(out)["tool"]["kochava-lint"]["plan"]
    assert (code, list(plan["events"])) == (0, ["A", "B", "C"])
    assert plan["app-ids"] == ["kodemo-android-7b2", "kodemo-ios-4ea1"]


@pytest.mark.parametrize("command", ["init", "coverage"])
def test_what_cannot_be_read_is_told_of_and_the_others_are_read(
    folder: Path, run: Run, capture: Write, command: str
) -> None:
    (folder / "pyproject.toml").write_text(PLAN, "utf-8")
    (folder / "binary.json").write_bytes(b"\0\1\2binary")
    capture(CLEAN, BROKEN, CLEAN[:40])
    code, out, err = run(command, "none.json", "binary.json", "a.jsonl")
    assert (code, "Purchase" in out) == (2, True)
    assert "there is no file or folder none.json" in err
    assert "binary.json is binary" in err
    assert "a.jsonl:2: not read" in err
    assert "a.jsonl:3: not read" in err


@pytest.mark.parametrize("command", ["init", "coverage"])
@pytest.mark.parametrize("content", ["", "\n", "5\n", "[]\n", BROKEN])
def test_without_a_payload_the_exit_code_is_4(
    folder: Path, run: Run, pipe: Callable[[str], None], command: str, content: str
) -> None:
    (folder / "pyproject.toml").write_text(PLAN, "utf-8")
    pipe(content)
    code, out, err = run(command, "-")
    assert (code, out == "") == (4, command == "init")
    assert "there is no payload" in err


def test_standard_input_is_called_so(folder: Path, run: Run, pipe: Callable[[str], None]) -> None:
    assert folder.exists()
    pipe(f"{BROKEN}\n{CLEAN}\n")
    assert "<stdin>:1: not read" in run("init", "-")[2]


def test_a_payload_that_is_too_long_is_told_of(run: Run, capture: Write) -> None:
    code, out, err = run("init", capture(ios(event_data={"a": "x" * 2000}), CLEAN), "--max-payload", "1K")
    assert (code, "drafted from 1 payload" in out) == (0, True)
    assert "a.jsonl:1: not read" in err


def test_what_was_collected_is_on_the_plan_that_is_drafted_from_it(
    folder: Path, shared: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    payloads = str(shared / "corpus" / "payloads")
    assert run("init", payloads, "--output", "kochava-lint.toml")[0] == 0
    told = report(capsys, payloads, *OF_PLAN)[1]
    assert told["summary"]["payloads"] > 40
    assert told["findings"] == []
    code, out, _ = run("coverage", payloads, "--fail-under", "100")
    assert (code, "(100.0 %)" in out) == (0, True)
    assert tomllib.loads((folder / "kochava-lint.toml").read_text("utf-8"))["plan"]["events"]["Purchase"]["schema"]


def test_records_of_requests_are_read_too(run: Run, capture: Write) -> None:
    record = {"request": {"body": line(ios(event_name="A"))}}
    other = {"request": {"body": [ios(event_name="B"), changed(ios(), {"data/event_name": DROP})]}}
    out = run("init", capture(record, other))[1]
    assert list(tomllib.loads(out)["tool"]["kochava-lint"]["plan"]["events"]) == ["A", "B"]
