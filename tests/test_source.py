"""Text and places in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint import Source
from kochava_lint.source import encoding_of, render, without_bom


@pytest.mark.parametrize(
    ("pointer", "text"),
    [((), ""), (("data", "device_ids", "idfa"), "/data/device_ids/idfa"), (("a/b", "m~n", 0, ""), "/a~1b/m~0n/0/")],
)
def test_pointers_are_written_as_rfc_6901_has_them(pointer: tuple[str | int, ...], text: str) -> None:
    assert render(pointer) == text


@pytest.mark.parametrize(
    ("offset", "line", "column"), [(0, 3, 7), (2, 3, 9), (3, 4, 1), (5, 4, 3), (6, 5, 1), (8, 5, 3)]
)
def test_a_source_knows_its_place_in_the_file(offset: int, line: int, column: int) -> None:
    source = Source("x.json", "é😀\na\r\nbc", line=3, column=7)
    assert tuple(source.place(offset)) == (line, column)


@given(st.text(alphabet=st.sampled_from("a\n\ré")), st.integers(0, 30))
def test_the_line_at_an_offset_is_the_line_that_python_splits(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    source = Source("x", text)
    line = text.split("\n")[source.place(offset).line - 1]
    assert text[slice(*source.line_at(offset))] == line.removesuffix("\r")


@given(st.binary())
def test_any_bytes_have_a_text_and_a_size(content: bytes) -> None:
    source = Source("x", content)
    assert isinstance(source.text, str)
    assert source.size == len(content)


@given(st.text(st.characters(codec="utf-8")))
def test_the_size_of_a_text_is_that_of_its_bytes(text: str) -> None:
    assert Source("x", text).size == len(text.encode())


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b"{}", "utf-8"),
        (b"", "utf-8"),
        ("{}".encode("utf-16"), "utf-16"),
        ('{"a": 1}'.encode("utf-16-le"), "utf-16"),
        ("[1]".encode("utf-16-be"), "utf-16"),
        (b"\x89PNG\r\n\x1a\n\0", None),
        (b"{\xff}", "utf-8"),
    ],
)
def test_encodings(head: bytes, encoding: str | None) -> None:
    assert encoding_of(head) == encoding


def test_a_byte_order_mark_is_taken_off() -> None:
    assert without_bom("\ufeff{}") == "{}"
    assert without_bom(b"\xef\xbb\xbf{}") == b"{}"
    assert without_bom(b"{}\xef\xbb\xbf") == b"{}\xef\xbb\xbf"
