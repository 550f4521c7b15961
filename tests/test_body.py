"""Where a value stands is told of what is written compactly as it is of any text: without reading it, in one case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint import Payload, Source
from kochava_lint.body import is_compact, span_in_compact
from kochava_lint.json_text import read
from kochava_lint.source import Pointer

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


def pointers(value: Any, pointer: Pointer = ()) -> Iterator[Pointer]:
    """All that lead to something in *value*."""
    yield pointer
    if isinstance(value, dict | list):
        for token, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from pointers(member, (*pointer, token))


@given(VALUES)
def test_a_compact_text_is_told_as_one_that_is_read(value: Any) -> None:
    text = orjson.dumps(value)
    tree = read(text.decode())
    for pointer in pointers(value):
        span = span_in_compact(value, pointer)
        assert span is not None
        start, end = span
        if text.isascii():
            assert (start, end) == tree.span(pointer)
        found = value
        for token in pointer:
            found = found[token]
        assert text[start:end] == orjson.dumps(found)


@given(VALUES, st.lists(st.text(max_size=2) | st.integers(-1, 9), max_size=3))
def test_what_is_not_there_stands_nowhere(value: Any, pointer: list[str | int]) -> None:
    assert (span_in_compact(value, pointer) is not None) == (tuple(pointer) in set(pointers(value)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{"a":1}', True, id="compact"),
        pytest.param('{"a": 1}', False, id="spaces"),
        pytest.param('{"a":1,"a":1}', False, id="a-key-twice"),
        pytest.param('{"a":1e0}', False, id="another-spelling"),
        pytest.param('{"a":"\\u0041"}', False, id="an-escape"),
        pytest.param('{"a":"é"}', False, id="not-ascii"),
        pytest.param("[" * 300 + "]" * 300, False, id="deep"),
    ],
)
def test_what_is_written_compactly(text: str, expected: bool) -> None:
    data = orjson.loads(text)
    assert is_compact(text, data) is is_compact(text.encode(), data) is expected


@pytest.mark.parametrize("text", ['{"a":{"b":[1,"x"]}}', ' {"a": {"b": [1, "é"]}}', '{"é":0,"a":{"b":[1,{}]}}'])
@pytest.mark.parametrize("pointer", [(), ("a",), ("a", "b", 1), ("a", "c"), ("a", "b", 2), ("a", "b", "1")])
def test_a_payload_says_the_same_however_it_is_written(text: str, pointer: Pointer) -> None:
    for content in (text, text.encode()):
        assert Payload(orjson.loads(text), Source("a", content)).span(pointer) == read(text).span(pointer)


def test_a_compact_text_is_not_read_to_tell_where_a_value_stands() -> None:
    source = Source("a", b'{"a":{"b":1}}')
    assert Payload({"a": {"b": 1}}, source).span(("a", "b")) == (10, 11)
    assert not source.is_read
