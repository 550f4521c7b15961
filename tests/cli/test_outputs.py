"""Reports: several at once, to files that are whole or left alone, and never over what is to be linted."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from outcomes import Command
from plans import Write
from reports import CLEAN, ERROR, OTHER, WARNING
from samples import ios, line

from kochava_lint.cli import main
from kochava_lint.payload import Payload
from kochava_lint.plugins import load_plugins
from kochava_lint.privacy import Mask
from kochava_lint.reporters import shown_edit

FORMATS = tuple(load_plugins([]).reporters)


def test_reports_that_are_written_at_once_are_those_that_are_written_alone(folder: Path, command: Command) -> None:
    (folder / "a.jsonl").write_text(f"{ERROR}\n{WARNING}\n")
    words = [word for name in FORMATS for word in ("--output", f"{name}=out/{name}")]
    command("check", "a.jsonl", *words)
    for name in FORMATS:
        alone = command("check", "a.jsonl", "--output-format", name).out
        assert (folder / "out" / name).read_text("utf-8") == alone


OVERWRITTEN = [
    pytest.param(["a.jsonl"], "json=a.jsonl", id="named"),
    pytest.param(["."], "json=./sub/../a.jsonl", id="in-a-folder"),
    pytest.param(["*.jsonl"], "json=a.jsonl", id="of-a-pattern"),
    pytest.param(["a.jsonl"], "json=link.jsonl", id="by-a-link"),
    pytest.param(["b.jsonl", "a.jsonl"], "json=a.jsonl", id="after-another"),
]


@pytest.mark.parametrize(("paths", "output"), OVERWRITTEN)
def test_no_report_is_written_over_what_is_to_be_linted(
    folder: Path, command: Command, paths: list[str], output: str
) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (folder / name).write_text(f"{ERROR}\n")
    (folder / "sub").mkdir()
    (folder / "link.jsonl").symlink_to("a.jsonl")
    before = sorted(path.name for path in folder.iterdir())
    code, _, err = command("check", *paths, "--output", output, "--output", "html=other.html")
    assert (code, "a report cannot be written over" in err) == (2, True)
    assert (folder / "a.jsonl").read_text() == f"{ERROR}\n"
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize("name", ["kochava-lint.toml", "pyproject.toml"])
def test_no_report_is_written_over_the_options(folder: Path, command: Command, name: str) -> None:
    content = "ignore = []\n" if name == "kochava-lint.toml" else "[tool.kochava-lint]\nignore = []\n"
    (folder / name).write_text(content)
    (folder / "a.jsonl").write_text(CLEAN)
    code, _, err = command("check", "a.jsonl", "--output-file", name)
    assert (code, "a report cannot be written into the options in" in err) == (2, True)
    assert (folder / name).read_text() == content


@pytest.mark.parametrize("other", ["html=/proc/nowhere/x.html", "json=is-a-folder"])
def test_where_one_report_cannot_be_begun_those_of_before_stay(folder: Path, command: Command, other: str) -> None:
    (folder / "a.jsonl").write_text(ERROR)
    (folder / "is-a-folder").mkdir()
    (folder / "good.json").write_text("as before")
    code, _, err = command("check", "a.jsonl", "--output", "json=good.json", "--output", other)
    assert (code, "cannot write" in err) == (2, True)
    assert (folder / "good.json").read_text() == "as before"
    assert sorted(path.name for path in folder.iterdir()) == ["a.jsonl", "good.json", "is-a-folder"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_where_one_report_cannot_be_written_on_the_others_are_whole(folder: Path, command: Command) -> None:
    (folder / "a.jsonl").write_text(f"{ERROR}\n" * 3000)
    words = ("--select", "empty-value", "--output-format", "concise")
    code, out, err = command("check", "a.jsonl", *words, "--output", "json=/dev/full", "--output", "sarif=good.sarif")
    assert (code, err) == (2, "kochava-lint: error: cannot write /dev/full: No space left on device\n")
    assert "Found 3,000 errors in 3,000 payloads of 1 file." in out
    assert len(json.loads((folder / "good.sarif").read_text())["runs"][0]["results"]) == 3000


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_a_report_among_captures_is_no_capture(folder: Path, command: Command, suffix: str) -> None:
    (folder / "a.jsonl").write_text(f"{CLEAN}\n{OTHER}\n")
    for _ in range(2):
        code, out, _ = command("check", ".", "--output", f"{suffix}=report.{suffix}")
        assert (code, out) == (0, "Nothing found in 2 payloads of 1 file.\n")
    assert command("check", f"report.{suffix}").code == 4


def told_of_errors(name: str, report: str) -> Any:
    """What a report in format *name* says of inputs that could not be read."""
    if name == "json":
        return json.loads(report)["summary"]["errors"]
    if name == "jsonl":
        return json.loads(report.splitlines()[-1])["summary"]["errors"]
    if name == "sarif":
        (invocation,) = json.loads(report)["runs"][0]["invocations"]
        assert invocation["executionSuccessful"] is False
        return [notification["message"]["text"] for notification in invocation["toolExecutionNotifications"]]
    if name == "junit":
        suite = etree.fromstring(report.encode())[-1]
        assert suite.get("errors") == "1"
        return [error.get("message") for error in suite.iterfind("testcase/error")]
    return [line for line in report.splitlines() if "no file or folder nowhere.json" in line]


@pytest.mark.parametrize("name", ["json", "jsonl", "sarif", "junit", "github", "markdown", "html"])
def test_what_could_not_be_read_is_in_the_report(folder: Path, command: Command, name: str) -> None:
    (folder / "a.jsonl").write_text(CLEAN)
    code, report, _ = command("check", "nowhere.json", "a.jsonl", "--output-format", name)
    errors = told_of_errors(name, report)
    assert code == 2
    assert len(errors) == 1
    assert "there is no file or folder nowhere.json" in errors[0]


@pytest.mark.parametrize("name", ["text", "concise", "grouped", "statistics"])
def test_what_could_not_be_read_is_summed_up(folder: Path, command: Command, name: str) -> None:
    (folder / "a.jsonl").write_text(CLEAN)
    out = command("check", "nowhere.json", "a.jsonl", "--output-format", name).out
    assert out == "1 input could not be read. Nothing found in 1 payload of 1 file.\n"


@pytest.mark.parametrize("order", [("bad", "good.jsonl"), ("good.jsonl", "bad")], ids=["first", "last"])
def test_options_of_a_folder_that_cannot_be_used_keep_no_other_file_from_being_linted(
    folder: Path, command: Command, order: tuple[str, str]
) -> None:
    (folder / "good.jsonl").write_text(ERROR)
    (folder / "bad").mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (folder / "bad" / name).write_text(ERROR)
    (folder / "bad" / "kochava-lint.toml").write_text("bogus = 1\n")
    code, out, err = command("check", *order, "--output-format", "concise")
    assert code == 2
    assert out.splitlines()[-1] == "1 input could not be read. Found 1 error in 1 payload of 1 file."
    assert err.count("has no key bogus") == 1


def test_a_failure_of_junit_is_what_fails_the_check_in_its_folder(folder: Path, command: Command) -> None:
    for name, least in (("strict", "warning"), ("lax", "error")):
        (folder / name).mkdir()
        (folder / name / "a.jsonl").write_text(WARNING)
        (folder / name / "kochava-lint.toml").write_text(f'fail-on = "{least}"\n')
    code, out, _ = command("check", "lax", "strict", "--output-format", "junit")
    lax, strict, _ = etree.fromstring(out.encode())
    assert (code, lax.get("failures"), strict.get("failures")) == (1, "0", "1")


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_utf_8_by_its_own_word_is_written_so(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (folder / "a.jsonl").write_text(ERROR)
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, "cp1252", write_through=True))
    main(["check", "a.jsonl", "--output-format", name])
    written = raw.getvalue()
    monkeypatch.undo()
    if name in {"html", "junit", "markdown"}:
        written.decode("utf-8")
        assert "…" not in written.decode("cp1252")
    else:
        written.decode("cp1252")


def test_a_payload_is_looked_at_once_for_all_the_fixes_that_move_parts_of_it(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hostile payload with thousands of fixable findings would be looked at without end."""
    looked: list[Payload] = []

    class Counting(Mask):
        def __init__(self, payload: Payload) -> None:
            looked.append(payload)
            super().__init__(payload)

    monkeypatch.setattr(shown_edit, "Mask", Counting)
    flat = ios()
    flat |= flat.pop("data")
    (folder / "a.json").write_text(line(flat))
    words = ("--select", "misplaced-key", "--output-format", "sarif")
    results = json.loads(command("check", "a.json", *words).out)["runs"][0]["results"]
    assert len(results) > 3
    assert len(looked) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGTERM") or os.name == "nt", reason="there are no such signals")
def test_a_run_that_is_terminated_leaves_whole_reports(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kochava_lint", "check", "-", "--output", "json=r.json", "--output-format", "concise"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{ERROR}\n" * 20)
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 143
    assert "Interrupted. Found" in out
    assert err.endswith("kochava-lint: terminated\n")
    told = json.loads((folder / "r.json").read_text())
    assert told["summary"]["interrupted"] is True


def test_names_that_a_runner_would_obey_are_no_commands(folder: Path, command: Command, capture: Write) -> None:
    capture(ERROR, name="::stop-commands::x.jsonl")
    for name in ("concise", "grouped"):
        out = command("check", ".", "--output-format", name).out
        assert not any(line.startswith("::") for line in out.splitlines())
    _, _, err = command("check", "no\n::error::pwned.json")
    assert not any(line.startswith("::") for line in err.splitlines())
