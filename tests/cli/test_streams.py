"""Standard input, output and error: pipes, terminals, and what is closed or full."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from reports import CLEAN, ERROR, report, rules_in
from samples import ios

from kochava_lint.cli import main


def test_standard_input(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder.exists()
    for content, payloads in [
        (f"{CLEAN}\n{ERROR}\n", 2),
        (json.dumps([ios(), ios(event_name="")], indent=2), 2),
        (ERROR, 1),
    ]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content.encode()))))
        code, told = report(capsys, "-")
        assert (code, told["summary"]["payloads"], rules_in(told)) == (1, payloads, ["empty-value"])
        assert told["findings"][0]["file"] == "<stdin>"


def test_colour_is_for_terminals(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.json").write_text(ERROR)
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)

    def colored(*words: str) -> bool:
        main(["check", "a.json", *words])
        return "\x1b[" in capsys.readouterr().out

    assert not colored()
    assert colored("--color", "always")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert colored()
    assert not colored("--color", "never")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colored()
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setattr("sys.stdout.isatty", lambda: False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert colored()


def test_a_reader_that_has_seen_enough_is_no_defect(folder: Path) -> None:
    (folder / "a.jsonl").write_text((ERROR + "\n") * 400)  # more than a pipe holds
    command = f"{sys.executable} -m kochava_lint check a.jsonl | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 - a pipe is the point
    assert done.stdout.startswith("error[empty-value]")
    assert done.stderr == ""


def test_a_name_that_the_terminal_cannot_show_is_shown_all_the_same(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9\x1b[31m.json")
    (folder / name).write_text(ERROR)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [sys.executable, "-m", "kochava_lint", "check", "."]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout
    assert b".json:1:" in done.stdout


@pytest.mark.parametrize(
    ("redirection", "code", "told"),
    [
        (">/dev/full", 2, "cannot write to standard output: No space left on device"),
        (">&-", 2, "standard output is closed"),
        ("2>&-", 1, ""),
        ("2>/dev/full", 1, ""),
        ("| head -n 1; exit ${PIPESTATUS[0]}", 1, ""),
    ],
)
@pytest.mark.parametrize("words", ["check a.jsonl", "check a.jsonl missing.json", "rules"])
def test_standard_streams_that_fail(folder: Path, words: str, redirection: str, code: int, told: str) -> None:
    (folder / "a.jsonl").write_text((ERROR + "\n") * 400)  # more than a pipe holds
    command = f"{sys.executable} -m kochava_lint {words} {redirection}"
    # What measures coverage has things of its own to say on standard error.
    environment = {**os.environ, "COVERAGE_PROCESS_START": "", "COVERAGE_PROCESS_CONFIG": ""}
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)  # noqa: S607
    expected = 0 if words == "rules" and code == 1 else code
    broken = "missing.json" in words and "head" not in redirection
    assert done.returncode == (2 if broken else expected)
    assert "Traceback" not in done.stderr
    assert told in done.stderr


def test_standard_input_that_is_closed(folder: Path) -> None:
    assert folder.exists()
    command = f"{sys.executable} -m kochava_lint check - <&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    assert (done.returncode, done.stderr) == (2, "kochava-lint: error: standard input is closed\n")


@pytest.mark.parametrize(
    ("pieces", "payloads"),
    [
        pytest.param(["{", "\n", '  "action": "event"\n}'], 1, id="pretty"),
        pytest.param([CLEAN[:30], CLEAN[30:] + "\n", CLEAN + "\n"], 2, id="lines"),
        pytest.param([" ", " \n[", CLEAN + ",", CLEAN + "]"], 2, id="array"),
        pytest.param(["\ufeff", CLEAN + "\n" + CLEAN], 2, id="byte-order-mark"),
    ],
)
def test_standard_input_that_comes_in_pieces(folder: Path, pieces: list[str], payloads: int) -> None:
    assert folder.exists()
    script = "; ".join(f"printf '%s' '{piece}'; sleep 0.05" for piece in pieces)
    command = f"({script}) | {sys.executable} -m kochava_lint check - --output-format json"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    told = json.loads(done.stdout)
    assert told["summary"]["payloads"] == payloads
    assert "invalid-json" not in rules_in(told)


def test_names_of_files_do_not_command_the_terminal(folder: Path) -> None:
    name = os.fsdecode(b"a\x1b[31m\xff\n.json")
    (folder / name).write_bytes(b"\0\1\2binary")
    (folder / f"{name}.json").write_text("")
    for output_format in ("text", "json"):
        command = [sys.executable, "-m", "kochava_lint", "check", ".", "--output-format", output_format]
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == 2
        assert b"\x1b" not in done.stderr + done.stdout
        assert b"is binary" in done.stderr
