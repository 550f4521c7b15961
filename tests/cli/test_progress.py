"""The progress of long work, and how it ends when somebody presses Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

import pytest
from reports import CLEAN, ERROR, OTHER

from kochava_lint.plugins import load_plugins

pty = pytest.importorskip("pty", reason="there are no terminals to pretend")

BAR = re.compile(r"([0-9]+)% ([0-9,]+) payloads, [0-9,]+/s [0-9-]+:[0-9-]+:[0-9-]+")
AT_ONCE = "import kochava_lint.cli.progress as p; p._DELAY = p._INTERVAL = 0; "
MAIN = "import sys; from kochava_lint.cli import main; sys.exit(main(sys.argv[1:]))"


class Told(NamedTuple):
    """What a run came to: its exit code, its output, and what the terminal was shown, without colours."""

    code: int
    out: str
    terminal: str


def run(
    *words: str, shares: bool = False, term: str = "xterm", prelude: str = AT_ONCE, interrupt_at: str | None = None
) -> Told:
    """Run the command with its standard error, and where it *shares* that its output, on a terminal."""
    terminal, other_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", prelude + MAIN, "check", *words],
        env={**os.environ, "TERM": term, "COLUMNS": "200", "COVERAGE_PROCESS_START": ""},
        stdin=subprocess.PIPE,
        stdout=other_end if shares else subprocess.PIPE,
        stderr=other_end,
    )
    os.close(other_end)
    shown = bytearray()

    def read() -> None:
        waiting = interrupt_at
        while True:
            try:
                shown.extend(os.read(terminal, 65536))
            except OSError:  # the other end is closed
                return
            if waiting is not None and waiting.encode() in shown:
                waiting = None
                process.send_signal(signal.SIGINT)

    reader = threading.Thread(target=read)
    reader.start()
    out = process.communicate()[0]
    reader.join()
    os.close(terminal)
    return Told(process.returncode, (out or b"").decode(), re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()))


def screen(shown: str) -> list[str]:
    """The lines that are left of what was *shown*: a bar is erased, with the escapes around it."""
    left: list[str] = []
    for line in shown.replace("\x1b[?25l", "").replace("\x1b[?25h", "").split("\r\n"):
        while line.startswith("\r\x1b[1A\x1b[2K"):
            line = line.removeprefix("\r\x1b[1A\x1b[2K")  # noqa: PLW2901 - it is taken off bit by bit
            left.pop()
        left.append(line)
    return left


@pytest.fixture
def many(folder: Path) -> str:
    lines = [CLEAN, OTHER] * 400 + [ERROR] + [CLEAN, OTHER] * 400
    (folder / "a.jsonl").write_text("\n".join(lines))
    return "a.jsonl"


def test_long_work_shows_how_far_it_is(many: str) -> None:
    told = run(many, "--select", "empty-value", "--output-format", "concise")
    seen = [(int(percent), int(count.replace(",", ""))) for percent, count in BAR.findall(told.terminal)]
    assert seen == sorted(seen)
    assert seen[-1] == (100, 1601)
    assert (told.code, len(told.out.splitlines())) == (1, 2)


def test_the_bar_is_gone_at_the_end(many: str) -> None:
    told = run(many, "--select", "empty-value")
    assert BAR.search(told.terminal)
    assert screen(told.terminal) == [""]


def test_the_report_stands_above_it_as_it_would_without(many: str) -> None:
    words = (many, "--select", "empty-value", "--color", "never")
    told = run(*words, shares=True)
    assert BAR.search(told.terminal)
    assert "\n".join(screen(told.terminal)) == run(*words, "--no-progress").out


@pytest.mark.parametrize("output_format", load_plugins([]).reporters)
def test_each_format_can_be_written_above_it(folder: Path, output_format: str) -> None:
    (folder / "a.jsonl").write_text(f"{CLEAN}\n{ERROR}\n{OTHER}\n")
    words = ("a.jsonl", "--select", "empty-value", "--color", "never", "--output-format", output_format)
    told = run(*words, shares=True)
    assert BAR.search(told.terminal)
    assert told.code == 1
    assert "defect" not in told.terminal


def test_a_pipe_is_read_to_its_end_though_nobody_knows_how_long_it_is(folder: Path) -> None:
    os.mkfifo("a.jsonl")
    writer = threading.Thread(target=lambda: Path("a.jsonl").write_text(f"{CLEAN}\n{OTHER}\n" * 3 + f"{ERROR}\n"))
    writer.start()
    told = run("a.jsonl", "--select", "empty-value", "--output-format", "concise")
    writer.join()
    assert (told.code, told.out.splitlines()[-1]) == (1, "Found 1 error in 7 payloads of 1 file.")


def test_what_is_said_on_the_way_stands_on_a_line_of_its_own(many: str, folder: Path) -> None:
    (folder / "b.jsonl").write_text("")
    told = run(many, "b.jsonl", "--select", "empty-value")
    assert screen(told.terminal) == ["kochava-lint: warning: there is no payload in b.jsonl", ""]


def test_short_work_shows_nothing(many: str) -> None:
    assert run(many, "--select", "empty-value", prelude="").terminal == ""


@pytest.mark.parametrize(
    ("words", "term"),
    [
        pytest.param(["--no-progress"], "xterm", id="not-wanted"),
        pytest.param([], "dumb", id="terminal-that-cannot"),
        pytest.param([], "", id="terminal-that-is-unknown"),
    ],
)
def test_there_is_no_bar(many: str, words: list[str], term: str) -> None:
    told = run(many, "--select", "empty-value", *words, term=term)
    assert (told.code, told.terminal) == (1, "")


def test_there_is_none_where_standard_error_is_no_terminal(many: str) -> None:
    words = [sys.executable, "-c", AT_ONCE + MAIN, "check", many, "--select", "empty-value"]
    told = subprocess.run(words, capture_output=True, check=False)
    assert (told.returncode, told.stderr) == (1, b"")


@pytest.mark.parametrize("output_format", ["text", "concise"])
def test_ctrl_c_ends_at_once_with_what_was_found_so_far(folder: Path, output_format: str) -> None:
    (folder / "a.jsonl").write_text("\n".join([ERROR, *[CLEAN, OTHER] * 100_000]))
    told = run("a.jsonl", "--select", "empty-value", "--output-format", output_format, interrupt_at=" payloads, ")
    assert told.code == 130
    assert "empty-value" in told.out
    last = told.out.splitlines()[-1]
    assert last.startswith("Interrupted. Found 1 error in ")
    assert int(re.findall("in ([0-9,]+) payload", last)[0].replace(",", "")) < 200_001
    assert screen(told.terminal) == ["kochava-lint: interrupted", ""]
