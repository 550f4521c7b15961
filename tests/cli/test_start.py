"""What a check of one clean file waits for: nothing that only other runs need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from samples import ios, line

import kochava_lint

NEEDLESS = (
    "argcomplete",
    "difflib",
    "hashlib",
    "importlib.metadata",
    "jsonschema",
    "multiprocessing",
    "pathspec",
    "pluggy",
    "referencing",
    "rich",
    "tempfile",
    "tomli",
    "tomlkit",
    "tomllib",
    "traceback",
    "ua_parser",
    "yaml",
    "kochava_lint.baseline",
    "kochava_lint.cli.accepted",
    "kochava_lint.cli.fixing",
    "kochava_lint.file_edit",
    "kochava_lint.fixer",
    "kochava_lint.hookspecs",
    "kochava_lint.plan",
    "kochava_lint.reporters.html_report",
    "kochava_lint.reporters.sarif",
    "kochava_lint.shell",
    "kochava_lint.yaml_parts",
)
"""Modules that take time, each with the run that needs it: of a plugin, a baseline, fixes, long work, odd captures."""

LOADED = """
import sys
before = set(sys.modules)  # what measures coverage, and what is installed here, may import much by itself
from kochava_lint.cli import main
code = main(sys.argv[2:])
print(*sorted(set(sys.argv[1].split()) & (set(sys.modules) - before)))
sys.exit(code)
"""


def loaded_by(*words: str) -> str:
    """Which of the needless modules the command with some *words* imports."""
    command = [sys.executable, "-c", LOADED, " ".join(NEEDLESS), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_a_clean_file_waits_for_nothing_that_others_need(folder: Path) -> None:
    (folder / "one.json").write_text(line(ios()))
    assert loaded_by("check", "one.json") == ""


@pytest.mark.parametrize(
    ("words", "module"),
    [
        (("--diff",), "kochava_lint.fixer"),
        (("--exclude", "b"), "pathspec"),
        (("--baseline", "kept.json", "--update-baseline"), "kochava_lint.baseline"),
        (("--output-format", "sarif"), "kochava_lint.reporters.sarif"),
        (("--plugin", "plugin.py"), "pluggy"),
        (("--config", "kochava-lint.toml"), "tomllib" if sys.version_info >= (3, 11) else "tomli"),
    ],
)
def test_what_is_asked_for_is_there(folder: Path, words: tuple[str, ...], module: str) -> None:
    (folder / "one.json").write_text(line(ios()))
    (folder / "plugin.py").write_text("")
    if "--config" in words:
        (folder / "kochava-lint.toml").write_text("all-hosts = true")
    assert module in loaded_by("check", "one.json", *words).split()


def test_a_process_leaves_its_garbage_to_the_system() -> None:
    code = (
        "import gc, sys; from kochava_lint.cli import program\n"
        "sys.argv = ['kochava-lint', '--version']\n"
        "try: program()\nfinally: print(gc.get_freeze_count() > 0, gc.get_threshold()[0] > 10_000)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"kochava-lint {kochava_lint.__version__}", "True True"]
