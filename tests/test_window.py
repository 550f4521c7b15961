"""What a rule across payloads remembers: as much as it may, and no more."""

from __future__ import annotations

import tracemalloc
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ios, line

from kochava_lint import Source
from kochava_lint.payload import MISSING, Payload
from kochava_lint.reader import read_payloads, read_values
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


@given(SIZES, st.lists(KEYS, unique=True, max_size=20))
def test_the_latest_notes_are_remembered_and_no_others(size: int, keys: list[str]) -> None:
    window = Window(size)
    for number, key in enumerate(keys):
        window.note(key, number)
    remembered = {key: window.get(key) for key in keys if window.get(key) is not None}
    assert remembered == {key: number for number, key in enumerate(keys) if number >= len(keys) - size}
    assert window.forgotten == max(0, len(keys) - size)


@given(SIZES, st.lists(KEYS, max_size=20))
def test_a_note_that_is_made_again_is_one_of_the_latest(size: int, keys: list[str]) -> None:
    window = Window(size)
    model: OrderedDict[str, int] = OrderedDict()
    for number, key in enumerate(keys):
        window.note(key, number)
        model[key] = number
        model.move_to_end(key)
        if len(model) > size:
            model.popitem(last=False)
    assert {key: window.get(key) for key in keys if window.get(key) is not None} == dict(model)


@given(SIZES, st.lists(KEYS, max_size=30))
def test_no_more_is_remembered_than_the_size(size: int, keys: list[str]) -> None:
    window = Window(size)
    for number, key in enumerate(keys):
        window.note(key, number)
        assert window.get(key) == number
        assert sum(window.get(known) is not None for known in set(keys)) <= size
    assert window.forgotten >= len(set(keys)) - size


def test_a_note_takes_the_place_of_the_one_before_and_nothing_is_forgotten() -> None:
    window = Window(2)
    for value in (1, 2, None, 3):
        window.note("a", value)
        assert window.get("a") == value
    window.note("b", True)
    assert (window.get("a"), window.get("b"), window.get("c"), window.forgotten) == (3, True, None, 0)


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
