"""Several processes: the same report, byte for byte, and nothing is lost where one of them ends."""

from __future__ import annotations

import errno
import gzip
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import repeat
from pathlib import Path

import pytest
from outcomes import Command
from plans import Write
from samples import android, ios, line

from kochava_lint.cli.part_work import Task, TooFarError, capture_before, lint_part
from kochava_lint.cli.project import Projects
from kochava_lint.cli.workers import Workers

ACROSS = "duplicate-event,event-before-install,idfa-change-without-update,unstable-device-id"
FEW = 400


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file is large enough, and has many parts."""
    monkeypatch.setattr("kochava_lint.cli.workers._SMALL", 0)
    monkeypatch.setattr("kochava_lint.cli.workers._FIRST", 100)
    monkeypatch.setattr("kochava_lint.cli.workers._PART", 2000)


@pytest.fixture
def mixed(capture: Write) -> str:
    """A capture of payloads and of what is none, sound and not."""
    envelope = json.dumps({"level": "info", "payload": ios(origination_ip="10.0.0.1")})
    elsewhere = json.dumps({"method": "POST", "url": "https://example.org/x", "body": "{}"})
    lines: list[object] = [
        *(ios(), android(event_name=""), "", '{"action": "event", "data": {', envelope, elsewhere, "[1, 2]", "no JSON"),
        *(f"[{line(ios())}, {line(ios(currency='eur'))}]", android(event_name="Level é", currency="eur"), ios()),
        line(ios(event_data={"text": "x" * 5000})).replace('"x', '"\\u0041x'),
        *('{"action": "event", "data": ' + "[" * depth + "]" * depth + "}" for depth in (300, 900)),
    ]
    return capture(*(lines * 20))


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("output_format", ["text", "json", "sarif", "statistics"])
def test_the_report_is_the_same_with_more_processes(command: Command, mixed: str, output_format: str) -> None:
    words = ("check", mixed, "--ignore", ACROSS, "--min-severity", "info", "--output-format", output_format)
    one = command(*words, "--jobs", "1")
    several = command(*words, "--jobs", "3")
    assert several == one
    assert one.code == 1
    assert len(one.out) > FEW


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("cut", [0, 40], ids=["whole", "broken-off"])
def test_of_a_compressed_file_too(
    command: Command, mixed: str, folder: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    long = line(ios(event_data={"text": "x" * 90_000}))
    text = Path(mixed).read_bytes() + long.encode() + b"\n" + Path(mixed).read_bytes()
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(text)[: -cut or None])
    words = ("check", "b.jsonl.gz", "--ignore", ACROSS, "--max-payload", "20000")
    one = command(*words, "--jobs", "1")
    monkeypatch.setattr("kochava_lint.cli.run.Run._found", lambda *_: pytest.fail("it was linted here"))
    assert command(*words, "--jobs", "3") == one
    assert one.code == (2 if cut else 1)
    assert ("cut off after" in one.err) == bool(cut)
    assert "oversized-payload" in one.out


@pytest.mark.usefixtures("small_parts")
def test_rules_across_payloads_need_a_compressed_file_in_one_process(
    command: Command, mixed: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(Path(mixed).read_bytes()))
    monkeypatch.setattr("kochava_lint.cli.workers.Workers.lint", lambda *_: pytest.fail("another process was asked"))
    assert "duplicate-event" in command("check", "b.jsonl.gz", "--jobs", "3").out


@pytest.mark.usefixtures("small_parts")
def test_options_hold_there_too(command: Command, mixed: str, folder: Path) -> None:
    (folder / "kochava-lint.toml").write_text(
        'payload-path = "payload"\n[severity]\nnon-public-ip = "error"\n'
        '[per-file-ignores]\n"a.jsonl" = ["invalid-json"]\n'
    )
    words = ("check", mixed, "--ignore", ACROSS, "--fail-on", "error", "--output-format", "concise")
    one = command(*words, "--jobs", "1")
    assert command(*words, "--jobs", "2") == one
    assert "non-public-ip" in one.out
    assert "invalid-json" not in one.out


ACROSS_ONLY = """
from kochava_lint import Problem, Severity, capture_rule, hookimpl

