"""Completing words in a shell."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kochava_lint.cli import main

pty = pytest.importorskip("pty", reason="there are no terminals to pretend")


def offered(line: str, folder: Path) -> list[str]:
    """What the program offers where *line* is typed so far, asked as shells ask it."""
    answer = folder / "answer"
    asked = {
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "COMP_TYPE": "9",
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SHELL": "bash",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COLUMNS": "80",
    }
    program = [
        sys.executable,
        "-c",
        "import sys; sys.argv[0] = 'kochava-lint'; from kochava_lint.cli import main; main()",
    ]
    subprocess.run(program, env={**os.environ, **asked}, cwd=folder, check=True)
    return answer.read_text().split("\n")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param(
            "",
            ["check", "explain", "rules", "examples", "generate", "plan", "config", "schema", "completion"],
            id="commands",
        ),
        pytest.param("che", ["check"], id="command"),
        pytest.param("plan ", ["init", "coverage"], id="of-plan"),
        pytest.param("check --sel", ["--select"], id="option"),
        pytest.param("check --fail-on ", ["info", "warning", "error"], id="choice"),
        pytest.param("check --select att-m", ["att-missing"], id="rule"),
        pytest.param("check --select invalid-ip,att-m", ["invalid-ip,att-missing"], id="second-rule"),
        pytest.param("examples --rule att-m", ["att-missing"], id="rule-of-examples"),
        pytest.param("check --severity att-miss", ["att-missing="], id="rule-with-severity"),
        pytest.param("check --severity att-missing=w", ["att-missing=warning"], id="severity"),
        pytest.param("explain exit", ["exit-codes"], id="page"),
        pytest.param("explain att-m", ["att-missing"], id="rule-page"),
        pytest.param("check --output-format js", ["json"], id="format"),
        pytest.param("check cap", ["captures/"], id="folder"),
        pytest.param("generate --la", ["--labels"], id="option-of-generate"),
        pytest.param("generate --labels cap", ["captures/"], id="file-to-write"),
        pytest.param("schema id", ["identity-link"], id="schema"),
        pytest.param("completion f", ["fish"], id="shell"),
    ],
)
def test_the_words_that_may_come_next_are_offered(tmp_path: Path, typed: str, words: list[str]) -> None:
    (tmp_path / "captures").mkdir()
    assert set(words) <= set(offered(f"kochava-lint {typed}", tmp_path))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_code_for(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    assert main(["completion", shell]) == 0
    assert "kochava-lint" in capsys.readouterr().out


SHELLS = {
    "bash": (["--norc", "-i"], "source {code}"),
    "zsh": (["-f", "-i"], "autoload -Uz compinit; compinit -u -D; source {code}"),
    "fish": (["--no-config", "-i"], "source {code}"),
}


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_a_real_shell_completes_the_name_of_a_rule(tmp_path: Path, shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    words, begin = SHELLS[shell]
    command = tmp_path / "bin" / "kochava-lint"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nimport sys\nfrom kochava_lint.cli import main\nsys.exit(main())\n")
    command.chmod(0o755)
    code = tmp_path / "code"
    code.write_bytes(subprocess.run([command, "completion", shell], capture_output=True, check=True).stdout)
    env = {**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "xterm"}
    with terminal([program, *words], env) as (write, shown_until):
        write(begin.format(code=code) + "; echo rea'dy'\r")
        shown_until("ready")
        write("kochava-lint explain att-mi\t")
        shown_until("att-missing")


@contextmanager
def terminal(words: list[str], env: dict[str, str]) -> Iterator[tuple[Callable[[str], None], Callable[[str], None]]]:
    """A program in a terminal: what writes to it, and what waits until it has shown something since it last did."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(words[0], words, env)  # noqa: S606 - this is the child
    end = time.monotonic() + 60
    shown = ""

    def write(text: str) -> None:
        os.write(terminal, text.encode())

    def shown_until(text: str) -> None:
        nonlocal shown
        while text not in shown:
            assert select.select([terminal], [], [], end - time.monotonic())[0], f"only shown: {shown!r}"
            shown += os.read(terminal, 4096).decode(errors="replace")
        shown = shown.partition(text)[2]

    try:
        yield write, shown_until
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
