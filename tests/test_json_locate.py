"""Where values stand in a JSON text, found without reading all of it: the same as where a full reading finds them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from json_texts import LAYOUTS, VALUES, Layout, Written, documents, written

from kochava_lint.json_split import locate, split_object
from kochava_lint.json_text import read

Pointer = tuple[str | int, ...]


def pointers(value: Any, place: Pointer = ()) -> Iterator[Pointer]:
    yield place
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from pointers(member, (*place, key))


@given(documents())
def test_each_value_stands_where_a_full_reading_finds_it(document: Written) -> None:
    tree = read(document.text)
    for pointer in pointers(document.value):
        assert locate(document.text, pointer) == tree.span(pointer)


@given(VALUES, LAYOUTS, st.sampled_from(["", " ", "\r\n\t"]))
def test_so_it_is_of_any_value(value: Any, layout: Layout, around: str) -> None:
    text = around + written(value, layout) + around
    tree = read(text)
    for pointer in pointers(value):
        span = locate(text, pointer)
        assert span == tree.span(pointer)
        assert span is not None
        assert json.loads(text[slice(*span)]) == at(value, pointer)


def at(value: Any, pointer: Pointer) -> Any:
    for key in pointer:
        value = value[key]
    return value


@given(VALUES, LAYOUTS, st.lists(st.sampled_from(["a", "b", '"', "", 0, 1, 5]), max_size=4))
def test_where_there_is_nothing_nothing_is_found(value: Any, layout: Layout, pointer: list[str | int]) -> None:
    text = written(value, layout)
    assert locate(text, pointer) == read(text).span(tuple(pointer))


PAIRS = st.lists(st.tuples(st.sampled_from(["a", "b", "\\u0061", "é", "\\u00e9"]), VALUES), max_size=5)


@given(PAIRS, LAYOUTS)
@example([("a", {"b": 1}), ("\\u0061", 5)], Layout())
@example([("a", {"b": 1}), ("a", {"c": 1})], Layout())
def test_of_a_key_that_is_given_twice_the_last_counts_and_for_beginnings_the_first(
    pairs: list[tuple[str, Any]], layout: Layout
) -> None:
    text = "{" + ",".join(f'"{key}":{written(value, layout)}' for key, value in pairs) + "}"
    tree = read(text)
    keys = [json.loads(f'"{key}"') for key, _ in pairs]
    found = list(split_object(text))
    assert [key for key, _ in found] == keys
    assert [json.loads(text[slice(*span)]) for _, span in found] == [value for _, value in pairs]
    for key in keys:
        assert locate(text, (key,)) == tree.span((key,))


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ('{"a": 1, broken, "b": 2}', {"a": "1", "b": "2"}),
        ('{"a": tru, "b": [1, "x}]", }', {"a": "tru", "b": '[1, "x}]", }'}),
        ('{"a": {"x": 1,}, "b": 2', {"a": '{"x": 1,}', "b": "2"}),
        ('{"a": "x, y", "b": "un', {"a": '"x, y"', "b": '"un'}),
        ('{"a" 1, "b" : 2}', {"b": "2"}),
        ('{"a": , "b": 2}', {"b": "2"}),
        ("{}", {}),
        ("{", {}),
        ('x {"a": 1} {"b": 2}', {"a": "1"}),
    ],
)
def test_one_broken_member_hides_none_of_the_others(text: str, members: dict[str, str]) -> None:
    found = {key: text[slice(*span)] for key, span in split_object(text)}
    assert members.keys() <= found.keys()
    assert {key: found[key] for key in members if not members[key].startswith("[")} == {
        key: value for key, value in members.items() if not value.startswith("[")
    }


@given(st.text(st.sampled_from('{}[],:" \\a1'), max_size=30))
def test_no_text_makes_it_fail(text: str) -> None:
    for pointer in ((), ("a",), (0,), ("a", 0), (0, "a", "")):
        span = locate(text, pointer)
        assert span is None or 0 <= span.start <= len(text)