@capture_rule(severity=Severity.ERROR, lookback=7)
def seen_before(payload, seen, context):
    '''An event has the name of one of the seven payloads before it.

    Looks back over 7 payloads.
    '''
    name = str(payload.context("event_name"))
    first, last = seen.first(name), seen.last(name)
    if first is not None:
        yield Problem((), f"{name} is in {first} and {last} already")
    seen.note(name, payload.place)

@hookimpl
def kochava_lint_rules():
    return [seen_before]
"""


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("size", [1, 2000, 9000, 20000])
def test_rules_across_payloads_see_the_same(
    command: Command, capture: Write, folder: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    (folder / "across.py").write_text(ACROSS_ONLY)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    # Before a small part there is too much: then the rest is linted here.
    monkeypatch.setattr("kochava_lint.cli.workers._PART", size)
    monkeypatch.setattr("kochava_lint.cli.workers._TIMES", 0)
    # Some lines have no payload, and some several.
    lines = [(*[ios(event_name=name)] * (number % 3), "")[0] for number, name in enumerate("abcadebafcbea" * 20)]
    lines[50:50] = [""] * 40
    lines[120:120] = [f"[{line(ios(event_name='x'))}, {line(ios(event_name='a'))}]"] * 5
    words = ("check", capture(*lines), "--plugin", "across", "--select", "seen-before")
    one = command(*words, "--jobs", "1")
    assert command(*words, "--jobs", "3") == one
    assert one.code == 1
    assert "is in line" in one.out


@pytest.mark.usefixtures("small_parts")
def test_default_rules_across_payloads_are_asked_there(
    command: Command, mixed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kochava_lint.cli.workers._PART", 60_000)
    monkeypatch.setattr("kochava_lint.cli.workers._TIMES", 0)
    one = command("check", mixed, "--jobs", "1")
    monkeypatch.setattr("kochava_lint.cli.run.Run._found", lambda *_: pytest.fail("it was linted here"))
    assert command("check", mixed, "--jobs", "3") == one
    assert "duplicate-event" in one.out


@pytest.mark.usefixtures("small_parts")
def test_what_waits_for_its_turn_is_bounded_and_nothing_of_it_is_lost(
    command: Command, capture: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kochava_lint.cli.workers._HELD", 1)
    monkeypatch.setattr("kochava_lint.cli.part_work._BYTES", 1)
    monkeypatch.setattr("kochava_lint.cli.workers._PART", 200_000)
    lines = [ios(event_name="", usertime=number) for number in range(3_000)]
    words = ("check", capture(*lines), "--ignore", ACROSS, "--output-format", "concise")
    one = command(*words, "--jobs", "1")
    assert command(*words, "--jobs", "3") == one
    assert one.out.count("a.jsonl:") > 3_000


STRANGE = """
import os, signal
from kochava_lint import Severity, payload_rule, Problem, hookimpl

@payload_rule(severity=Severity.ERROR, quiet=QUIET)
def strange_rule(payload, context):
    '''Does what no rule should.'''
    if payload.context("event_name") == "Strange":
        HOW
    yield from ()

@hookimpl
def kochava_lint_rules():
    return [strange_rule]
"""


@pytest.fixture
def strange(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write a plugin whose rule does something strange at one payload; returns the module's name."""
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))

    def write(how: str, quiet: str = "None") -> str:
        module = f"strange_{abs(hash(how))}"
        (folder / f"{module}.py").write_text(STRANGE.replace("HOW", how).replace("QUIET", quiet))
        return module

    return write


@pytest.mark.usefixtures("small_parts")
def test_a_process_that_ends_is_an_error(command: Command, capture: Write, strange: Callable[..., str]) -> None:
    module = strange("if os.getpid() != " + str(os.getpid()) + ": os._exit(9)")
    path = capture(*[ios()] * 50, ios(event_name="Strange"), *[ios()] * 50)
    outcome = command("check", path, "--ignore", ACROSS, "--jobs", "2", "--plugin", module)
    assert outcome.code == 2
    assert f"cannot read {path} to its end: a process that linted a part of it was ended; --jobs 1 does" in outcome.err


