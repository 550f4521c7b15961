"""
What the pytest plugin costs a run that sends nothing: with it and without it (`-p no:kochava`), in turn.

Usage: python benchmarks/pytest_start.py [--tests 1000] [--rounds 5]; it needs pytest, and no other plugin is loaded.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
_WITH, _WITHOUT = ["-p", "pytest_kochava.plugin"], ["-p", "no:kochava"]
_ENVIRONMENT = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
_ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # else every run compiles everything anew
_TIMED = """
import functools, sys, time, pytest
begun = time.perf_counter()
import pytest_kochava.plugin as plugin
taken = [time.perf_counter() - begun]
def timed(hook):
    @functools.wraps(hook)
    def call(*args, **kwargs):
        begun = time.perf_counter()
        hook(*args, **kwargs)
        taken.append(time.perf_counter() - begun)
    return call
for name in plugin.__all__:
    setattr(plugin, name, timed(getattr(plugin, name)))
pytest.main(["-q", "-p", "pytest_kochava.plugin", "-p", "no:cacheprovider"])
sys.stderr.write(str(sum(taken) * 1e3))
"""
_TRIVIAL = "import pytest\n\n\n@pytest.mark.parametrize('number', range({tests}))\ndef test_one(number):\n    pass\n"
_CLIENT = "import urllib.request\n\n\ndef test_one():\n    pass\n"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure what the pytest plugin costs.")
    parser.add_argument("--tests", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(f"{'':36} {'without':>9} {'with':>9} {'more':>9} {'ratio':>7}   medians of {arguments.rounds}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _print_row("an empty folder", folder, arguments.rounds)
        print(f"{'    of that our hooks, timed inside':36} {'':>9} {_start(folder, arguments.rounds):7.1f}ms")
        test = folder / "test_trivial.py"
        test.write_text(_TRIVIAL.format(tests=arguments.tests), "utf-8")
        _print_row(f"{arguments.tests:,} trivial tests", folder, arguments.rounds)
        test.write_text(_CLIENT, "utf-8")
        _print_row("a test that imports urllib.request", folder, arguments.rounds)


def _print_row(label: str, folder: Path, rounds: int) -> None:
    """Print how long pytest takes in *folder*: each way once to warm up, then in turn, since machines are not idle."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(rounds + 1):
        for is_loaded, options in ((False, _WITHOUT), (True, _WITH)):
            taken = _seconds([*_PYTEST, *options], folder)
            if number:
                times[is_loaded].append(taken)
    without, with_it = statistics.median(times[False]), statistics.median(times[True])
    more = with_it - without
    print(f"{label:36} {without * 1e3:7.0f}ms {with_it * 1e3:7.0f}ms {more * 1e3:+7.1f}ms {with_it / without:7.3f}")


def _seconds(command: Sequence[str], folder: Path) -> float:
    """How long the processor works on *command*: other work of the machine takes none of that."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=_ENVIRONMENT, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _start(folder: Path, rounds: int) -> float:
    """How many milliseconds pass in our hooks before any test is collected, with what they import."""
    command = [sys.executable, "-c", _TIMED]
    runs = [
        subprocess.run(command, cwd=folder, env=_ENVIRONMENT, capture_output=True, text=True, check=True).stderr
        for _ in range(rounds)
    ]
    return statistics.median(float(told) for told in runs)


if __name__ == "__main__":
    main()
