"""Files that hold a payload whose text is known: they are passed, and the result is that of the plain engine."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from outcomes import Command, Outcome, write_files
from reports import BROKEN, ERROR
from samples import android, ios, line

from kochava_lint import Linter

CLEAN = [line(ios(usertime=1_700_000_000 + number)) for number in range(130)]
KNOWN_FROM = 70
"""About how many payloads are linted until their form is known."""
LONGER = line(ios(usertime=1_700_000_999, event_data={"text": "x" * 300}))
OURS = '{"$schema": "urn:kochava-lint:schema:baseline:1", "version": 1, "accepted": []}'
PLUGIN = '''
from kochava_lint import Problem, Severity, capture_rule, hookimpl

@capture_rule(severity=Severity.ERROR, lookback=1)
def lone_event(payload, seen, context):
    """An event comes alone."""
    yield Problem((), "alone")

@hookimpl
def kochava_lint_rules():
    return [lone_event]
'''


@pytest.fixture
def captures(folder: Path) -> Path:
    """A folder of captures, most of which hold a clean payload, and of much else."""
    files: dict[str, str | bytes] = {f"all/{number:03}.json": text for number, text in enumerate(CLEAN)}
    files |= {
        "all/s/blanks.json": f" {CLEAN[0]}\n",
        "all/s/bom.json": b"\xef\xbb\xbf" + CLEAN[1].encode(),
        "all/s/broken.json": BROKEN,
        "all/s/compressed.json.gz": gzip.compress(CLEAN[2].encode()),
        "all/s/document.json": OURS,
        "all/s/empty.json": "",
        "all/s/faulty.json": ERROR,
        "all/s/lines.jsonl": f"{CLEAN[3]}\n{CLEAN[4]}\n",
        "all/s/longer.json": LONGER,
        "all/s/notes.txt": CLEAN[5],
        "all/s/one.jsonl": CLEAN[6],
        "all/s/one.log": CLEAN[7],
        "all/s/other.json": line(android()),
        "all/s/twice.json": f"{CLEAN[8]}\n{CLEAN[8]}",
        "all/s/utf-16.json": CLEAN[9].encode("utf-16"),
        "all/u/unrelated.json": '{"name": "no payload"}',
        "all/wrong/kochava-lint.toml": "nothing = 1",
        "all/wrong/a.json": CLEAN[10],
        "all/lenient/kochava-lint.toml": 'ignore = ["empty-value"]\nexclude = ["b*"]',
        "all/lenient/a.json": ERROR,
        "all/lenient/b.json": CLEAN[11],
        "all/lenient/c.json": CLEAN[12],
        "all/.hidden/a.json": CLEAN[13],
        "all/node_modules/a.json": CLEAN[14],
        "plugin.py": PLUGIN,
    }
    write_files(folder, files)
    (folder / "all/t").mkdir()
    (folder / "all/t/again.json").symlink_to("../099.json")
    (folder / "all/t/dangling.json").symlink_to("nowhere.json")
    (folder / "all/t/elsewhere.json").symlink_to("../../outside.json")
    (folder / "all/t/up").symlink_to("..")
    (folder / "outside.json").write_text(line(ios(usertime=1_700_000_500)))
    os.mkfifo(folder / "all/t/pipe.json")
    return folder


@pytest.fixture
def lints(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many captures were linted since it was asked last."""
    begun = []
    capture = Linter.capture

    def counted(linter: Linter) -> object:
        begun.append(linter)
        return capture(linter)

    def since() -> int:
        count = len(begun)
        begun.clear()
        return count

    monkeypatch.setattr(Linter, "capture", counted)
    return since


def both(command: Command, lints: Callable[[], int], *words: str) -> tuple[Outcome, int]:
    """What the fast engine comes to, which is what the plain one does, and how many files it passes."""
    plain = command("check", *words, "--engine", "plain")
    files = lints()
    fast = command("check", *words)
    assert fast == plain
    return fast, files - lints()


