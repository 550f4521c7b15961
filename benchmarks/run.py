"""
How fast kochava-lint is, beside bare decoding and beside other tools: all from one run on one machine.

Usage: python benchmarks/run.py [--payloads 1000000] [--rounds 5]. Ratios hold where absolute times do not. It takes
half an hour; *payloads* are those of the one large file, and of the last comparison.
Other tools are installed into a folder of the run's own; which could not be had is said.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import orjson
from peers import Peers
from usage import usage
from workload import faulty_payloads, payloads

from kochava_lint import Context, Linter, Source
from kochava_lint.linter import Engine
from kochava_lint.payload import CAPTURED
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import read_payload
from kochava_lint.shipped import published_schemas, shipped_schemas

_ACROSS = "duplicate-event,event-before-install,idfa-change-without-update,unstable-device-id"
_CHECK = [sys.executable, "-m", "kochava_lint", "check", "--no-progress"]
_SPELLINGS = (
    (b'"usertime":', b'"usertime":"0'),
    (b',"app_version"', b'","app_version"'),
    (b'"kochava_device_id":"K', b'"kochava_device_id":"\\u004b'),
)
_LINTED = 100_000
_SMALL_FILES = 10_000
_GIGABYTE = 1_000_000_000
_SHARED = 32 * 1024**2
"""The size of files from which on several processes lint them."""


class Row(NamedTuple):
    """A line of the table: *what* was measured, its *ratios*, one for each round, what is *wanted*, and how it came."""

    what: str
    ratios: Sequence[float]
    wanted: str
    note: str = ""

    def __str__(self) -> str:
        """Write the line as Markdown."""
        middle, low, high = statistics.median(self.ratios), min(self.ratios), max(self.ratios)
        return f"| {self.what} | {middle:.2f} [{low:.2f} to {high:.2f}] | {self.wanted} | {self.note} |"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure kochava-lint.")
    parser.add_argument("--payloads", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, medians of {arguments.rounds} rounds\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peers = Peers(folder)
        for missing in peers.missing:
            print(f"could not be had: {missing}")
        print("| what | ratio | wanted | note |\n| --- | --- | --- | --- |")
        for row in _rows(folder, peers, arguments.payloads, arguments.rounds):
            print(row, flush=True)
        _print_agreement(arguments.payloads)


def _rows(folder: Path, peers: Peers, count: int, rounds: int) -> Iterable[Row]:
    yield from _linting(rounds)
    schema = folder / "event.json"
    schema.write_text(json.dumps(published_schemas()["event"]))
    big = folder / "big.jsonl"
    _fill(big, payloads(count))
    yield from _one_large_file(big, schema, peers, count, rounds)
    yield from _memory(folder)
    yield from _small_files(folder, schema, peers, rounds)
    yield from _starting(folder, schema, peers, rounds * 2)


def _linting(rounds: int) -> Iterable[Row]:
    clean = list(payloads(_LINTED))
    faulty = [line.encode() for line in faulty_payloads(_LINTED // 5)]
    some = [faulty[index // 20] if index % 20 == 0 else line for index, line in enumerate(clean)]
    for what, lines, wanted in (
        ("lint, clean payloads ÷ `orjson.loads`", clean, "at most 4"),
        ("the same, 5 % faulty, findings with positions", some, "at most 10"),
        ("the same, all faulty", faulty, "at most 100"),
    ):
        linter = Linter()
        # In turn, so that a machine that slows down slows both.
        pairs = [(_seconds(lambda: _decode(lines)), _seconds(lambda: _lint(linter, lines))) for _ in range(rounds)]  # noqa: B023 - called at once
        micros = statistics.median(seconds for _, seconds in pairs) / len(lines) * 1e6
        yield Row(what, [linting / decoding for decoding, linting in pairs], wanted, f"{micros:.1f} µs a payload")


def _decode(lines: Sequence[bytes]) -> None:
    for line in lines:
        orjson.loads(line)


def _lint(linter: Linter, lines: Sequence[bytes]) -> None:
    for line in lines:
        for finding in linter.lint(line):
            if finding.start is None or finding.end is None:
                sys.exit("a finding without a place")


def _one_large_file(big: Path, schema: Path, peers: Peers, count: int, rounds: int) -> Iterable[Row]:
    one = [*_CHECK, "--ignore", _ACROSS, "--jobs", "1", str(big)]
    two = [*_CHECK, "--ignore", _ACROSS, "--jobs", "2", str(big)]
    halves = [[*one[:-1], str(half)] for half in _halved(big)]
    others = {"Sourcemeta's": peers.sourcemeta(schema, big), "ajv's": peers.ajv(schema, big)}
    times: dict[str, list[float]] = {"one": [], "two": [], "halves": [], **{name: [] for name in others}}
    for _ in range(rounds):
        times["one"].append(_run(one))
        times["two"].append(_run(two))
        times["halves"].append(_run(*halves))
        for name, command in others.items():
            if command is not None:
                times[name].append(_run(command))
    own = statistics.median(times["one"])
    if big.stat().st_size >= _SHARED:
        yield Row(
            f"check of {count:,} payloads, 2 workers: times as fast as 1",
            [first / second for first, second in zip(times["one"], times["two"], strict=True)],
            "at least 1.8",
            f"{statistics.median(times['two']):.1f} s, {own:.1f} s",
        )
        yield Row(
            "two runs at once, each of one half: times as fast as one of the whole",
            [first / second for first, second in zip(times["one"], times["halves"], strict=True)],
            "",
            f"{statistics.median(times['halves']):.1f} s: what the machine has to give",
        )
    for name, wanted in (("Sourcemeta's", "at least 2"), ("ajv's", "at least 1")):
        if times[name]:
            ratios = [other / mine for other, mine in zip(times[name], times["one"], strict=True)]
            note = f"{statistics.median(times[name]):.1f} s, {own:.1f} s"
            yield Row(f"{name} time for the same, the schema alone ÷ ours, 1 worker", ratios, wanted, note)
    across = [*_CHECK, "--jobs", "1", str(big)]
    for of_each, note in ((1, "each of another device"), (4, "four of each device")):
        _fill(big, payloads(count, of_each=of_each))
        ratios = [_run(across) / _run(one) for _ in range(rounds)]
        yield Row("with the rules across payloads ÷ without", ratios, "", note)


def _memory(folder: Path) -> Iterable[Row]:
    giant = folder / "giant.jsonl"
    _fill(giant, payloads(10**9), _GIGABYTE)
    one, two = (usage([*_CHECK, "--jobs", jobs, str(giant)]).peak / 1e6 for jobs in ("1", "2"))
    giant.unlink()
    if one:  # there is `/proc`
        yield Row("peak memory on 1 GB, 1 worker, in MB", [one], "under 150", "all rules")
        yield Row("the same, 2 workers and what begins them, in MB", [two], "under 100 more", f"{two - one:+.0f}")


def _small_files(folder: Path, schema: Path, peers: Peers, rounds: int) -> Iterable[Row]:
    files = folder / "files"
    files.mkdir()
    for number, line in enumerate(payloads(_SMALL_FILES)):
        (files / f"{number:05}.json").write_bytes(line)
    names = [str(path) for path in sorted(files.iterdir())]
    for name, command, wanted in (
        ("ajv-cli's", peers.ajv_cli(schema, f"{files}/*.json"), "at least 1"),
        ("check-jsonschema's", peers.check_jsonschema(schema, *names), "at least 3"),
    ):
        if command is not None:
            pairs = [(_run([*_CHECK, str(files)]), _run(command)) for _ in range(rounds)]
            note = f"{statistics.median(own for own, _ in pairs):.1f} s ours"
            yield Row(f"{name} time for {_SMALL_FILES:,} files ÷ ours", [b / a for a, b in pairs], wanted, note)


def _starting(folder: Path, schema: Path, peers: Peers, rounds: int) -> Iterable[Row]:
    one = folder / "one.json"
    one.write_bytes(next(payloads(1)))
    command = peers.check_jsonschema(schema, str(one))
    if command is not None:
        pairs = [(_run([*_CHECK, str(one)]), _run(command)) for _ in range(rounds)]
        note = f"{statistics.median(own for own, _ in pairs) * 1e3:.0f} ms"
        yield Row("check of one file ÷ check-jsonschema's", [own / other for own, other in pairs], "at most 0.5", note)
    for module, wanted in (("kochava_lint", "under 20"), ("pytest_kochava.plugin", "under 5")):
        # What pytest imports is there already where it imports a plugin.
        code = f"import pytest, time; start = time.perf_counter(); import {module}; print(time.perf_counter() - start)"
        took = [float(subprocess.check_output([sys.executable, "-c", code])) * 1e3 for _ in range(rounds)]
        yield Row(f"import {module}, in ms", took, wanted)


def _print_agreement(count: int) -> None:
    """
    Lint as many payloads the fast way and the plain one, and see that they agree.

    A twentieth of them are faulty, and another is written in an unusual way.
    """
    rules = load_plugins(installed=()).rules.values()
    fast, plain = Engine(rules, shipped_schemas()), Engine(rules, shipped_schemas(), plain=True)
    context = Context(time.time())
    faulty = faulty_payloads(count)
    for number, line in enumerate(payloads(count)):
        text = next(faulty).encode() if number % 20 == 0 else line
        if number % 20 == 1:
            for usual, unusual in _SPELLINGS:
                text = text.replace(usual, unusual)
        payload = read_payload(Source("a.jsonl", text), recording=CAPTURED)
        if fast.findings(payload, context) != plain.findings(payload, context):
            sys.exit(f"the two ways differ in {text!r}")
    print(f"\nThe fast way and the plain one find the same in {count:,} payloads, 5 % of them faulty.")


def _halved(path: Path) -> list[Path]:
    """Two files, each with about half of the lines of the one at *path*."""
    halves = [path.with_name(f"{path.stem}-{number}{path.suffix}") for number in (1, 2)]
    with path.open("rb") as file, halves[0].open("wb") as first, halves[1].open("wb") as second:
        while file.tell() < path.stat().st_size // 2:
            first.write(file.readline())
        shutil.copyfileobj(file, second)
    return halves


def _fill(path: Path, lines: Iterable[bytes], size: int | None = None) -> None:
    held = 0
    with path.open("wb") as file:
        for line in lines:
            held += file.write(line + b"\n")
            if size is not None and held >= size:
                return


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _run(*commands: Sequence[str]) -> float:
    """The seconds until all *commands* have run, at the same time."""
    start = time.perf_counter()
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    for command, process in zip(commands, running, strict=True):
        if process.wait():
            sys.exit(f"{command[0]} failed with {process.returncode}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
