"""JSON text inside a JSON string: whichever way it is spelled, each character is found where it is written."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kochava_lint.json_string import json_string, read_json_string
from kochava_lint.source import Span

_SHORT = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Spelled(NamedTuple):
    """How a text is written, character by character."""

    parts: tuple[str, ...]
    text: str

    @property
    def raw(self) -> str:
        """The whole of it, without its quotes."""
        return "".join(self.parts)


def spellings(char: str) -> list[str]:
    """Every way in which JSON can write *char* between quotes, but for the case of digits that are not mixed."""
    units = char.encode("utf-16-be").hex()
    escaped = "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    plain = [] if char in '"\\' or char < " " else [char]
    return [*plain, escaped, escaped.upper().replace("\\U", "\\u"), *([_SHORT[char]] if char in _SHORT else [])]


CHARACTERS = st.characters(codec="utf-8") | st.sampled_from('"\\/\b\f\n\r\t{}:u0é€😀\U0010ffff\ud7ff\ue000\u2028\x7f')


@st.composite
def spelled_texts(draw: st.DrawFn) -> Spelled:
    text = draw(st.text(CHARACTERS, max_size=30))
    return Spelled(tuple(draw(st.sampled_from(spellings(char))) for char in text), text)


def spelled_like(raw: str, text: str) -> str:
    """Write *text* in the manner of the JSON string *raw*."""
    manner = json_string(raw).manner
    assert manner is not None
    return manner.spell(text)


@given(spelled_texts())
def test_the_text_is_what_json_reads(spelled: Spelled) -> None:
    assert read_json_string(spelled.raw)[0] == spelled.text == json.loads(f'"{spelled.raw}"')


@given(spelled_texts())
def test_each_character_is_found_where_it_is_written(spelled: Spelled) -> None:
    string = json_string(spelled.raw)
    begins = [sum(map(len, spelled.parts[:index])) for index in range(len(spelled.parts) + 1)]
    assert [string.outward(offset) for offset in range(len(spelled.text) + 1)] == begins


@given(spelled_texts(), st.data())
def test_a_part_is_written_as_it_was_in_the_whole(spelled: Spelled, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(spelled.text)))
    end = data.draw(st.integers(start, len(spelled.text)))
    part = json_string(spelled.raw).part(Span(start, end))
    assert (part.raw, read_json_string(part.raw)[0]) == ("".join(spelled.parts[start:end]), spelled.text[start:end])
    begins = [sum(map(len, spelled.parts[start:index])) for index in range(start, end + 1)]
    assert [part.outward(offset) for offset in range(end - start + 1)] == begins


@given(spelled_texts(), st.text(CHARACTERS, max_size=20))
def test_what_is_spelled_reads_as_it_was_meant(spelled: Spelled, added: str) -> None:
    assert json.loads(f'"{spelled_like(spelled.raw, added)}"') == added


@pytest.mark.parametrize(
    ("raw", "added", "expected"),
    [
        pytest.param("", '{"a":1}', '{\\"a\\":1}', id="quotation-marks"),
        pytest.param("plain", "é😀", "\\u00e9\\ud83d\\ude00", id="ascii-stays-ascii"),
        pytest.param("pl\\u00e9in", "é", "\\u00e9", id="escapes-stay-escapes"),
        pytest.param("pléin", "é😀", "é😀", id="characters-stay-characters"),
        pytest.param("pléin", "\n\x00\\", "\\n\\u0000\\\\", id="what-has-to-be-escaped"),
        pytest.param("a\\/b", "x/y", "x\\/y", id="escaped-slashes"),
        pytest.param("a/b", "x/y", "x/y", id="plain-slashes"),
        pytest.param("ab", "x/y", "x/y", id="no-slashes"),
        pytest.param("a\\/b/c", "x/y", "x/y", id="mixed-slashes"),
        pytest.param("a\\\\/b", "x/y", "x/y", id="a-backslash-before-a-slash"),
        pytest.param("a\\\\\\/b", "x/y", "x\\/y", id="a-backslash-before-an-escaped-slash"),
    ],
)
def test_what_is_added_is_spelled_in_the_manner_of_what_stands_there(raw: str, added: str, expected: str) -> None:
    assert spelled_like(raw, added) == expected


@given(text=st.text(CHARACTERS, max_size=30), is_ascii=st.booleans(), escapes_slashes=st.booleans())
@example(text="\\/", is_ascii=True, escapes_slashes=False)
def test_a_text_that_one_writer_wrote_is_written_the_same_again(
    text: str, is_ascii: bool, escapes_slashes: bool
) -> None:
    raw = json.dumps(text, ensure_ascii=is_ascii)[1:-1]
    raw = raw.replace("/", "\\/") if escapes_slashes else raw
    assert spelled_like(raw, text) == raw
