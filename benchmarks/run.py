"""
The figures of kochava-lint, all from one run on one machine: ratios hold where absolute times do not.

Usage: python benchmarks/run.py [--payloads 200000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
from workload import payloads

from kochava_lint import Linter, Source
from kochava_lint.reader import read_payloads


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure kochava-lint.")
    parser.add_argument("--payloads", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {arguments.payloads:,} payloads")
    print(f"medians of {arguments.rounds} rounds, minimum and maximum in brackets\n")
    _print_linting(list(payloads(arguments.payloads)), arguments.rounds)
    with tempfile.TemporaryDirectory() as folder:
        capture = Path(folder) / "capture.jsonl"
        capture.write_bytes(b"".join(line + b"\n" for line in payloads(arguments.payloads)))
        _print_command(capture, arguments.payloads)
    _print_start(arguments.rounds * 2)


def _print_linting(lines: Sequence[bytes], rounds: int) -> None:
    linter = Linter()

    def lint() -> None:
        found = sum(
            len(linter.lint_payload(payload))
            for number, line in enumerate(lines, start=1)
            for payload in read_payloads(Source("capture.jsonl", line, number))
        )
        if found:
            sys.exit(f"{found} findings in payloads that should be clean")

    def decode() -> None:
        for line in lines:
            orjson.loads(line)

    # In turn, so that a machine that slows down slows both.
    pairs = [(_seconds(decode), _seconds(lint)) for _ in range(rounds)]
    _row("orjson.loads, one core", [seconds / len(lines) * 1e6 for seconds, _ in pairs], "µs a payload")
    _row("lint from text, one core", [seconds / len(lines) * 1e6 for _, seconds in pairs], "µs a payload")
    _row("lint from text, one core", [len(lines) / seconds for _, seconds in pairs], "payloads a second")
    _row("lint ÷ orjson.loads", [linting / decoding for decoding, linting in pairs], "times")


def _print_command(capture: Path, count: int) -> None:
    check = [sys.executable, "-m", "kochava_lint", "check", str(capture)]
    # A process of its own does the counting: a child begins with the peak of the process that it was forked from.
    counting = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); "
    counting += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", counting, *check], check=True, stdout=subprocess.PIPE)
    seconds = time.perf_counter() - start
    size = capture.stat().st_size
    print(f"{'payloads, on average':34} {size / count - 1:9.0f} bytes")
    print(f"{'check of the file, whole command':34} {seconds:9.2f} s, {count / seconds:,.0f} payloads a second")
    peak = int(done.stdout) * (1 if sys.platform == "darwin" else 1024)  # Linux counts in KiB
    print(f"{'peak memory of that':34} {peak / 2**20:9.1f} MiB, for a file of {size / 2**20:.0f} MiB")


def _print_start(rounds: int) -> None:
    bare = [sys.executable, "-c", "pass"]
    version = [sys.executable, "-m", "kochava_lint", "--version"]
    pairs = [(_seconds(lambda: _run(bare)), _seconds(lambda: _run(version))) for _ in range(rounds)]
    _row("python -c pass", [seconds * 1e3 for seconds, _ in pairs], "ms")
    _row("kochava-lint --version", [seconds * 1e3 for _, seconds in pairs], "ms")
    _row("--version ÷ python -c pass", [started / idle for idle, started in pairs], "times")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _row(what: str, figures: Sequence[float], unit: str) -> None:
    print(f"{what:34} {statistics.median(figures):9,.1f} {unit} [{min(figures):,.1f} to {max(figures):,.1f}]")


if __name__ == "__main__":
    main()
