"""What a rule across payloads remembers: as much as it may, and no more."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ios, line

from kochava_lint import Source
from kochava_lint.payload import MISSING, Payload
from kochava_lint.reader import read_payloads, read_values
from kochava_lint.request import Request
from kochava_lint.rule import Kept, Window, short

SIZES = st.integers(1, 6)
KEYS = st.sampled_from("abcdefgh")


def size_of(make: Callable[[], object]) -> int:
    """How many bytes stay taken by what *make* returns."""
    make()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    made = make()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert made is not None
    return taken


@given(SIZES, st.lists(st.sets(KEYS, max_size=3), max_size=30), st.integers(0, 10))
def test_what_was_noted_of_the_payloads_in_the_window_is_known_and_nothing_else(
    size: int, notes: list[set[str]], later: int
) -> None:
    window = Window(size)
    for number, keys in enumerate(notes):
        window.go_to(later + number)  # wherever in a capture the first of them stands
        before = range(max(0, number - size), number)
        for key in "abcdefgh":
            noted = [earlier for earlier in before if key in notes[earlier]]
            assert window.first(key) == (noted[0] if noted else None)
            assert window.last(key) == (noted[-1] if noted else None)
        for key in keys:
            window.note(key, number)


def test_no_more_memory_is_taken_than_two_windows_have_notes() -> None:
    def run(payloads: int) -> Window:
        window = Window(50)
        for number in range(payloads):
            window.go_to(number)
            for key in ("always", f"now {number}"):
                window.note(key, "x" * 1000)
        return window

    assert size_of(lambda: run(5_000)) < size_of(lambda: run(100)) * 2


@pytest.mark.parametrize("length", [1, 127, 128, 129, 257, 100_000])
def test_long_texts_are_told_apart_by_something_short(length: int) -> None:
    long = "x" * length
    texts = [long, f"{long}x", f"{long} x", f"{long}é", f"{long}\ud800", f"x{long}y"]
    assert len(set(map(short, texts))) == len(texts)
    assert max(map(len, map(short, texts))) <= 128


def lines(**changes: Any) -> Payload:
    """The second line of a file, whose event has *changes*."""
    return next(read_payloads(Source("capture.jsonl", line(ios(**changes)), 2)))


def test_a_payload_to_come_back_to_is_the_same_payload() -> None:
    payload = lines()
    kept = Kept(payload).payload()
    assert (kept.data, kept.pointer, kept.place, kept.batched) == (payload.data, (), "line 2", False)
    assert kept.source is not None
    assert kept.source.name == "capture.jsonl"


def test_a_payload_of_a_batch_keeps_its_place() -> None:
    *_, last = read_payloads(Source("x", f"[{line(ios())},\n {line(ios())}]", 7))
    kept = Kept(last).payload()
    assert (kept.data, kept.pointer, kept.place, kept.batched) == (ios(), (1,), "line 8, column 2", True)


def test_of_a_long_request_little_is_kept() -> None:
    def kept(headers: int) -> Kept:
        request = Request("POST", "https://control.kochava.com/track/json?" + "x" * headers, [("X", "y" * headers)])
        return Kept(Payload({}, Source("a", "{}"), request=request))

    assert size_of(lambda: kept(1_000_000)) < size_of(lambda: kept(10)) + 5_000
    told = kept(5_000).payload().request
    assert told is not None
    assert (told.host, told.path, told.is_signed) == ("control.kochava.com", "/track/json", False)
    signed = Payload({}, request=Request(headers=[("Kochava-Auth-Token", "t")]))
    assert Kept(signed).payload() is signed
    signed = Payload({}, Source("a", "{}"), request=Request(headers=[("Kochava-Auth-Token", "t")]))
    assert (again := Kept(signed).payload().request) is not None
    assert again.is_signed


def test_a_python_value_is_kept_as_it_is() -> None:
    (payload,) = read_values(ios())
    assert Kept(payload).payload() is payload


def test_of_a_long_text_the_beginning_is_kept_and_the_place_of_the_whole() -> None:
    payload = lines(event_data={"text": "é" * 100_000})
    kept = Kept(payload).payload()
    assert kept.data is MISSING
    assert kept.defect is None
    assert (kept.size, kept.place) == (payload.size, "line 2")
    assert kept.source is not None
    assert payload.source is not None
    assert len(kept.source.content) < 5_000
    assert payload.source.text.startswith(kept.source.text)


def test_a_long_text_takes_little_memory() -> None:
    text = line(ios(event_data={"text": "x" * 1_000_000}))
    taken = size_of(lambda: [Kept(next(read_payloads(Source("x", f"{text}{' ' * number}")))) for number in range(10)])
    assert taken < 10 * 8 * 1024


def test_what_is_worked_out_of_a_payload_is_not_kept_with_it() -> None:
    """A reporter asks where a finding stands, for which the whole text is read and its tree made."""

    def keep() -> list[Kept]:
        kept = []
        for number in range(10):
            payload = lines(event_data={f"key {index}": [index, number] for index in range(150)})
            kept.append(Kept(payload))
            assert payload.span(("data", "event_name")) is not None
        return kept

    assert size_of(keep) < 10 * 8 * 1024
