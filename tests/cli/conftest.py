"""What the tests of commands share."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from outcomes import Command, Outcome
from plans import Run, Write
from samples import line

from kochava_lint.cli import main


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the program with some words; returns what it comes to."""

    def run_it(*words: str) -> Outcome:
        capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
        told = capsys.readouterr()
        return Outcome(code, told.out, told.err)

    return run_it


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `plan` with some words; returns its exit code, and what it says on standard output and error."""

    def run_plan(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(["plan", *words])
        except SystemExit as left:
            code = int(left.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_plan


@pytest.fixture
def capture(folder: Path) -> Write:
    """Write payloads as the lines of a file; returns its name."""

    def write(*payloads: object, name: str = "a.jsonl") -> str:
        lines = (payload if isinstance(payload, str) else line(payload) for payload in payloads)
        (folder / name).write_text("".join(f"{each}\n" for each in lines), "utf-8")
        return name

    return write


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a text on standard input."""

    def put(content: str) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content.encode()))))

    return put