@pytest.mark.usefixtures("small_parts")
def test_the_files_after_it_are_linted(command: Command, capture: Write, strange: Callable[..., str]) -> None:
    module = strange("if os.getpid() != " + str(os.getpid()) + ": os._exit(9)")
    dying = capture(*[ios()] * 20, ios(event_name="Strange"), name="a.jsonl")
    good = capture(*[ios(event_name="")] * 20, name="b.jsonl")
    words = ("check", dying, good, "--ignore", ACROSS, "--jobs", "2", "--plugin", module, "--output-format", "concise")
    outcome = command(*words)
    assert outcome.code == 2
    assert outcome.out.count("b.jsonl:") == 20


@pytest.mark.usefixtures("small_parts")
def test_a_rule_that_fails_there_is_told(command: Command, capture: Write, strange: Callable[..., str]) -> None:
    path = capture(*[ios()] * 50, ios(event_name="Strange"), *[ios(event_name="")] * 50)
    words = ("check", path, "--ignore", ACROSS, "--plugin", strange("1 / 0"))
    one = command(*words, "--jobs", "1")
    assert command(*words, "--jobs", "2") == one
    assert one.code == 2
    assert "failed: ZeroDivisionError" in one.err


@pytest.mark.usefixtures("small_parts")
def test_the_plain_engine_runs_there_too(command: Command, capture: Write, strange: Callable[..., str]) -> None:
    """It asks a rule that promises to be quiet, and is not."""
    path = capture(*[ios(event_name="Strange")] * 40)
    module = strange('yield Problem((), "not quiet")', "{}")
    words = ("check", path, "--ignore", ACROSS, "--jobs", "2", "--plugin", module, "--output-format", "concise")
    assert command(*words).code == 0
    assert command(*words, "--engine", "plain").out.count("not quiet") == 40


