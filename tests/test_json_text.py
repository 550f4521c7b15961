"""Positions in JSON text, and where it stops being JSON."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint.json_split import split_array
from kochava_lint.json_text import MAX_DEPTH, Malformed, read
from kochava_lint.json_tree import Span

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=20,
)
LAYOUTS = st.sampled_from(
    [{"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}, {"indent": "\t", "ensure_ascii": False}]
)
# Pieces that make text which is nearly JSON, and often is.
NEARLY_JSON = st.lists(
    st.sampled_from(
        [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            '"a"',
            '"',
            "1",
            "-0.5e3",
            "01",
            "true",
            "nul",
            "NaN",
            " ",
            "\n",
            "\\u0041",
            '"\\ud800"',
        ]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)


def values(value: Any, pointer: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """Every value inside *value*, itself included, with its pointer."""
    if isinstance(value, dict):
        inside = [pair for key, member in value.items() for pair in values(member, (*pointer, key))]
    elif isinstance(value, list):
        inside = [pair for index, element in enumerate(value) for pair in values(element, (*pointer, index))]
    else:
        inside = []
    return [(pointer, value), *inside]


@given(JSON_VALUES, LAYOUTS)
def test_the_span_of_a_pointer_reads_as_the_value_that_it_names(value: Any, layout: dict[str, Any]) -> None:
    text = json.dumps(value, **layout)
    tree = read(text)
    for pointer, expected in values(value):
        span = tree.span(pointer)
        assert span is not None
        assert json.loads(text[span.start : span.end]) == expected


@given(
    NEARLY_JSON
    | JSON_VALUES.map(json.dumps).flatmap(lambda text: st.integers(0, len(text)).map(lambda cut: text[:cut]))
)
def test_what_is_json_here_is_json_for_orjson(text: str) -> None:
    try:
        orjson.loads(text)
        accepted = True
    except orjson.JSONDecodeError:
        accepted = False
    try:
        read(text)
    except Malformed as malformed:
        assert not accepted, malformed.message
        assert 0 <= malformed.offset <= len(text)
    else:
        assert accepted


@given(st.lists(JSON_VALUES, max_size=5), LAYOUTS)
def test_an_array_is_split_into_its_elements(elements: list[Any], layout: dict[str, Any]) -> None:
    text = json.dumps(elements, **layout)
    parts = list(split_array(text))
    assert [json.loads(text[part.start : part.end]) for part in parts if isinstance(part, Span)] == elements
    assert len(parts) == len(elements)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[]", []),
        ("[1, NaN, 3]", ["1", "NaN", "3"]),
        ('[{"a": [1,]}, "]"]', ['{"a": [1,]}', '"]"']),
        ('["a\\\\", "b\\"]"]', ['"a\\\\"', '"b\\"]"']),
        ("[1,,2]", ["1", (3, "a value should stand here"), "2"]),
        ("[1,]", ["1", (3, "a comma before ]: JSON has no trailing commas")]),
        ("[1", ["1", (2, "the text ends inside an array: it was cut off")]),
        ("[1,", ["1", (3, "the text ends inside an array: it was cut off")]),
        ('[{"a": 1}, {"b":', ['{"a": 1}', '{"b":']),
        ('[1, "ab', ["1", '"ab']),
        ("[", [(1, "the text ends inside an array: it was cut off")]),
    ],
)
def test_a_broken_array_keeps_its_sound_elements(text: str, parts: list[Any]) -> None:
    split = [
        text[part.start : part.end] if isinstance(part, Span) else (part.offset, part.message)
        for part in split_array(text)
    ]
    assert split == parts


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ('{"a" 1}', 5, "a colon after the key should stand here"),
        ('{"a": 1 "b": 2}', 8, "a comma or } should stand here"),
        ("{1: 2}", 1, "a key in double quotes should stand here"),
        ("{'a': 1}", 1, "JSON strings and keys take double quotes"),
        ('{"a": tru}', 6, "a value should stand here"),
        ('{"a": True}', 6, "True is Python; JSON writes true"),
        ('{"a": undefined}', 6, "undefined is JavaScript; send null or leave the key out"),
        ('{"a": 01}', 6, "a number that JSON does not write so"),
        ('{"a": +1}', 6, "a number that JSON does not write so"),
        ('{"a": 1.}', 6, "a number that JSON does not write so"),
        ("// note\n{}", 0, "JSON has no comments"),
        ('{"a": "b\nc"}', 8, "a string is not closed before the end of the line"),
        ('{"a": "\x07"}', 7, "a control character inside a string; JSON wants it escaped"),
        ('{"a": "\\x41"}', 7, "an escape that JSON does not know"),
        ('{"a": "\\u00', 11, "the text ends inside a string: it was cut off"),
        ('{"a": ]}', 6, "a value should stand here"),
        ('{"a": "\\\\\\ud800"}', 9, "half of a surrogate pair: it is no character"),
        ('{"a": "\\ud83d\\ude00\\udc00"}', 19, "half of a surrogate pair: it is no character"),
        ("\udcff", 0, "byte 0xFF is not UTF-8"),
        ("[1]]", 3, "more text follows after the end of the JSON value"),
        ("", 0, "the text ends where a value should be: it was cut off"),
        ("-", 0, "a number that JSON does not write so"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_wrong(text: str, offset: int, message: str) -> None:
    with pytest.raises(Malformed) as caught:
        read(text)
    assert (caught.value.offset, caught.value.message) == (offset, message)


def test_the_deepest_text_that_is_read() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH).span((0,) * (MAX_DEPTH - 1)) is not None
    with pytest.raises(Malformed, match="nested more than 1,000 deep"):
        read("[" * (MAX_DEPTH + 1))


def test_a_duplicate_key_is_told_with_its_first_and_its_last_value() -> None:
    text = '{"a": 1, "b": {"c": 1, "c": 2}, "a": 22, "a": 333}'
    told = {
        duplicate.pointer: (text[slice(*duplicate.first)], text[slice(*duplicate.last)])
        for duplicate in read(text).duplicates
    }
    assert told == {("a",): ("1", "333"), ("b", "c"): ("1", "2")}


@pytest.mark.parametrize("pointer", [("x",), ("a", 0), (0,), ("a", "b"), ("list", 2), ("list", "0"), ("list", -1)])
def test_a_pointer_that_leads_nowhere_has_no_span(pointer: tuple[str | int, ...]) -> None:
    assert read('{"a": 1, "list": [1, 2]}').span(pointer) is None


@pytest.mark.parametrize(
    "text", ["{SPACE}", '{"a": 1SPACE}', '{"a": 1SPACE,SPACE"b": 2}', '{"a":SPACE1}', '{SPACE"a": [1]}']
)
def test_blanks_are_read_in_time_that_grows_with_them(text: str) -> None:
    """A million of them, which would take minutes if each were looked at from each."""
    assert read(text.replace("SPACE", " " * 1_000_000)).span(()) is not None
