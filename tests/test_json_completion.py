"""JSON that was cut off: what is whole in it is read, and nothing is made up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_texts import Written, documents

from kochava_lint.json_completion import completed


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"a": 1, "b": [2, {"c": "x", "d": "y', '{"a": 1, "b": [2, {"c": "x"}]}'),
        ('{"a": {"b": 1}, "c', '{"a": {"b": 1}}'),
        ('{"a": {"b": 1}, "c"', '{"a": {"b": 1}}'),
        ('{"a": {"b": 1}, "c":', '{"a": {"b": 1}}'),
        ('{"a": {"b": 1}, "c": {', '{"a": {"b": 1}, "c": {}}'),
        ('{"a": {"b": 1}, "c": [', '{"a": {"b": 1}, "c": []}'),
        ('{"a": 12', "{}"),
        ('{"a": 12,', '{"a": 12}'),
        ('{"a": 12 ', '{"a": 12}'),
        ('{"a": tru', "{}"),
        ('{"a": true\n', '{"a": true}'),
        ('{"a": "x\\', "{}"),
        ('{"a": "x\\"', "{}"),
        ('{"a": "x\\\\"', '{"a": "x\\\\"}'),
        ("{", "{}"),
        (" [", " []"),
        ("[[1], [2", "[[1], []]"),
        ('{"a": 1}', '{"a": 1}'),
        ('{"a": 1} ...', '{"a": 1}'),
        ('[{"a": 1}, {"a"', '[{"a": 1}, {}]'),
        # What a tool puts where it cut is no part of the text.
        ('{"a": 1, "b": 2...', '{"a": 1}'),
        ('{"a": 1, ...', '{"a": 1}'),
        ('{"a": 1, "b": "x", ... (truncated)', '{"a": 1, "b": "x"}'),
        ('{"a": 1, ... [truncated]', '{"a": 1}'),
        ('{"a": 1, [truncated]', '{"a": 1}'),
        ('{"a": 1, "b": <truncated 512 bytes>', '{"a": 1}'),
        ('{"a": 1, "b": ... (truncated)', '{"a": 1}'),
    ],
)
def test_what_is_whole_is_left(text: str, left: str) -> None:
    told = completed(text)
    assert told is not None
    assert json.loads(told[0]) == json.loads(left)


@pytest.mark.parametrize("text", ["", " ", "5", '"text', "tru", "a=b", "...", "\ufeff{", "}"])
def test_what_is_neither_object_nor_array_has_no_parts(text: str) -> None:
    assert completed(text) is None


def is_beginning(part: Any, whole: Any) -> bool:
    """Whether all that *part* holds is what *whole* holds, and what it lacks comes last."""
    if isinstance(part, dict) and isinstance(whole, dict):
        keys = list(whole)
        return list(part) == keys[: len(part)] and all(is_beginning(part[key], whole[key]) for key in part)
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) <= len(whole) and all(map(is_beginning, part, whole))
    return type(part) is type(whole) and part == whole


@given(documents(), st.data())
def test_cut_anywhere_it_is_json_and_the_beginning_of_what_was_sent(document: Written, data: Any) -> None:
    cut = document.text[: data.draw(st.integers(0, len(document.text)))]
    told = completed(cut)
    if not cut.strip():
        assert told is None
        return
    assert told is not None
    text, written = told
    part = json.loads(text)
    assert is_beginning(part, document.value)
    if len(cut) == len(document.text):
        assert part == document.value
    # What is kept stands where it stood; the brackets that were lacking stand at the end of what is there.
    for offset, char in enumerate(text):
        assert written.outward(offset) == offset or (char in "}]" and written.outward(offset) == len(cut))
        assert char in "}]" or cut[offset] == char
    assert written.raw == cut
    assert written.manner is None


@given(documents(), st.data())
def test_the_longer_the_more_of_it(document: Written, data: Any) -> None:
    ends = sorted(data.draw(st.tuples(st.integers(1, len(document.text)), st.integers(1, len(document.text)))))
    shorter, longer = (completed(document.text[:end]) for end in ends)
    if shorter is not None:
        assert longer is not None
        assert is_beginning(json.loads(shorter[0]), json.loads(longer[0]))


@given(st.text(st.sampled_from('{}[],:" \\a1.\n'), max_size=30))
def test_no_text_makes_it_fail(text: str) -> None:
    told = completed(text)
    if told is not None:
        for offset in range(len(told[0]) + 1):
            assert 0 <= told[1].outward(offset) <= len(text)