@pytest.mark.usefixtures("small_parts")
def test_what_was_linted_before_a_process_ended_is_counted(
    command: Command, capture: Write, strange: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kochava_lint.cli.part_work._BYTES", 1)
    module = strange("if os.getpid() != " + str(os.getpid()) + ": os._exit(9)")
    path = capture(*[ios(event_name="")] * 90, ios(event_name="Strange"))
    outcome = command("check", path, "--ignore", ACROSS, "--jobs", "2", "--plugin", module)
    errors = outcome.out.count("error[empty-value]")
    assert outcome.code == 2
    assert f"Found {errors} errors in {errors} payloads of 1 file." in outcome.out
    assert errors


@pytest.mark.usefixtures("small_parts")
def test_what_was_found_comes_in_pieces_of_bounded_size(folder: Path, capture: Write) -> None:
    path = capture(*[ios(event_name="", event_data={"text": "x" * 100_000})] * 20)
    project = Projects({}).of(path)
    (part,) = project.reader.parts(path, repeat(sys.maxsize), (folder / path).stat().st_size)
    pieces = list(lint_part(project.linter.capture(), project, Task(path, project.rules, 0), part))
    assert len(pieces) > 5
    assert sum(piece.summary.payloads for piece in pieces) == sum(len(piece.found) for piece in pieces) == 20
    assert max(len(pickle.dumps(piece)) for piece in pieces) < 600_000


@pytest.mark.usefixtures("small_parts")
def test_without_processes_it_is_linted_here(command: Command, mixed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    one = command("check", mixed, "--jobs", "1")
    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", none)
    assert command("check", mixed, "--jobs", "3") == one
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_much_that_would_be_read_before_a_part_is_not(folder: Path, capture: Write) -> None:
    sparse = [line(ios()), *['{"level": "info", "msg": "nothing"}'] * 1_000] * 3
    path = capture(*sparse)
    project = Projects({}).of(path)
    *_, part = project.reader.parts(path, repeat(20_000), (folder / path).stat().st_size)
    task = Task(path, project.rules, 3)
    with pytest.raises(TooFarError):
        capture_before(project, task, part, 20_000)
    assert capture_before(project, task, part).lookbacks


SMALL_PARTS = """
import signal, sys
import kochava_lint.cli.workers as workers
from kochava_lint.cli import main
workers._SMALL, workers._FIRST, workers._PART = 0, 100, 2000
code = main(sys.argv[1:])
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
sys.exit(code)
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_output_that_nobody_reads_is_not_taken_for_a_process_that_ended(
    folder: Path, capture: Write, jobs: str
) -> None:
    # What is found in the first file waits to be written when the processes begin for the second.
    small, large = capture(ios(event_name="")), capture(*[ios()] * 50, name="b.jsonl")
    assert folder.exists()
    words = ("check", small, large, "--ignore", ACROSS, "--jobs", jobs, "--output-format", "concise")
    reading, writing = os.pipe()
    os.close(reading)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", SMALL_PARTS, *words]
    done = subprocess.run(command, check=False, stdout=writing, stderr=subprocess.PIPE, text=True, env=environment)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def test_how_far_it_has_come_is_told(capture: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kochava_lint.cli.workers._FIRST", 100)
    # Two parts of three pieces each, whichever way the processes begin: one that is not forked is not patched.
    path = capture(*[ios()] * 30_000)
    monkeypatch.setattr("kochava_lint.cli.workers._PART", Path(path).stat().st_size // 2)
    workers = Workers(2, Projects({}), {}, None, plain=False)
    try:
        positions = [workers.position for _ in workers.lint(Task(path, frozenset(), 0))]
    finally:
        workers.end()
    assert positions[0] == 0
    assert positions == sorted(positions)
    assert len(set(positions)) > 5
    assert workers.position == Path(path).stat().st_size


@pytest.mark.usefixtures("small_parts")
def test_what_the_options_lack_is_told_once(command: Command, mixed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_SECRET", raising=False)
    outcome = command("check", mixed, "--jobs", "3", "--secret-env", "NO_SECRET")
    assert outcome.err.count("NO_SECRET is not set") == 1


@pytest.mark.usefixtures("small_parts")
def test_hosts_are_named_as_they_are_met(command: Command, capture: Write) -> None:
    requests = [
        json.dumps({"method": "POST", "url": f"https://h{number:03}.example.org/x", "body": "{}"})
        for number in range(300, 0, -1)
    ]
    path = capture(*requests)
    one = command("check", path, "--jobs", "1")
    assert command("check", path, "--jobs", "3") == one
    assert "h201.example.org" in one.err


@pytest.mark.parametrize("word", ["0", "-1", "two", "1.5"])
def test_a_number_of_processes_that_is_none_is_refused(command: Command, capture: Write, word: str) -> None:
    outcome = command("check", capture(ios()), f"--jobs={word}")
    assert outcome.code == 2
    assert f"{word} is no number of processes: give 1 or more, or auto" in outcome.err


def test_the_plain_engine_finds_the_same(command: Command, mixed: str) -> None:
    fast = command("check", mixed, "--min-severity", "info", "--engine", "fast")
    assert command("check", mixed, "--min-severity", "info", "--engine", "plain") == fast


@pytest.mark.skipif(sys.platform != "linux", reason="what processes there are is told otherwise elsewhere")
def test_an_interrupt_ends_all_processes(folder: Path) -> None:
    text = f"{line(ios(event_name=''))}\n" * 150_000
    (folder / "a.jsonl").write_text(text)
    words = ["check", "a.jsonl", "--ignore", ACROSS, "--jobs", "2", "--output-format", "concise"]
    with subprocess.Popen(
        [sys.executable, "-m", "kochava_lint", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        begun: list[str] = []
        while not begun and process.stdout.readline():  # the first part is linted before they begin
            begun = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert begun
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{child}").exists() for child in begun):
        assert time.monotonic() < deadline, "a process goes on"
        time.sleep(0.05)
    assert not multiprocessing.active_children()