@pytest.mark.parametrize(
    ("words", "passes"),
    [
        ((), True),
        (("--output-format", "json"), True),
        (("--exclude", "09*"), True),
        (("--exclude", "all/1*", "--force-exclude"), True),
        (("--ignore-unrelated",), True),
        (("--ignore", "empty-value"), True),
        (("--select", "duplicate-event"), True),
        (("--max-payload", "500"), True),
        (("--max-payload", "300"), False),
        (("--payload-path", "data"), False),
        (("--plugin", "plugin.py"), False),
        (("--output", "json=all/report.json"), True),
        (("--show-fixes",), False),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_a_folder_comes_to_the_same(
    captures: Path, command: Command, lints: Callable[[], int], words: tuple[str, ...], passes: bool
) -> None:
    outcome, passed = both(command, lints, "all", *words)
    assert (passed > 30) is passes
    assert outcome.code == 2
    assert "pipe.json is no regular file" in outcome.err
    assert "has no key nothing" in outcome.err
    assert captures.exists()


@pytest.mark.parametrize("paths", [("all", "all/099.json"), ("./all/../all",), ("all/*.json",), ("all/s", "all")])
def test_however_it_is_named_each_file_is_linted_once(
    captures: Path, command: Command, lints: Callable[[], int], paths: tuple[str, ...]
) -> None:
    _, passed = both(command, lints, *paths)
    assert passed > 30
    assert captures.exists()


def test_files_that_are_passed_are_counted(captures: Path, command: Command, lints: Callable[[], int]) -> None:
    outcome, passed = both(command, lints, *(f"all/{number:03}.json" for number in range(len(CLEAN))))
    assert outcome == (0, f"Nothing found in {len(CLEAN)} payloads of {len(CLEAN)} files.\n", "")
    assert len(CLEAN) - KNOWN_FROM < passed < len(CLEAN) - 60
    assert captures.exists()


def test_a_link_to_a_file_is_the_same_file(captures: Path, command: Command) -> None:
    outcome = command("check", "all/t", "all/099.json", "outside.json", "--exclude", "pipe.json")
    assert "Nothing found in 2 payloads of 3 files." in outcome.out  # one leads nowhere
    assert captures.exists()


def test_where_payloads_stand_at_a_path_a_bare_one_is_not_passed(
    folder: Path, command: Command, lints: Callable[[], int]
) -> None:
    write_files(folder, {f"all/{number:03}.json": f'{{"sent": {text}}}' for number, text in enumerate(CLEAN)})
    (folder / "all/bare.json").write_text(CLEAN[-1])
    outcome, passed = both(command, lints, "all", "--payload-path", "sent")
    assert passed == 0
    assert "there is no payload in all/bare.json" in outcome.err


def test_one_beyond_the_limit_is_not_passed(folder: Path, command: Command, lints: Callable[[], int]) -> None:
    texts = [line(ios(usertime=1_700_000_000, origination_ip=f"8.8.8.{number}")) for number in range(1, 100)]
    write_files(folder, {f"all/{len(text)}-{number:03}.json": text for number, text in enumerate(texts)})
    (folder / "all/z.json").write_text(line(ios(usertime=1_700_000_000, origination_ip="8.8.8.100")))
    outcome, passed = both(command, lints, "all", "--max-payload", str(len(texts[-1])))
    assert passed > 20
    assert "oversized-payload" in outcome.out


def test_a_baseline_knows_that_they_were_linted(captures: Path, command: Command, lints: Callable[[], int]) -> None:
    entry = {"rule": "empty-value", "file": "all/129.json", "fingerprint": "0123456789abcdef"}
    (captures / "kept.json").write_text(json.dumps({"version": 1, "accepted": [entry]}))
    outcome, passed = both(command, lints, "all", "--baseline", "kept.json")
    assert "kept.json: empty-value in all/129.json" in outcome.err
    assert passed > 30
    command("check", "all", "--baseline", "kept.json", "--prune-baseline")
    assert json.loads((captures / "kept.json").read_text())["accepted"] == []


def test_a_pipe_that_is_named_is_read_once(captures: Path) -> None:
    """What was read of it to see what it holds would be lost."""
    reading = captures / "named"
    os.mkfifo(reading)
    words = f"cat all/000.json > named & {sys.executable} -m kochava_lint check named"
    done = subprocess.run(["/bin/sh", "-c", words], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "Nothing found in 1 payload of 1 file.\n"
