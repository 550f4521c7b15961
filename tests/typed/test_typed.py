"""The user's program, whose types `.ci/run` has checked against the wheel."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import kochava_lint
import kochava_lint.observe

PROGRAM = Path(__file__).with_name("program.py")


def imported(module: str) -> set[str]:
    """What the program imports of *module*."""
    tree = ast.parse(PROGRAM.read_text("utf-8"))
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    }


def test_it_uses_all_that_is_public() -> None:
    assert imported("kochava_lint") == set(kochava_lint.__all__)
    assert imported("kochava_lint.observe") == set(kochava_lint.observe.__all__)


def test_it_runs() -> None:
    done = subprocess.run([sys.executable, str(PROGRAM)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "missing-required-key error" in done.stdout
