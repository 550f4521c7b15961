"""Captures as tools write them, with bytes changed anywhere: nothing crashes, hangs, or loses a payload in silence."""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, cast

import pytest
from conftest import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kochava_lint import InputError, Linter, Payload
from kochava_lint.captures import CaptureReader, Reading
from kochava_lint.plugins import load_plugins
from kochava_lint.recorded import NO_REQUEST, Skipped

TESTS: Final = Path(__file__).parents[1]
CAPTURES: Final = sorted(
    path
    for folder in ("../examples", "../examples/cassettes", "captures")
    for path in (TESTS / folder).resolve().iterdir()
    if path.is_file() and path.suffix not in {".md", ".zip"}
)
OF_DATA: Final = [path for path in CAPTURES if path.suffix in {".har", ".json", ".jsonl", ".yaml", ".yml"}]
"""Those in formats that are data: in shells and in raw HTTP, one letter may make of a command something else."""
_PLUGINS: Final = load_plugins(installed=())
READER: Final = CaptureReader(_PLUGINS.formats, Reading())
LINTER: Final = Linter(rules=_PLUGINS.rules.values(), now=NOW)
SECONDS: Final = 5
"""Of the processor: an ordinary capture takes hundredths of one."""
TELLING: Final = frozenset(
    {"invalid-json", "incomplete-body", "not-an-object", "duplicate-key", "batched-payload", "oversized-payload"}
)
"""Rules that tell of what cannot be read as it was meant."""

# What some format gives a meaning.
TOKENS: Final = (
    b'"', b"'", b"`", b"\\", b"\\u0000", b"\\ud800", b"{", b"}", b"[", b"]", b"{{", b"}}", b",", b":", b": ", b"\n",
    b"\r", b"\t", b" ", b"\0", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"#", b"&", b"*", b"!", b"|", b">",
    b"-", b"--", b"%", b"$(", b"<<", b"\n---\n", b"1e999", b"NaN", b"null", b"0", b"9" * 30, b'"log":{"entries":[',
    b"\x1f\x8b", b"PK\x03\x04", b"(\xb5/\xfd", b"Content-Length: 7\r\n", b"Transfer-Encoding: chunked\r\n",
    b"HTTP/1.1 200 OK\r\n",
)  # fmt: skip


class Edit(NamedTuple):
    """So many bytes at a place are replaced by others."""

    at: int
    length: int
    by: bytes


def edits(size: int, *, longest: int) -> st.SearchStrategy[list[Edit]]:
    """Some edits of a file of this *size*, each of *longest* bytes at most, that put tokens or bytes in their place."""
    by = st.sampled_from(TOKENS) | st.binary(min_size=1, max_size=1)
    edit = st.builds(Edit, st.integers(0, size), st.sampled_from([0, 1, longest]), by)
    return st.lists(edit, min_size=1, max_size=3)


def edited(content: bytes, changes: Sequence[Edit]) -> bytes:
    for at, length, by in changes:
        content = content[:at] + by + content[at + length :]
    return content


class Read(NamedTuple):
    """What is read in a capture: how many payloads and skipped requests, and what tells that there is more."""

    units: int
    told: Counter[str]


def read(content: bytes, path: Path) -> Read:
    """Read a capture and lint it, as the command does, in the time that it may take."""
    units = 0
    told: Counter[str] = Counter()
    capture = LINTER.capture()
    start = time.process_time()
    file = cast("io.BufferedReader", io.BufferedReader(cast("io.RawIOBase", io.BytesIO(content)), 1 << 16))
    try:
        for entry in READER.read_open(file, str(path), path.parent):
            if isinstance(entry, Payload):
                units += 1
                for finding in capture.lint(entry):
                    assert finding.span is None or finding.start is not None
                    told[finding.rule] += finding.rule in TELLING
            elif isinstance(entry, Skipped):
                units += 1
                told[entry.reason] += entry.reason == NO_REQUEST
    except InputError:
        told["refused"] += 1
    assert time.process_time() - start < SECONDS
    return Read(units, told)


@cache
def as_it_is(path: Path) -> Read:
    return read(path.read_bytes(), path)


def of_each(paths: Sequence[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=[path.name for path in paths])


def few(examples: int) -> settings:
    return settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])


def see_that_nothing_crashes(path: Path, examples: int) -> None:
    content = path.read_bytes()

    @given(edits(len(content), longest=500))
    @few(examples)
    def test(changes: list[Edit]) -> None:
        read(edited(content, changes), path)

    test()


def see_that_nothing_is_lost_in_silence(path: Path, examples: int) -> None:
    content = path.read_bytes()

    @given(edits(len(content), longest=1))
    @few(examples)
    def test(changes: list[Edit]) -> None:
        before, after = as_it_is(path), read(edited(content, changes), path)
        # That there is nothing at all, the command tells by a code of its own.
        assert not after.units or after.units >= before.units or after.told - before.told

    test()


@of_each(CAPTURES)
def test_nothing_crashes_or_hangs(path: Path) -> None:
    see_that_nothing_crashes(path, 2)


@of_each(OF_DATA)
def test_no_payload_is_lost_in_silence(path: Path) -> None:
    see_that_nothing_is_lost_in_silence(path, 2)


@pytest.mark.slow
@of_each(CAPTURES)
def test_nothing_crashes_or_hangs_very_often(path: Path) -> None:
    see_that_nothing_crashes(path, 50)


@pytest.mark.slow
@of_each(OF_DATA)
def test_no_payload_is_lost_in_silence_very_often(path: Path) -> None:
    see_that_nothing_is_lost_in_silence(path, 50)
